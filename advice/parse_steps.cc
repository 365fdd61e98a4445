// SPDX-License-Identifier: Apache-2.0
//
// Steps as people write them, and back.

#include <fmt/format.h>

#include <cmath>

#include "advice/plan.h"
#include "advice/text.h"

namespace sharpscale {
namespace {

constexpr std::string_view kAllowed =
    "restore[:auto|none|0..100%], upscale:2|3|4[@clean], downscale:F (below 1), resize:WxH, "
    "sharpen:P%, adjust, export[:FORMAT[:QUALITY]]";

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
    } else if (given && value != "auto") {
      const std::optional<double> strength = Percent(value);
      if (!strength) return Bad(item, "restore, restore:auto, restore:none or restore:0% to 100%");
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
      if (Trimmed(factor.substr(at + 1)) != "clean") {
        return Bad(item, "upscale:2, upscale:3 or upscale:4, with @clean for a clean picture");
      }
      step.conditions = "clean";
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
  if (name == "adjust" && !given) {
    step.kind = StepKind::kAdjust;
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
  return Bad(item, kAllowed);
}

}  // namespace

absl::StatusOr<std::vector<Step>> ParseSteps(std::string_view text) {
  std::vector<Step> steps;
  for (const std::string_view item : SplitText(text, ',')) {
    absl::StatusOr<Step> step = ParseStep(item);
    if (!step.ok()) return step.status();
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
        } else if (step.strength >= 1.0) {
          text += ":auto";
        } else {
          text += ":" + ShortNumber(step.strength * 100.0, 2) + "%";
        }
        break;
      case StepKind::kUpscale:
        text += ":" + ShortNumber(step.factor, 0);
        if (step.conditions == "clean") text += "@clean";
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
