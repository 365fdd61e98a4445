// SPDX-License-Identifier: Apache-2.0
//
// File: advice/target.h
//
// What the picture is for, in exact units.

#ifndef SHARPSCALE_ADVICE_TARGET_H_
#define SHARPSCALE_ADVICE_TARGET_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

enum class FitMode {
  kFit,    // the whole picture inside the target; one side may be shorter
  kCover,  // the target filled; the overhang is cropped
};

// One of: a print size (inches), a pixel box, one fixed side, megapixels. Unset fields are empty.
// Nothing set = "as it is": no change of size is needed.
struct Target {
  std::optional<double> print_width_in;  // inches
  std::optional<double>
      print_height_in;            // inches; a print with one side set keeps the aspect ratio
  double ppi = 300.0;             // wanted print resolution
  bool ppi_given = false;         // the user named it
  std::optional<int> width;       // px
  std::optional<int> height;      // px
  std::optional<int> long_side;   // px
  std::optional<int> short_side;  // px
  std::optional<double> megapixels;
  FitMode fit = FitMode::kFit;
  bool auto_rotate = true;  // turn a paper or display size to the picture's orientation
  // A picture larger than the target stays as it is up to this linear multiple of it and is reduced
  // to that multiple beyond; 1 = always exactly the target. Marketplaces state such ranges.
  double keep_up_to = 1.0;
  std::optional<int64_t> max_bytes;
  std::optional<double> viewing_distance_in;  // inches
  std::string preset;                         // id of the preset it came from, or ""
  std::string label;                          // for people: "8 x 10 in at 300 ppi"
  // The print's sides were given without a unit, and may as well have been meant in cm.
  bool inches_assumed = false;

  bool has_size() const;
  bool is_print() const { return print_width_in || print_height_in; }
  // The print resolution to reach: `ppi` where the user named it; else, where a viewing distance is
  // given, what the eye resolves there (3438 / inches, at most 360); else `ppi`.
  double wanted_ppi() const;
  // Neutral = nothing set. Errors: InvalidArgument naming the field, its value and what is allowed
  // (one kind of size at a time; sides 1..300000 px; paper up to 2000 in; ppi 10..4800).
  absl::Status Validate() const;
};

// The pixels a picture of width x height must have for the target, and how they are reached:
// scale to (scaled_width, scaled_height), then crop centrally to (width, height).
struct TargetPixels {
  int width = 0;
  int height = 0;
  int scaled_width = 0;
  int scaled_height = 0;
  double factor = 1.0;  // linear, exact, of the side that decides
};

// Rounding: a paper side is inches * ppi rounded half up, so 8x10 in at 300 ppi = 2400 x 3000 and
// A4 at 300 ppi = 2480 x 3508. The side that decides gets exactly that; the other one keeps the
// aspect ratio, rounded half up, at least 1. An empty target gives the picture's own size,
// factor 1. Errors: InvalidArgument (Validate, a side of the picture under 1 px, a result over
// 300000 px).
absl::StatusOr<TargetPixels> ResolveTarget(const Target& target, int width, int height);

// "8x10in", "8x10" (inches), "8x10in@300", "a4", "A4@240", "30x40cm", "210x297mm", "letter", "12in"
// (width only), "8x10in@150lpi" (line screen: 2 px a line).
absl::StatusOr<Target> ParsePrint(std::string_view text);
// "2400x1600"; kept as written, whatever the picture's orientation.
absl::StatusOr<Target> ParseSize(std::string_view text);
// "4k", "8k", "fhd", "qhd", "dci4k", or "1920x1080".
absl::StatusOr<Target> ParseDisplay(std::string_view text);
// "150k", "2M", "150000", "150KiB". k is 1000 bytes and M 1000 k: a file within that is within a
// shop's "150 KB" whichever way it counts.
absl::StatusOr<int64_t> ParseBytes(std::string_view text);
// A length with its unit, in inches: "12in", "30cm", "300mm", "60 in", "1.5m", "5ft".
absl::StatusOr<double> ParseLength(std::string_view text);

// "2400 x 1600 px", "8 x 10 in at 300 ppi", "" for an empty target.
std::string DescribeTarget(const Target& target);
// In a label that says "at 300 ppi", `before`, the ppi that are wanted now.
void RenamePpi(double before, Target* target);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_TARGET_H_
