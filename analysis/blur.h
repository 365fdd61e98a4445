// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/blur.h
//
// blur.sigma (px of the file) and sharpness.mtf50 (cycles per px), from edges.
//
// The sharpest edges tell what the lens, the focus and the enlargement left; softer ones may be
// bokeh, shadows or round things. So the picture's value is a low quantile over edges, taken at the
// scale that suits the blur. MTF50 of a Gaussian of sigma s is 0.1874 / s. Unknown: fewer than 12
// usable edges (flat, tiny).

#ifndef SHARPSCALE_ANALYSIS_BLUR_H_
#define SHARPSCALE_ANALYSIS_BLUR_H_

#include <cstddef>
#include <vector>

#include "analysis/edge_estimator.h"
#include "analysis/findings.h"
#include "analysis/picture_facts.h"

namespace sharpscale {

// `edges` in raster order per level. Reads noise.luma_sigma from `findings`.
void FindBlur(const std::vector<EdgeMeasure>& edges, const PictureFacts& facts, Findings* findings);

// Width of the sharpest of the clear edges among `edges` (a low quantile, at the scale that suits).
struct EdgeWidth {
  double sigma = 0.0;  // px of the picture; includes the width that crisp edges have
  size_t edges = 0;    // that it rests on; fewer than `fewest`: no width
};
EdgeWidth SharpestEdges(const std::vector<EdgeMeasure>& edges, double noise, size_t fewest);

// The same width for the edges of each of eight directions (45 degrees wide, every 22.5), of which
// those count that have six clear edges. What is out of focus is alike in all of them, what moved
// is wide across the movement only.
struct WidthsByDirection {
  int directions = 0;      // that count; fewer than 2: nothing can be compared
  double narrowest = 0.0;  // px of the picture, as EdgeWidth
  double widest = 0.0;
  double degrees = 0.0;  // of the gradient of the widest, counter-clockwise, 0 to 180
  // 1 where nothing can be compared. No edge counts as narrower than those of crisp pictures are.
  double ratio() const;
};
WidthsByDirection WidthsOfDirections(const std::vector<EdgeMeasure>& edges, double noise);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_BLUR_H_
