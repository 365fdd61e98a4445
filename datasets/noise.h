// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/noise.h
//
// Noise of known kind and strength.

#ifndef SHARPSCALE_DATASETS_NOISE_H_
#define SHARPSCALE_DATASETS_NOISE_H_

#include <opencv2/core.hpp>
#include <string_view>

#include "absl/status/statusor.h"
#include "datasets/random.h"

namespace sharpscale {

enum class NoiseKind {
  kGaussian,      // independent per pixel and channel
  kGaussianGray,  // the same value in all channels (luma grain)
  kPoisson,       // variance grows with the pixel value; `sigma` is reached at mid-gray (0.5)
  kCorrelated,    // Gaussian smoothed with sigma 1 px (demosaicked, scaled grain), then scaled to
                  // `sigma`
  kImpulse,  // salt and pepper on a fraction of the pixels such that the RMS at mid-gray is `sigma`
  kCamera,   // what a camera's own JPEG keeps at high ISO: fine luma grain, colour blotches of
             // several px, stronger in midtones; sizes and shares are drawn per picture. `sigma`
             // is sqrt(Y^2 + 1.35 C^2) of the deviations in luma and colour differences (BT.601),
             // which is the sigma per channel where noise is white
};

struct NoiseOptions {
  NoiseKind kind = NoiseKind::kGaussian;
  double sigma = 0.0;  // standard deviation, 8-bit levels (0..255 scale); 0 = none
};

// Adds noise to a CV_32F picture (nominal 0..1, 1 or 3 channels). Not clipped: real cameras and
// 8-bit files clip when they round, which is the caller's step.
cv::Mat AddNoise(const cv::Mat& picture, const NoiseOptions& options, Random* random);

// "gaussian", "gray", "poisson", "correlated", "impulse", "camera".
absl::StatusOr<NoiseKind> NoiseKindFromName(std::string_view name);
const char* NoiseKindName(NoiseKind kind);

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_NOISE_H_
