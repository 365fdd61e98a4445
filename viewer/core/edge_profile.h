// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/edge_profile.h
//
// Luma along a line across an edge, averaged over parallel lines, and what the edge is like: how
// far it overshoots and undershoots, how quickly it rises, how wide its halo is.
//
//   EdgeProfile p = MeasureEdgeProfile(image, {}, {{10, 40}, {50, 40}, 25.0});
//   p.overshoot;  // % of the edge's contrast

#ifndef SHARPSCALE_VIEWER_CORE_EDGE_PROFILE_H_
#define SHARPSCALE_VIEWER_CORE_EDGE_PROFILE_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "image/image.h"
#include "viewer/core/coordinates.h"

namespace sharpscale::viewer {

// In px of the lead picture; the same line reads both pictures through their placements.
struct ProfileLine {
  PicturePoint from;
  PicturePoint to;
  // End points on pixel centres (x.5) read axis-parallel lines without interpolation.
  double width = 9.0;  // px: parallel lines, one px apart, are averaged over it; 1 = one line
  absl::Status Validate() const;  // at least 4 px long, width 1..501

  bool operator==(const ProfileLine& o) const {
    return from.x == o.from.x && from.y == o.from.y && to.x == o.to.x && to.y == o.to.y &&
           width == o.width;
  }
};

struct EdgeProfile {
  // Luma in levels, every `step` px of the lead; position 0 = the edge (half way between the
  // plateaus), or the middle of the line where there is no edge.
  std::vector<double> position;
  std::vector<double> level;
  double step = 1.0;
  int lines = 1;  // averaged

  bool has_edge = false;      // contrast of at least 6 levels with one main transition
  double plateau_from = 0.0;  // levels: median of the outer parts of the line
  double plateau_to = 0.0;
  double contrast = 0.0;  // levels, plateau_to - plateau_from (signed)
  // Unknown without an edge.
  std::optional<double> overshoot;   // % of contrast beyond the bright plateau, >= 0
  std::optional<double> undershoot;  // % of contrast below the dark plateau, >= 0
  std::optional<double> rise;        // px of the lead from 10 to 90 % of the contrast
  std::optional<double>
      halo_width;  // px from the edge's foot to where the halo fell to 10 % of its peak
  std::optional<double> mtf50;  // cycles per px of the lead, from the line's own spread function
  double overshoot_at = 0.0;    // position of the peaks
  double undershoot_at = 0.0;
};

// `placement` of `image` in the lead (neutral for the lead itself). Input Encoding::kNative. A flat
// picture has no edge; the line may leave the picture (border repeats). `line` must be valid and
// `image` not empty.
EdgeProfile MeasureEdgeProfile(const Image& image,
                               const Placement& placement,
                               const ProfileLine& line);

// "position_px,source_level,result_level" and the figures as comment lines; `result` may be null.
std::string EdgeProfileCsv(const EdgeProfile& source, const EdgeProfile* result);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_EDGE_PROFILE_H_
