// SPDX-License-Identifier: Apache-2.0
//
// File: report/worst_edge.h
//
// The luma across the edge with the worst halo: what the edge plot of a report shows.

#ifndef SHARPSCALE_REPORT_WORST_EDGE_H_
#define SHARPSCALE_REPORT_WORST_EDGE_H_

#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "analysis/compare.h"
#include "image/image.h"

namespace sharpscale {

// A line across an edge, px of the picture it was found in; `direction` is a unit vector towards
// the bright side.
struct EdgeLine {
  cv::Point2d centre;
  cv::Point2d direction;
};

struct EdgeCurve {
  std::vector<double> position;  // px of the picture of the line, from the edge; dark side first
  std::vector<double> luma;      // levels, 0..255
  int lines = 0;                 // averaged, one px apart along the edge
  // Of this edge, against its plateaus 6 to 11 px out (medians); absent where its contrast is under
  // 16 levels. The metric halo.overshoot is of all edges together.
  std::optional<double> overshoot;   // % of the edge's contrast
  std::optional<double> undershoot;  // %
  std::optional<double> halo_width;  // px
  std::optional<double> rise;        // px, 10 to 90 % of the contrast
  double dark = 0.0;                 // plateau levels; meaningful where overshoot is known
  double bright = 0.0;
};

// The edge nearest to (x, y), found as the halo metric finds it. Nothing where there is no edge
// within 16 px, or the picture is smaller than 64 px.
std::optional<EdgeLine> FindEdgeAt(const Image& image, double x, double y);

// The curve along the line over `reach` px to either side, two samples a px, Encoding::kNative.
// Bicubic samples kept within their neighbours, so that interpolation never invents an overshoot.
EdgeCurve CurveAlong(const Image& image, const EdgeLine& line, double reach);

// The same line in `before`; positions stay in px of the picture in which `line` was found.
EdgeCurve CurveAlong(const Image& before,
                     const EdgeLine& line,
                     double reach,
                     const Registration& registration);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_WORST_EDGE_H_
