// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/edge_shape.h
//
// What one edge profile says: its blur, its contrast, its shape.

#ifndef SHARPSCALE_ANALYSIS_EDGE_SHAPE_H_
#define SHARPSCALE_ANALYSIS_EDGE_SHAPE_H_

#include <array>
#include <cstdint>

#include "analysis/edge_profile.h"

namespace sharpscale {

// All lengths in px of the profile's level.
struct EdgeShape {
  bool blur_known = false;
  float sigma = 0.0F;         // of the Gaussian whose step it resembles
  float misfit = 0.0F;        // rms deviation from that step, share of its height
  float return_share = 0.0F;  // how far the profile comes back beyond the feet, share of the rise
  float reach = 0.0F;         // px from the centre to the nearer foot
  float contrast = 0.0F;      // levels, between the feet
  // The profile about its centre, 0 = value 2.5 px into the dark side, 1 = 2.5 px into the bright
  // side, in units of 1/2048; sampled like EdgeProfile. For statistics over edges (halo.h).
  bool shape_known = false;
  std::array<int16_t, EdgeProfile::kSamples> curve{};
  float dark = 0.0F;    // levels, 2.5 px into the dark side
  float bright = 0.0F;  // levels, 2.5 px into the bright side
};

// Blur: the Gaussian step that fits best near the centre, begun at the ratio of the slopes after
// two Gaussians (Zhuo and Sim, "Defocus map estimation from a single image", 2011).
EdgeShape MeasureEdge(const EdgeProfile& profile);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_EDGE_SHAPE_H_
