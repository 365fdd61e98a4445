// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/motion.h
//
// blur.kind (none, soft, motion), blur.motion_length (px of the file), blur.motion_angle (degrees
// counter-clockwise from the x axis, 0 to 180), from edges.
//
// Motion widens the edges that it crosses and spares those along it: a straight movement of length
// L adds L^2 / 12 times the squared cosine of the angle between movement and edge normal to an
// edge's variance. That curve is fitted to the sharpest edges of each of 12 directions. Unknown:
// blur unknown; for length and angle also where there is no motion.

#ifndef SHARPSCALE_ANALYSIS_MOTION_H_
#define SHARPSCALE_ANALYSIS_MOTION_H_

#include <vector>

#include "analysis/edge_estimator.h"
#include "analysis/findings.h"

namespace sharpscale {

// `edges` in raster order per level. Reads blur.sigma and noise.luma_sigma from `findings`.
void FindMotion(const std::vector<EdgeMeasure>& edges, Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_MOTION_H_
