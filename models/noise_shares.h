// SPDX-License-Identifier: Apache-2.0
//
// File: models/noise_shares.h
//
// A sensor's noise grows with the light: its variance at luma y is taken to be
// noise_sigma^2 (1 + noise_slope (y - 0.5)) (Foi et al. 2008), so that a network is told of less
// noise in shadows and of more in highlights. Slope 2 is pure shot noise, 0 the same everywhere.

#ifndef SHARPSCALE_MODELS_NOISE_SHARES_H_
#define SHARPSCALE_MODELS_NOISE_SHARES_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// How far the luma of a px is averaged, px: noise itself must not be taken for light.
constexpr int kNoiseContext = 2;

// Sigma of the noise at `luma` (0..1) over that at 0.5. Never less than 0.2: rounding and a
// sensor's own noise are everywhere.
double NoiseShare(double slope, double luma);

// The same at each px, CV_32FC1. `picture`: CV_32FC3 RGB or CV_32FC1, native, 0..1, any size
// (edge px are repeated); values that are not finite count as 0. `slope`: -2..2.
cv::Mat NoiseShares(const cv::Mat& picture, double slope);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_NOISE_SHARES_H_
