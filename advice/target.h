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
  std::optional<double> print_width_in;   // inches
  std::optional<double> print_height_in;  // inches; a print with one side set keeps the aspect ratio
  double ppi = 300.0;                     // wanted print resolution
  bool ppi_given = false;                 // the user named it
  std::optional<int> width;   // px
  std::optional<int> height;  // px
  std::optional<int> long_side;   // px
  std::optional<int> short_side;  // px
  std::optional<double> megapixels;
  FitMode fit = FitMode::kFit;
  bool auto_rotate = true;  // turn a paper or display size to the picture's orientation
  std::optional<int64_t> max_bytes;
  std::optional<double> viewing_distance_in;  // inches
  std::string preset;  // id of the preset it came from, or ""
  std::string label;   // for people: "8 x 10 in at 300 ppi"

  bool has_size() const;
  bool is_print() const { return print_width_in || print_height_in; }
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
absl::StatusOr<TargetPixels> ResolveTarget(const Target& target, int width, int height);

// "8x10in", "8x10in@300", "A4", "a4@240", "30x40cm", "210x297mm", "12in" (width only).
absl::StatusOr<Target> ParsePrint(std::string_view text);
// "2400x1600".
absl::StatusOr<Target> ParseSize(std::string_view text);
// "4k", "8k", "fhd", "qhd", "dci4k", or "1920x1080".
absl::StatusOr<Target> ParseDisplay(std::string_view text);
// "150k", "2M", "150000" (k = 1024 bytes).
absl::StatusOr<int64_t> ParseBytes(std::string_view text);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_TARGET_H_
