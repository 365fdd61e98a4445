// SPDX-License-Identifier: Apache-2.0

#include "advice/target.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/text.h"
#include "advice/viewing.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr double kMostInches = 2000.0;
constexpr double kLeastPpi = 10.0;
constexpr double kMostPpi = 4800.0;
constexpr int kMostSide = 300000;
constexpr int kLeastMaxBytes = 512;  // an encoder's headers alone
constexpr double kMostMegapixels = 20000.0;

// Half up. The small bias keeps products that are whole numbers on paper (6.75 * 300) from falling
// to the lower side.
int RoundHalfUp(double value) {
  return static_cast<int>(std::floor(value + 0.5 + 1e-9));
}

absl::Status InRange(const char* what, double value, double low, double high, const char* unit) {
  if (value >= low && value <= high) return absl::OkStatus();
  return absl::InvalidArgumentError(fmt::format("{} {} {}: allowed is {} to {} {}",
                                                what,
                                                ShortNumber(value, 3),
                                                unit,
                                                ShortNumber(low, 3),
                                                ShortNumber(high, 0),
                                                unit));
}

struct Box {
  std::optional<int> width;
  std::optional<int> height;
};

// The target as px sides, turned to the picture's orientation where that is wanted.
Box BoxOf(const Target& target, int width, int height) {
  Box box{target.width, target.height};
  if (target.is_print()) {
    const double ppi = target.wanted_ppi();
    if (target.print_width_in) box.width = std::max(1, RoundHalfUp(*target.print_width_in * ppi));
    if (target.print_height_in) {
      box.height = std::max(1, RoundHalfUp(*target.print_height_in * ppi));
    }
  }
  if (target.long_side) (width >= height ? box.width : box.height) = target.long_side;
  if (target.short_side) (width >= height ? box.height : box.width) = target.short_side;
  const bool turned = box.width && box.height && *box.width != *box.height && width != height &&
                      (*box.width > *box.height) != (width > height);
  if (turned && target.auto_rotate) std::swap(box.width, box.height);
  return box;
}

}  // namespace

bool Target::has_size() const {
  return is_print() || width || height || long_side || short_side || megapixels;
}

double Target::wanted_ppi() const {
  return !ppi_given && viewing_distance_in ? NeededPpi(*viewing_distance_in) : ppi;
}

absl::Status Target::Validate() const {
  const int kinds = (is_print() ? 1 : 0) + (width || height ? 1 : 0) + (long_side ? 1 : 0) +
                    (short_side ? 1 : 0) + (megapixels ? 1 : 0);
  if (kinds > 1) {
    return absl::InvalidArgumentError(
        "the target names more than one kind of size: give one of a print, a width and height, a "
        "long side, a short side, or megapixels");
  }
  for (const std::optional<double>& inches : {print_width_in, print_height_in}) {
    if (inches) {
      SHARPSCALE_RETURN_IF_ERROR(InRange("print side", *inches, 0.1, kMostInches, "in"));
    }
  }
  SHARPSCALE_RETURN_IF_ERROR(InRange("print resolution", ppi, kLeastPpi, kMostPpi, "ppi"));
  for (const std::optional<int>& side : {width, height, long_side, short_side}) {
    if (side) SHARPSCALE_RETURN_IF_ERROR(InRange("side", *side, 1, kMostSide, "px"));
  }
  if (megapixels) {
    SHARPSCALE_RETURN_IF_ERROR(
        InRange("picture size", *megapixels, 1e-6, kMostMegapixels, "megapixels"));
  }
  if (viewing_distance_in) {
    SHARPSCALE_RETURN_IF_ERROR(InRange("viewing distance", *viewing_distance_in, 1, 1e5, "in"));
  }
  if (max_bytes && *max_bytes < kLeastMaxBytes) {
    return absl::InvalidArgumentError(
        fmt::format("limit of {} bytes: allowed is {} or more (150k is 150 x 1024 bytes)",
                    *max_bytes,
                    kLeastMaxBytes));
  }
  return InRange("keep_up_to", keep_up_to, 1.0, 1e6, "x");
}

