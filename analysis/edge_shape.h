// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/edge_shape.h
//
// What one edge profile says: its blur, its contrast, its halos.

#ifndef SHARPSCALE_ANALYSIS_EDGE_SHAPE_H_
#define SHARPSCALE_ANALYSIS_EDGE_SHAPE_H_

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
  bool halo_known = false;    // both sides have a plateau to measure against
  float plateau_contrast = 0.0F;  // levels
  float overshoot = 0.0F;         // % of plateau contrast, bright side; noise-corrected, signed
  float undershoot = 0.0F;        // the same, dark side
  bool bright_room = false;       // the bright plateau lies below the end of the scale
  bool dark_room = false;
  float width = 0.0F;  // px, of the larger halo: foot to 10 % of the peak; 0 without halo
  float noise = 0.0F;  // std of the plateaus, levels
};

// Blur: ratio of the slopes after two Gaussians (Zhuo and Sim, "Defocus map estimation from a
// single image", 2011), on the profile, at scales that follow the width found. Halo: extremes
// beside the edge against the median of what lies further out.
EdgeShape MeasureEdge(const EdgeProfile& profile);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_EDGE_SHAPE_H_
