// SPDX-License-Identifier: Apache-2.0

#include "cli/target_options.h"

#include <fmt/format.h>

#include "advice/presets.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

template <typename T>
std::function<absl::Status(const std::string&)> Into(std::optional<T>* target) {
  return [target](const std::string& text) {
    T value{};
    const absl::Status status = ParseInto(text, &value);
    if (status.ok()) *target = value;
    return status;
  };
}

}  // namespace

void TargetOptions::Declare(OptionSet& options) {
  options.Group("Target");
  const auto box = [this](const char* name, absl::StatusOr<Target> (*parse)(std::string_view)) {
    return [this, name, parse](const std::string& text) -> absl::Status {
      if (box_) {
        return absl::InvalidArgumentError(fmt::format("a size was given already by {}", box_name_));
      }
      SHARPSCALE_ASSIGN_OR_RETURN(box_, parse(text));
      box_name_ = name;
      return absl::OkStatus();
    };
  };
  const auto length = [](std::optional<double>* target) {
    return [target](const std::string& text) -> absl::Status {
      SHARPSCALE_ASSIGN_OR_RETURN(*target, ParseLength(text));
      return absl::OkStatus();
    };
  };
  options.Value(
      "--print", "SIZE", "A print: 8x10in, A4, 30x40cm, 16x20in@300", box("--print", ParsePrint));
  options.Value("--print-width",
                "LENGTH",
                "Width of a print, the height follows: 12in, 30cm",
                length(&print_width_in_));
  options.Value("--print-height",
                "LENGTH",
                "Height of a print, the width follows",
                length(&print_height_in_));
  options.Value("--ppi",
                "N",
                "Wanted print resolution, pixels per inch (300, text and line art 600)",
                Into(&ppi_));
  options.Value(
      "--distance", "LENGTH", "Viewing distance of the print: 24in, 1m", length(&distance_in_));
  options.Value("--size",
                "WxH",
                "Pixels, the whole picture inside them: 2400x1600 (--cover fills them exactly)",
                box("--size", ParseSize));
  options.Value("--width", "PX", "Width in pixels, the height follows", Into(&width_));
  options.Value("--height", "PX", "Height in pixels, the width follows", Into(&height_));
  options.Value("--long-side", "PX", "The longer side in pixels", Into(&long_side_));
  options.Value("--short-side", "PX", "The shorter side in pixels", Into(&short_side_));
  options.Value("--megapixels", "N", "Pixels in millions", Into(&megapixels_));
  options.Value(
      "--display", "NAME", "A screen: 4k, 8k, fhd, 1920x1080", box("--display", ParseDisplay));
  options.Value("--max-bytes",
                "SIZE",
                "Largest file: 150k (k = 1000 bytes), 2M",
                [this](const std::string& text) -> absl::Status {
                  SHARPSCALE_ASSIGN_OR_RETURN(max_bytes_, ParseBytes(text));
                  return absl::OkStatus();
                });
  options.Value("--for", "PRESET", "A marketplace or use, see 'sharpscale targets'", &preset_);
  options.Flag("--fit", "The whole picture inside the size", &fit_);
  options.Flag("--cover", "The size filled, the overhang cropped", &cover_);
}

bool TargetOptions::HasOwnSize() const {
  return print_width_in_ || print_height_in_ || width_ || height_ || long_side_ || short_side_ ||
         megapixels_;
}

absl::StatusOr<Target> TargetOptions::Build() const {
  if (fit_ && cover_) {
    return absl::InvalidArgumentError("--fit and --cover exclude each other, choose one");
  }
  Target target = box_.value_or(Target());
  if (!preset_.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const Preset preset, LoadPreset(preset_));
    // A size that was named stands; the preset gives the rest.
    const Target base = TargetOf(preset);
    if (!box_ && !HasOwnSize()) {
      target = base;
    } else {
      target.preset = base.preset;
      target.fit = base.fit;
      target.max_bytes = base.max_bytes;
    }
  }
  const double ppi_before = target.wanted_ppi();
  if (print_width_in_) target.print_width_in = print_width_in_;
  if (print_height_in_) target.print_height_in = print_height_in_;
  if (ppi_) {
    target.ppi = *ppi_;
    target.ppi_given = true;
  }
  if (width_) target.width = width_;
  if (height_) target.height = height_;
  if (long_side_) target.long_side = long_side_;
  if (short_side_) target.short_side = short_side_;
  if (megapixels_) target.megapixels = megapixels_;
  if (distance_in_) target.viewing_distance_in = distance_in_;
  if (max_bytes_) target.max_bytes = max_bytes_;
  if (fit_) target.fit = FitMode::kFit;
  if (cover_) target.fit = FitMode::kCover;
  SHARPSCALE_RETURN_IF_ERROR(target.Validate());
  if ((ppi_ || distance_in_) && !target.is_print()) {
    return absl::InvalidArgumentError(
        fmt::format("{} says how fine a print is to be, and no print is named: add --print 8x10in",
                    ppi_ ? "--ppi" : "--distance"));
  }
  if (target.label.empty()) target.label = DescribeTarget(target);
  RenamePpi(ppi_before, &target);
  return target;
}

}  // namespace sharpscale
