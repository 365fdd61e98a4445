// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/halo_model.h
//
// The edge that an unsharp mask leaves, fitted to a measured one: a Gaussian step of sigma s after
// a mask of radius r and amount a is G_s + a (G_s - G_hypot(s, r)). What a profile of a few px
// shows of a wide halo is enough to know all of it.
//
//   const HaloModel model = FitHaloModel(profile);
//   if (model.misfit < 0.01) width = model.Width();

#ifndef SHARPSCALE_ANALYSIS_HALO_MODEL_H_
#define SHARPSCALE_ANALYSIS_HALO_MODEL_H_

#include <array>

#include "analysis/edge_profile.h"

namespace sharpscale {

// Lengths in px of the profile.
struct HaloModel {
  double sigma = 0.0;   // of the step
  double radius = 0.0;  // of the mask
  double amount = 0.0;  // 1 = 100 %; 0 = no halo
  double height = 0.0;  // of the step, in units of the profile
  double misfit = 1e9;  // rms, share of the height

  // From where the profile crosses the plateau to where the halo has fallen to 10 % of its crest; 0
  // without a halo.
  double Width() const;
};

// `profile`: dark side first, sampled like EdgeProfile, any unit. Least squares over s 0.35 to 3.5
// and r 0.5 to 7 px; level, height, halo and a small shift are free. A flat profile gives amount 0
// and a misfit of 1e9.
HaloModel FitHaloModel(const std::array<double, EdgeProfile::kSamples>& profile);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_HALO_MODEL_H_
