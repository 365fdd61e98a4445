// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/halo.h
//
// halo.overshoot, halo.undershoot (% of the edge's contrast), halo.width (px), halo.affected (% of
// edges that can be judged), halo.amount (unsharp amount that would do the same), from edges.
//
// What lies beside a single edge of a photograph may be anything. So the profiles of all crisp
// steps are laid over each other and their median is taken: surroundings cancel, a halo stays.
// Overshoot and undershoot are the crests of that typical edge against its plateaus 6 to 11 px out.
// Sides at the end of the scale (white, black) cannot show a halo and do not count. Unknown: fewer
// than 16 such edges; both sides at the end of the scale.

#ifndef SHARPSCALE_ANALYSIS_HALO_H_
#define SHARPSCALE_ANALYSIS_HALO_H_

#include <vector>

#include "analysis/edge_estimator.h"
#include "analysis/findings.h"
#include "analysis/picture_facts.h"

namespace sharpscale {

// `edges` in raster order per level. Reads noise.luma_sigma from `findings`.
void FindHalo(const std::vector<EdgeMeasure>& edges, const PictureFacts& facts, Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_HALO_H_
