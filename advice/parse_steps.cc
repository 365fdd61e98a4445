// SPDX-License-Identifier: Apache-2.0
//
// Steps as people write them, and back.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <iterator>

#include "advice/plan.h"
#include "advice/text.h"

namespace sharpscale {
namespace {

constexpr std::string_view kAllowed =
    "restore[:auto|halo|blur|none|0..100%], upscale:2|3|4[@clean|@KERNEL], downscale:F "
    "(below 1), resize:WxH, sharpen:P%, adjust:exposure=EV:contrast=C:wb=auto, "
    "export[:FORMAT[:QUALITY]]";

// What other tools call our steps.
struct Synonym {
  std::string_view theirs;
  std::string_view ours;
};
constexpr Synonym kSynonyms[] = {
    {"denoise", "restore:auto"},
    {"deblock", "restore:auto"},
    {"repair", "restore:auto"},
    {"dejpeg", "restore:auto"},
    {"dehalo", "restore:halo"},
    {"deblur", "restore:blur"},
    {"usm", "sharpen:40%"},
    {"unsharp", "sharpen:40%"},
    {"enlarge", "upscale:2"},
    {"upsample", "upscale:2"},
    {"shrink", "downscale:0.5"},
    {"reduce", "downscale:0.5"},
    {"scale", "resize:2400x1600"},
    {"crop", "resize:2400x1600"},
    {"save", "export:jpeg:90"},
    {"compress", "export:jpeg:90"},
};
constexpr std::string_view kNames[] =
    {"restore", "upscale", "downscale", "resize", "sharpen", "adjust", "export"};

std::optional<std::string_view> OurWordFor(std::string_view name) {
  for (const Synonym& synonym : kSynonyms) {
    if (synonym.theirs == name) return synonym.ours;
  }
  return std::nullopt;
}

// The item with a comma before each further name of a step, where several stand in it.
std::optional<std::string> WithCommas(std::string_view item) {
  std::string joined;
  int names = 0;
  for (const std::string_view word : SplitText(item, ' ')) {
    const std::string name = LowerText(word.substr(0, word.find(':')));
    const bool is_step = std::find(std::begin(kNames), std::end(kNames), name) != std::end(kNames);
    if (!is_step && (word.find(':') == std::string_view::npos || !OurWordFor(name))) continue;
    ++names;
    if (!joined.empty()) joined += ",";
    joined += word;
  }
  return names > 1 ? std::optional<std::string>(joined) : std::nullopt;
}

absl::Status Bad(std::string_view item, std::string_view allowed) {
  return absl::InvalidArgumentError(
      fmt::format("step \"{}\" cannot be read: allowed is {}", item, allowed));
}

// "40%", "40" -> 0.4. A bare number is percent as well: "sharpen:80" is what people write.
std::optional<double> Percent(std::string_view text) {
  const std::optional<NumberAndUnit> parsed = ParseNumberAndUnit(text);
  if (!parsed || !(parsed->unit.empty() || parsed->unit == "%")) return std::nullopt;
  if (parsed->number < 0.0 || parsed->number > 100.0) return std::nullopt;
  return parsed->number / 100.0;
}

// "exposure=0.3:contrast=0.1:wb=auto" in any order; at least one.
std::optional<Adjustment> ParseAdjustment(std::string_view text) {
  Adjustment adjustment;
  if (text.empty()) return std::nullopt;
  const auto within = [](std::optional<double> number, double low, double high) {
    return number && *number >= low && *number <= high;
  };
  for (const std::string_view part : SplitText(text, ':')) {
    const size_t equals = part.find('=');
    if (equals == std::string_view::npos) return std::nullopt;
    const std::string_view name = Trimmed(part.substr(0, equals));
    const std::string_view value = Trimmed(part.substr(equals + 1));
    if (name == "exposure" || name == "contrast") {
      const std::optional<double> number = ParseNumber(value);
      const double limit = name == "exposure" ? 5.0 : 1.0;
      if (!within(number, -limit, limit)) return std::nullopt;
      (name == "exposure" ? adjustment.exposure_ev : adjustment.contrast) = *number;
    } else if (name == "wb" && value == "auto") {
      adjustment.auto_white_balance = true;
    } else if (name == "wb") {
      const std::vector<std::string_view> gains = SplitText(value, '/');
      double* const targets[] = {&adjustment.red, &adjustment.green, &adjustment.blue};
      if (gains.size() != 3) return std::nullopt;
      for (size_t i = 0; i < 3; ++i) {
        const std::optional<double> gain = ParseNumber(gains[i]);
        if (!within(gain, 0.25, 4.0)) return std::nullopt;
        *targets[i] = *gain;
      }
    } else {
      return std::nullopt;
    }
  }
  return adjustment;
}

std::string AdjustmentText(const Adjustment& a) {
  std::string text;
  if (a.exposure_ev != 0.0) text += ":exposure=" + ShortNumber(a.exposure_ev, 3);
  if (a.contrast != 0.0) text += ":contrast=" + ShortNumber(a.contrast, 3);
  if (a.auto_white_balance) {
    text += ":wb=auto";
  } else if (a.red != 1.0 || a.green != 1.0 || a.blue != 1.0) {
    text += fmt::format(
        ":wb={}/{}/{}", ShortNumber(a.red, 3), ShortNumber(a.green, 3), ShortNumber(a.blue, 3));
  }
  return text;
}

absl::StatusOr<Step> ParseStep(std::string_view item) {
  const size_t colon = item.find(':');
  const std::string name = LowerText(Trimmed(item.substr(0, colon)));
  const bool given = colon != std::string_view::npos;
  const std::string value = given ? LowerText(Trimmed(item.substr(colon + 1))) : "";
  Step step;
  if (name == "restore") {
    step.kind = StepKind::kRestore;
    step.conditions = "auto";
    if (value == "none") {
      step.conditions = "none";
      step.measured = false;
      step.strength = 0.0;
    } else if (value == "halo" || value == "blur") {
      step.conditions = value;
    } else if (given && value != "auto") {
      const std::optional<double> strength = Percent(value);
      if (!strength)
        return Bad(item,
                   "restore:auto, restore:halo, restore:blur, restore:none or restore:0% to 100%");
      step.strength = *strength;
    }
    return step;
  }
  if (name == "upscale") {
    step.kind = StepKind::kUpscale;
    step.conditions = "auto";
    std::string_view factor = value;
    const size_t at = factor.find('@');
    if (at != std::string_view::npos) {
      step.conditions = Trimmed(factor.substr(at + 1));
      if (step.conditions != "clean" && !IsReduction(step.conditions)) {
        return Bad(
            item,
            fmt::format("upscale:2, upscale:3 or upscale:4, with @clean for a clean picture, "
                        "or with the kernel that it was made smaller by: @{}",
                        fmt::join(kReductions, ", @")));
      }
      step.measured = false;
      factor = Trimmed(factor.substr(0, at));
    }
    if (!factor.empty() && factor.back() == 'x') factor.remove_suffix(1);
    const std::optional<double> number = ParseNumber(factor);
    if (!number || !(*number == 2.0 || *number == 3.0 || *number == 4.0)) {
      return Bad(item,
                 "upscale:2, upscale:3 or upscale:4; for more, several passes as in "
                 "upscale:4,upscale:2, then resize:WxH for the exact size");
    }
    step.factor = *number;
    return step;
  }
  if (name == "downscale") {
    step.kind = StepKind::kDownscale;
    const std::optional<double> factor = ParseNumber(value);
    if (!factor || !(*factor > 0.0 && *factor < 1.0)) {
      return Bad(item, "downscale:F with F between 0 and 1, as in downscale:0.5");
    }
    step.factor = *factor;
    return step;
  }
  if (name == "resize") {
    step.kind = StepKind::kResize;
    const absl::StatusOr<Target> size = ParseSize(value);
    if (!size.ok()) return Bad(item, "resize:WIDTHxHEIGHT in pixels, as in resize:2400x1600");
    step.width = *size->width;
    step.height = *size->height;
    return step;
  }
  if (name == "sharpen") {
    step.kind = StepKind::kSharpen;
    step.strength = 0.4;
    if (given) {
      const std::optional<double> strength = Percent(value);
      if (!strength) return Bad(item, "sharpen:0% to sharpen:100%, as in sharpen:40%");
      step.strength = *strength;
    }
    return step;
  }
  if (name == "adjust") {
    step.kind = StepKind::kAdjust;
    if (!given) return step;
    const std::optional<Adjustment> adjustment = ParseAdjustment(value);
    if (!adjustment) {
      return Bad(item,
                 "adjust:exposure=EV (-5 to 5), contrast=C (-1 to 1) and wb=auto or wb=R/G/B "
                 "(gains 0.25 to 4), joined by colons, as in adjust:exposure=0.3:wb=auto");
    }
    step.adjustment = *adjustment;
    return step;
  }
  if (name == "export") {
    step.kind = StepKind::kExport;
    if (!given) return step;
    const std::vector<std::string_view> parts = SplitText(value, ':');
    if (parts.empty() || parts.size() > 2 || parts[0].empty()) {
      return Bad(item, "export, export:FORMAT or export:FORMAT:QUALITY, as in export:jpeg:90");
    }
    step.format = parts[0] == "jpg" ? "jpeg" : parts[0] == "tif" ? "tiff" : std::string(parts[0]);
    bool known = false;
    for (const char* format : {"jpeg", "png", "tiff", "webp", "avif", "jxl", "heif"}) {
      known = known || step.format == format;
    }
    if (!known) return Bad(item, "export to jpeg, png, tiff, webp, avif, heif or jxl");
    if (parts.size() == 2) {
      const std::optional<int> quality = ParseInteger(parts[1]);
      if (!quality || *quality < 1 || *quality > 100) return Bad(item, "a quality from 1 to 100");
      step.quality = *quality;
    }
    return step;
  }
  if (const std::optional<std::string_view> ours = OurWordFor(name)) {
    return absl::InvalidArgumentError(fmt::format("step \"{}\": its name here is {}", item, *ours));
  }
  return Bad(item, kAllowed);
}

}  // namespace

bool IsReduction(std::string_view conditions) {
  return std::find(std::begin(kReductions), std::end(kReductions), conditions) !=
         std::end(kReductions);
}

absl::StatusOr<std::vector<Step>> ParseSteps(std::string_view text) {
  std::vector<Step> steps;
  for (const std::string_view item : SplitText(text, ',')) {
    absl::StatusOr<Step> step = ParseStep(item);
    if (!step.ok()) {
      const std::optional<std::string> commas = WithCommas(item);
      if (!commas) return step.status();
      return absl::InvalidArgumentError(fmt::format(
          "\"{}\": several steps without commas between them, write \"{}\"", item, *commas));
    }
    steps.push_back(*std::move(step));
  }
  return steps;
}

std::string StepsToString(const std::vector<Step>& steps) {
  std::string text;
  for (const Step& step : steps) {
    if (!text.empty()) text += ",";
    text += StepKindName(step.kind);
    switch (step.kind) {
      case StepKind::kRestore:
        if (step.conditions == "none") {
          text += ":none";
        } else if (step.conditions == "halo" || step.conditions == "blur") {
          text += ":" + step.conditions;
        } else if (step.strength >= 1.0) {
          text += ":auto";
        } else {
          text += ":" + ShortNumber(step.strength * 100.0, 2) + "%";
        }
        break;
      case StepKind::kUpscale:
        text += ":" + ShortNumber(step.factor, 0);
        if (step.conditions == "clean" || IsReduction(step.conditions))
          text += "@" + step.conditions;
        break;
      case StepKind::kDownscale:
        text += ":" + ShortNumber(step.factor, 6);
        break;
      case StepKind::kResize:
        text += fmt::format(":{}x{}", step.width, step.height);
        break;
      case StepKind::kSharpen:
        text += ":" + ShortNumber(step.strength * 100.0, 2) + "%";
        break;
      case StepKind::kAdjust:
        text += AdjustmentText(step.adjustment);
        break;
      case StepKind::kExport:
        if (step.format.empty()) break;
        text += ":" + step.format;
        if (step.quality > 0) text += fmt::format(":{}", step.quality);
        break;
    }
  }
  return text;
}

}  // namespace sharpscale
