// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/fidelity_psnr.h
//
// Peak signal-to-noise ratio.

#ifndef SHARPSCALE_ANALYSIS_FIDELITY_PSNR_H_
#define SHARPSCALE_ANALYSIS_FIDELITY_PSNR_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// What stands for "no difference": 8-bit rounding alone gives 58.9 dB, 16-bit 107 dB.
constexpr double kPsnrIdentical = 100.0;

// 10 log10(peak^2 / MSE) in dB over all samples of all channels; `peak` is the largest code value.
// Same size and type (CV_8U, CV_16U or CV_32F, 1 or 3 channels). Identical pictures, and those
// whose value would be above it, give kPsnrIdentical. Over RGB, as TID2013's published values.
double Psnr(const cv::Mat& a, const cv::Mat& b, double peak);

// Mean squared error over all samples.
double MeanSquaredError(const cv::Mat& a, const cv::Mat& b);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FIDELITY_PSNR_H_
