// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/motion.h
//
// blur.kind (none, soft, defocus, motion), blur.motion_length (px of the file), blur.motion_angle
// (degrees counter-clockwise from the x axis, 0 to 180), from the spectrum's pattern
// (blur_spectrum.h) with the edges as a second witness: a picture that moved has no sharp edges
// across the movement. Unknown: blur unknown and no such pattern; for length and angle also where
// there is no motion. Movements below about 6 px and above 30 px, curved ones, and those that noise
// covers go unnamed.

#ifndef SHARPSCALE_ANALYSIS_MOTION_H_
#define SHARPSCALE_ANALYSIS_MOTION_H_

#include <vector>

#include "analysis/blur_spectrum.h"
#include "analysis/edge_estimator.h"
#include "analysis/findings.h"

namespace sharpscale {

// Reads blur.sigma and noise.luma_sigma from `findings`.
void FindMotion(const std::vector<EdgeMeasure>& edges,
                const BlurPattern& pattern,
                Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_MOTION_H_
