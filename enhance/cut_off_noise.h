// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/cut_off_noise.h
//
// Noise on white paper is cut off at white: what is left of it makes the paper darker, by up to 0.4
// of its sigma, and black ink brighter. A network that has learnt this gives back white; beside
// its source it has then not drifted.

#ifndef SHARPSCALE_ENHANCE_CUT_OFF_NOISE_H_
#define SHARPSCALE_ENHANCE_CUT_OFF_NOISE_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// The mean of `image` (CV_32F, any channels, 1 = full scale; values beyond 0..1 count as 0 or 1)
// plus Gaussian noise of `sigma` (same unit, >= 0), cut off at 0 and 1.
cv::Mat MeanUnderCutOffNoise(const cv::Mat& image, double sigma);

// `source` - `result`, but no more than is left when all, a part or none of the noise was cut off:
// zero where `source` lies between `result` and `under_noise`. CV_32F of one shape.
cv::Mat DriftBeyondCutOff(const cv::Mat& source, const cv::Mat& result, const cv::Mat& under_noise);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_CUT_OFF_NOISE_H_
