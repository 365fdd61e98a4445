// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/motion.h
//
// blur.kind (none, soft, defocus, motion), blur.motion_length (px of the file), blur.motion_angle
// (degrees counter-clockwise from the x axis, 0 to 180), from the spectrum's pattern
// (blur_spectrum.h) with the edges as a second witness: a picture that moved has no sharp edges
// across the movement, and its edges of one direction are wider than those of another
// (WidthsOfDirections). With them a weaker pattern is believed, without them none. A hand that
// shook along a curve is "motion" as well; its length is that of a straight movement that spreads
// as far. Scenes of parallel things share a pattern as well, but one that adds power where a shake
// takes it away; such a pattern needs the edges as well. Movements below about 6 px, those that
// noise covers, and shakes in pictures that were enlarged afterwards go unnamed.
//
// The length is 0, at most 6 px, where no motion was found and would have been: in a crisp or
// defocused picture that neither noise nor an earlier enlargement hides. Unknown everywhere else;
// the angle, where there is no motion; the kind, where the blur is unknown and no pattern is there.

#ifndef SHARPSCALE_ANALYSIS_MOTION_H_
#define SHARPSCALE_ANALYSIS_MOTION_H_

#include <vector>

#include "analysis/blur_spectrum.h"
#include "analysis/edge_estimator.h"
#include "analysis/findings.h"

namespace sharpscale {

// Reads blur.sigma, noise.luma_sigma and resolution.native_scale from `findings`.
void FindMotion(const std::vector<EdgeMeasure>& edges,
                const BlurPattern& pattern,
                Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_MOTION_H_
