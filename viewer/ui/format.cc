// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <charconv>
#include <cmath>

#include "advice/paper.h"
#include "analysis/metric_table.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

constexpr const char* kSpace = "\u00a0";

std::string Number(double value, int decimals) {
  std::string text = fmt::format("{:.{}f}", value, decimals);
  if (!text.empty() && text[0] == '-') {
    // "-0.0" reads as a finding where there is none.
    if (text.find_first_not_of("-0.") == std::string::npos) return text.substr(1);
    text.replace(0, 1, "\u2212");
  }
  return text;
}

// 8 as "8", 8.27 as "8.27".
std::string Short(double value) {
  std::string text = fmt::format("{:.2f}", value);
  while (text.back() == '0') text.pop_back();
  if (text.back() == '.') text.pop_back();
  return text;
}

}  // namespace

std::optional<double> ReadNumber(std::string text) {
  std::replace(text.begin(), text.end(), ',', '.');
  double value = 0.0;
  const char* end = text.data() + text.size();
  const auto [stop, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc() || stop != end || !std::isfinite(value)) return std::nullopt;
  return value;
}

std::string FormatMeasure(const Measurement* measurement, bool with_unit) {
  if (measurement == nullptr) return "\u2013";
  if (!measurement->word.empty()) return measurement->word;
  if (!measurement->value) return "unknown";
  const MetricInfo* info = FindMetric(measurement->id);
  const std::string text = Number(*measurement->value, info != nullptr ? info->decimals : 1);
  if (!with_unit || measurement->unit.empty()) return text;
  return text + kSpace + measurement->unit;
}

namespace {

// "5.000" at the end of `text` becomes "5", "3.516" becomes "3.52": more says nothing of a factor.
void ShortenFactor(std::string* text) {
  size_t from = text->size();
  while (from > 0 && ((*text)[from - 1] == '.' ||
                      std::isdigit(static_cast<unsigned char>((*text)[from - 1])) != 0)) {
    --from;
  }
  const size_t dot = text->find('.', from);
  double value = 0.0;
  const char* end = text->data() + text->size();
  const auto [stop, error] = std::from_chars(text->data() + from, end, value);
  if (dot == std::string::npos || error != std::errc() || stop != end) return;
  std::string number = fmt::format("{:.2f}", value);
  while (number.back() == '0') number.pop_back();
  if (number.back() == '.') number.pop_back();
  text->replace(from, std::string::npos, number);
}

}  // namespace

std::string Typographic(std::string_view text) {
  std::string out;
  const auto digit = [&](size_t at) {
    return at < text.size() && text[at] >= '0' && text[at] <= '9';
  };
  for (size_t i = 0; i < text.size(); ++i) {
    const bool letter_after =
        i + 1 < text.size() && (std::isalnum(static_cast<unsigned char>(text[i + 1])) != 0);
    const bool factor = text[i] == 'x' && i > 0 && digit(i - 1) && !letter_after;
    const bool size = text[i] == 'x' && i > 1 && text[i - 1] == ' ' && digit(i - 2) &&
                      i + 2 < text.size() && text[i + 1] == ' ' && digit(i + 2);
    if (factor) ShortenFactor(&out);
    if (factor || size) {
      out += "\u00d7";
    } else {
      out += text[i];
    }
  }
  return out;
}

std::string FormatBytes(int64_t bytes) {
  if (bytes <= 0) return "unknown";
  const auto b = static_cast<double>(bytes);
  if (b < 1e6) return fmt::format("{:.0f}{}kB", b / 1e3, kSpace);
  if (b < 3e6) return fmt::format("{:.1f}{}MB", b / 1e6, kSpace);
  if (b < 1e9) return fmt::format("{:.0f}{}MB", b / 1e6, kSpace);
  return fmt::format("{:.1f}{}GB", b / 1e9, kSpace);
}

std::string FormatSeconds(double seconds) {
  if (!(seconds > 0.0)) return "unknown";
  if (seconds < 1.5) return fmt::format("1{}s", kSpace);
  if (seconds < 90.0) return fmt::format("{:.0f}{}s", seconds, kSpace);
  return fmt::format("{:.0f}{}min", seconds / 60.0, kSpace);
}

std::string FormatSize(int width, int height) {
  return fmt::format("{} \u00d7 {}", width, height);
}

std::string TargetLabel(const Target& target) {
  if (target.is_print()) {
    if (target.print_width_in && target.print_height_in) {
      // A4 says more than 8.27 x 11.69 in.
      const double width = *target.print_width_in;
      const double height = *target.print_height_in;
      for (const Paper& paper : PaperTable()) {
        const auto is = [&](double w, double h) {
          return std::abs(paper.width_in - w) < 0.01 && std::abs(paper.height_in - h) < 0.01;
        };
        const bool named = std::isdigit(static_cast<unsigned char>(paper.title[0])) == 0;
        if (named && (is(width, height) || is(height, width)))
          return fmt::format("{}, {:.0f} ppi", paper.title, target.ppi);
      }
      return fmt::format("{} \u00d7 {} in, {:.0f} ppi",
                         Short(*target.print_width_in),
                         Short(*target.print_height_in),
                         target.ppi);
    }
    return target.print_width_in
               ? fmt::format("{} in wide, {:.0f} ppi", Short(*target.print_width_in), target.ppi)
               : fmt::format("{} in high, {:.0f} ppi", Short(*target.print_height_in), target.ppi);
  }
  if (target.width && target.height) return FormatSize(*target.width, *target.height) + " px";
  if (target.width) return fmt::format("{} px wide", *target.width);
  if (target.height) return fmt::format("{} px high", *target.height);
  if (target.long_side) return fmt::format("{} px long side", *target.long_side);
  if (target.short_side) return fmt::format("{} px short side", *target.short_side);
  if (target.megapixels) return fmt::format("{} megapixels", Short(*target.megapixels));
  if (!target.label.empty()) return target.label;
  return "No target";
}

}  // namespace sharpscale::viewer
