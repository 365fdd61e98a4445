// SPDX-License-Identifier: Apache-2.0
//
// File: models/conditions.h
//
// What the analyzer tells a network about the picture it is to repair. All zero = clean.

#ifndef SHARPSCALE_MODELS_CONDITIONS_H_
#define SHARPSCALE_MODELS_CONDITIONS_H_

#include <cmath>

namespace sharpscale {

struct Conditions {
  double noise_sigma = 0.0;  // of R, G and B, 8-bit levels, 0..50 (larger is clamped); at luma 0.5
  double noise_slope = 0.0;  // of its variance over luma, -2..2 (models/noise_shares.h)
  double jpeg_quality = 100.0;  // 1..100; 100 = no visible compression
  bool jpeg_grid = false;       // an 8x8 grid was found at (grid_x, grid_y)
  int grid_x = 0;               // 0..7, first column of a block in the whole picture
  int grid_y = 0;
  double blur_sigma = 0.0;  // px of the picture given to the network, 0..3
  double halo = 0.0;        // overshoot, % of edge contrast, 0..40
  double aliasing = 0.0;    // 0 = antialiased reduction or none, 1 = point-sampled
};

// `Conditions::blur_sigma` counts from a crisp picture, whose edges (lens, antialiased reduction,
// pixel aperture) measure kCrispEdgeSigma.
constexpr double kCrispEdgeSigma = 0.6;
inline double AddedBlur(double measured_sigma) {
  const double square = measured_sigma * measured_sigma - kCrispEdgeSigma * kCrispEdgeSigma;
  return square > 0.0 ? std::sqrt(square) : 0.0;
}

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_CONDITIONS_H_
