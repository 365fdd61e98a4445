// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/repair_strength.h
//
// How much of a noise repair is right. A repair takes noise away, and texture along with it: a part
// w of it leaves (1 - w) of the noise and w of the harm. The w with the least error can be told
// without the truth (Stein 1981; Ramani, Blu, Unser, "Monte-Carlo SURE", IEEE TIP 2008): how much
// of the noise a repair removes shows in what it does to a little more of the same noise, and what
// it takes away beyond that is texture.
//
//   const auto w = SolveRepairStrength(window, {5.4, 5.1}, repair);

#ifndef SHARPSCALE_ENHANCE_REPAIR_STRENGTH_H_
#define SHARPSCALE_ENHANCE_REPAIR_STRENGTH_H_

#include <functional>
#include <opencv2/core.hpp>

#include "absl/status/statusor.h"

namespace sharpscale {

// Standard deviations, 8-bit levels, as the analyzer measures them (noise.luma_sigma,
// noise.chroma_sigma), at luma 0.5. Spatially white.
struct WhiteNoise {
  double luma_sigma = 0.0;
  double chroma_sigma = 0.0;
  double slope = 0.0;  // of the variance over luma, -2..2 (models/noise_shares.h)
};

// 0 to 1, of least squared error in luma over `picture` (CV_32FC3 or CV_32FC1, 0..1). `repair` is
// run twice, on pictures of that size, and must give one of the same size. 1 where nothing is taken
// away. The noise that is added has a seed: the same picture gives the same number. Errors: those
// of `repair`.
absl::StatusOr<double> SolveRepairStrength(
    const cv::Mat& picture,
    const WhiteNoise& noise,
    const std::function<absl::StatusOr<cv::Mat>(const cv::Mat& picture)>& repair);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_REPAIR_STRENGTH_H_
