// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/halo.h
//
// halo.overshoot, halo.undershoot (% of the edge's contrast), halo.width (px), halo.affected (% of
// edges that can be judged), halo.amount (unsharp amount that would do the same), from edges.
//
// A halo is what stands out beside an edge against the plateau further out. The picture's value is
// the 75 % quantile over the edges that have plateaus on both sides: sharpening touches all of
// them. Unknown: fewer than 12 such edges.

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