absl::StatusOr<TargetPixels> ResolveTarget(const Target& target, int width, int height) {
  SHARPSCALE_RETURN_IF_ERROR(target.Validate());
  if (width < 1 || height < 1) {
    return absl::InvalidArgumentError(
        fmt::format("a picture of {} x {} px has no size to start from", width, height));
  }
  const TargetPixels own = {width, height, width, height, 1.0};
  if (!target.has_size()) return own;

  const Box box = BoxOf(target, width, height);
  const double by_width = box.width ? static_cast<double>(*box.width) / width : 0.0;
  const double by_height = box.height ? static_cast<double>(*box.height) / height : 0.0;
  const bool cover = target.fit == FitMode::kCover && box.width && box.height;
  double factor = 0.0;
  bool width_decides = true;
  if (target.megapixels) {
    factor = std::sqrt(*target.megapixels * 1e6 / (static_cast<double>(width) * height));
  } else if (box.width && box.height) {
    width_decides = cover ? by_width >= by_height : by_width <= by_height;
    factor = width_decides ? by_width : by_height;
  } else {
    width_decides = box.width.has_value();
    factor = width_decides ? by_width : by_height;
  }

  // A picture above the target stays, or shrinks to the largest size allowed.
  double kept = 1.0;
  if (factor < 1.0 && target.keep_up_to > 1.0) {
    if (!cover && 1.0 / factor <= target.keep_up_to) return own;
    kept = std::min(target.keep_up_to, 1.0 / factor);
  }
  factor *= kept;
  if (std::max(width, height) * factor > kMostSide) {
    return absl::InvalidArgumentError(
        fmt::format("the target needs {:.2f}x of {} x {} px: a side above {} px is not possible",
                    factor,
                    width,
                    height,
                    kMostSide));
  }

  TargetPixels pixels;
  pixels.factor = factor;
  pixels.scaled_width = std::max(1, RoundHalfUp(width * factor));
  pixels.scaled_height = std::max(1, RoundHalfUp(height * factor));
  if (kept == 1.0 && !target.megapixels) {
    if (width_decides) pixels.scaled_width = *box.width;
    if (!width_decides) pixels.scaled_height = *box.height;
  }
  pixels.width = pixels.scaled_width;
  pixels.height = pixels.scaled_height;
  if (box.width && box.height) {
    const int box_width = RoundHalfUp(*box.width * kept);
    const int box_height = RoundHalfUp(*box.height * kept);
    if (cover) {
      pixels.scaled_width = std::max(pixels.scaled_width, box_width);
      pixels.scaled_height = std::max(pixels.scaled_height, box_height);
      pixels.width = box_width;
      pixels.height = box_height;
    } else if (kept == 1.0) {
      pixels.width = pixels.scaled_width = std::min(pixels.scaled_width, box_width);
      pixels.height = pixels.scaled_height = std::min(pixels.scaled_height, box_height);
    }
  }
  return pixels;
}

void RenamePpi(double before, Target* target) {
  const std::string name = fmt::format("at {:.0f} ppi", before);
  if (const size_t at = target->label.find(name); at != std::string::npos) {
    target->label.replace(at, name.size(), fmt::format("at {:.0f} ppi", target->wanted_ppi()));
  }
}

std::string DescribeTarget(const Target& target) {
  if (target.is_print()) {
    std::string paper;
    if (target.print_width_in) paper = ShortNumber(*target.print_width_in, 2);
    if (target.print_height_in) {
      paper += (paper.empty() ? "" : " x ") + ShortNumber(*target.print_height_in, 2);
    }
    paper += " in";
    if (!target.print_width_in) paper += " high";
    if (!target.print_height_in) paper += " wide";
    return fmt::format("{} at {} ppi", paper, ShortNumber(target.wanted_ppi(), 0));
  }
  if (target.width && target.height)
    return fmt::format("{} x {} px", *target.width, *target.height);
  if (target.width) return fmt::format("{} px wide", *target.width);
  if (target.height) return fmt::format("{} px high", *target.height);
  if (target.long_side) return fmt::format("long side {} px", *target.long_side);
  if (target.short_side) return fmt::format("short side {} px", *target.short_side);
  if (target.megapixels) return fmt::format("{} megapixels", ShortNumber(*target.megapixels, 2));
  return "";
}

}  // namespace sharpscale
