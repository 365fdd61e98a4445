// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/halo.h
//
// halo.overshoot, halo.undershoot (% of the edge's contrast), halo.width (px), halo.affected (% of
// edges that can be judged), halo.amount (unsharp mask of 1 px that would do the same; 1 = 100 %),
// from edges.
//
// What lies beside a single edge of a photograph may be anything. So only steps between even
// surroundings (medians 3.5 to 9 px out) that stay alike along the edge are judged, the profiles of
// the crisper half are laid over each other and their median is taken: surroundings cancel, a halo
// stays. Overshoot and undershoot are the crests of that typical edge. A line beside an edge makes
// a rim on one side, a halo makes two: affected edges, places and the amount go by the weaker rim,
// and the crests of the typical edge count up to twice of what both sides of single edges show.
// Sides at the end of the scale (white, black) cannot show a halo and do not count; where only the
// other one is left, most edges must have a rim; drawings, whose outlines look like one rim, are
// asked only at edges with room for both. Unknown: fewer than 16 such edges; in drawings the
// borders of even ground answer then (ground_rims.h), where enough of them have room in both
// directions.
//
// A picture that was soft before it was sharpened has no rims, and no statistic of edges or spectra
// that was tried tells it from one that was crisper from the start: its amount reads low.

#ifndef SHARPSCALE_ANALYSIS_HALO_H_
#define SHARPSCALE_ANALYSIS_HALO_H_

#include <vector>

#include "analysis/edge_estimator.h"
#include "analysis/findings.h"
#include "analysis/ground_rims.h"
#include "analysis/picture_facts.h"

namespace sharpscale {

// `edges` in raster order per level. Reads noise.luma_sigma and content.kind from `findings`.
void FindHalo(const std::vector<EdgeMeasure>& edges,
              const GroundRims& ground,
              const PictureFacts& facts,
              Findings* findings);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_HALO_H_
