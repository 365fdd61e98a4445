// SPDX-License-Identifier: Apache-2.0
//
// Targets as people write them.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>

#include "advice/paper.h"
#include "advice/target.h"
#include "advice/text.h"
#include "advice/viewing.h"

namespace sharpscale {
namespace {

// "x", "X" or the multiplication sign, between two numbers.
std::optional<std::pair<std::string_view, std::string_view>> SplitSides(std::string_view text) {
  constexpr std::string_view kTimes = "\u00d7";
  size_t at = text.find_first_of("xX");
  size_t length = 1;
  if (at == std::string_view::npos) {
    at = text.find(kTimes);
    length = kTimes.size();
  }
  if (at == std::string_view::npos) return std::nullopt;
  return std::make_pair(Trimmed(text.substr(0, at)), Trimmed(text.substr(at + length)));
}

// Inches in one unit of length; 0 = not a unit.
double InchesPerUnit(std::string_view unit) {
  if (unit == "in" || unit == "inch" || unit == "inches" || unit == "\"" || unit == "\u2033") {
    return 1.0;
  }
  if (unit == "mm") return 1.0 / kMillimetresPerInch;
  if (unit == "cm") return 10.0 / kMillimetresPerInch;
  if (unit == "m") return 1000.0 / kMillimetresPerInch;
  if (unit == "ft") return 12.0;
  return 0.0;
}

absl::Status NotAPrint(std::string_view text) {
  return absl::InvalidArgumentError(fmt::format(
      "\"{}\" is not a print size: write 8x10in, 30x40cm, 210x297mm, A4, letter, or 12in for the "
      "width alone, each with @300 for pixels per inch if you like",
      text));
}

}  // namespace

absl::StatusOr<double> ParseLength(std::string_view text) {
  const std::optional<NumberAndUnit> length = ParseNumberAndUnit(text);
  const double inches = length ? InchesPerUnit(length->unit) : 0.0;
  if (inches <= 0.0 || length->number <= 0.0) {
    return absl::InvalidArgumentError(fmt::format(
        "\"{}\" is not a length: write a number and in, mm, cm, m or ft, as in 60in", text));
  }
  return length->number * inches;
}

absl::StatusOr<Target> ParsePrint(std::string_view text) {
  Target target;
  std::string_view size = Trimmed(text);
  const size_t at = size.find('@');
  if (at != std::string_view::npos) {
    const std::optional<NumberAndUnit> ppi = ParseNumberAndUnit(size.substr(at + 1));
    const bool lines = ppi && ppi->unit == "lpi";
    if (!ppi || !(lines || ppi->unit.empty() || ppi->unit == "ppi" || ppi->unit == "dpi")) {
      return absl::InvalidArgumentError(
          fmt::format("\"{}\": after @ comes a resolution, as in @300, @300ppi or @150lpi", text));
    }
    target.ppi = lines ? LineScreenPpi(ppi->number) : ppi->number;
    target.ppi_given = true;
    size = Trimmed(size.substr(0, at));
  }

  if (const Paper* paper = FindPaper(size); paper != nullptr) {
    target.print_width_in = paper->width_in;
    target.print_height_in = paper->height_in;
    target.label = std::string(paper->title) + " at " + ShortNumber(target.ppi, 0) + " ppi";
  } else if (const auto sides = SplitSides(size); sides) {
    const std::optional<NumberAndUnit> width = ParseNumberAndUnit(sides->first);
    const std::optional<NumberAndUnit> height = ParseNumberAndUnit(sides->second);
    if (!width || !height) return NotAPrint(text);
    // "8x10" is the photographer's inches; one unit at the end serves both sides.
    const std::string height_unit = height->unit.empty() ? "in" : height->unit;
    const std::string width_unit = width->unit.empty() ? height_unit : width->unit;
    const double width_inches = width->number * InchesPerUnit(width_unit);
    const double height_inches = height->number * InchesPerUnit(height_unit);
    if (!(width_inches > 0.0) || !(height_inches > 0.0)) return NotAPrint(text);
    target.print_width_in = width_inches;
    target.print_height_in = height_inches;
    constexpr double kFewCentimetres = 13.0;  // no smaller paper is sold by them
    target.inches_assumed = width->unit.empty() && height->unit.empty() &&
                            std::max(width->number, height->number) >= kFewCentimetres;
    target.label = width_unit == height_unit ? fmt::format("{} x {} {} at {} ppi",
                                                           ShortNumber(width->number, 2),
                                                           ShortNumber(height->number, 2),
                                                           height_unit,
                                                           ShortNumber(target.ppi, 0))
                                             : DescribeTarget(target);
  } else {
    const absl::StatusOr<double> width = ParseLength(size);
    if (!width.ok()) return NotAPrint(text);
    target.print_width_in = *width;
    target.label = fmt::format("{} wide at {} ppi", size, ShortNumber(target.ppi, 0));
  }
  const absl::Status valid = target.Validate();
  if (!valid.ok()) return valid;
  return target;
}

absl::StatusOr<Target> ParseSize(std::string_view text) {
  const auto sides = SplitSides(Trimmed(text));
  const std::optional<int> width = sides ? ParseInteger(sides->first) : std::nullopt;
  const std::optional<int> height = sides ? ParseInteger(sides->second) : std::nullopt;
  if (!width || !height) {
    return absl::InvalidArgumentError(
        fmt::format("\"{}\" is not a size in pixels: write WIDTHxHEIGHT, as in 2400x1600", text));
  }
  Target target;
  target.width = width;
  target.height = height;
  target.auto_rotate = false;
  target.label = DescribeTarget(target);
  const absl::Status valid = target.Validate();
  if (!valid.ok()) return valid;
  return target;
}

absl::StatusOr<Target> ParseDisplay(std::string_view text) {
  Target target;
  if (const Display* display = FindDisplay(Trimmed(text)); display != nullptr) {
    target.width = display->width;
    target.height = display->height;
    target.auto_rotate = false;  // a screen hangs as it hangs
    target.label = fmt::format("{}, {} x {} px", display->title, display->width, display->height);
    return target;
  }
  absl::StatusOr<Target> size = ParseSize(text);
  if (!size.ok()) {
    std::vector<std::string> names;
    for (const Display& display : DisplayTable()) names.emplace_back(display.id);
    return absl::InvalidArgumentError(fmt::format(
        "\"{}\" is not a display: write {}, or its pixels as 1920x1080", text, JoinWords(names)));
  }
  return size;
}

absl::StatusOr<int64_t> ParseBytes(std::string_view text) {
  const std::optional<NumberAndUnit> parsed = ParseNumberAndUnit(text);
  double unit = 0.0;
  if (parsed) {
    if (parsed->unit.empty() || parsed->unit == "b") unit = 1.0;
    if (parsed->unit == "k" || parsed->unit == "kb") unit = 1e3;
    if (parsed->unit == "m" || parsed->unit == "mb") unit = 1e6;
    if (parsed->unit == "g" || parsed->unit == "gb") unit = 1e9;
    if (parsed->unit == "kib") unit = 1024.0;
    if (parsed->unit == "mib") unit = 1048576.0;
    if (parsed->unit == "gib") unit = 1073741824.0;
  }
  const double bytes = parsed ? std::floor(parsed->number * unit) : 0.0;
  if (!(bytes >= 1.0 && bytes <= 1e15)) {
    return absl::InvalidArgumentError(
        fmt::format("\"{}\" is not a file size: write bytes, or a number with k, M or G, as in "
                    "150k (k = 1000 bytes)",
                    text));
  }
  return static_cast<int64_t>(bytes);
}

}  // namespace sharpscale
