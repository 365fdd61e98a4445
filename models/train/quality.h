// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/quality.h
//
// PSNR and SSIM as the published tables of this field compute them.

#ifndef SHARPSCALE_MODELS_TRAIN_QUALITY_H_
#define SHARPSCALE_MODELS_TRAIN_QUALITY_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// BT.601 luma of an 8-bit RGB picture as MATLAB's rgb2ycbcr (16..235), CV_64F; gray is taken as RGB
// with equal channels.
cv::Mat LumaOf(const cv::Mat& rgb8);

// `a`, `b`: CV_8UC1 or CV_8UC3 of one size. `shave`: px left out at each border. PSNR in dB over
// the luma, or over all channels; equal pictures give 99. NaN where the sizes differ or nothing is
// left.
double PsnrLuma(const cv::Mat& a, const cv::Mat& b, int shave);
double PsnrAll(const cv::Mat& a, const cv::Mat& b, int shave);

// SSIM over the luma (Wang et al. 2004): 11x11 Gaussian of 1.5 px, valid area only, K 0.01 and
// 0.03, dynamic range 255. NaN where less than 11 px are left.
double SsimLuma(const cv::Mat& a, const cv::Mat& b, int shave);

// Float picture (nominal 0..1) to 8 bits, rounded and clipped.
cv::Mat ToEightBit(const cv::Mat& picture);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_QUALITY_H_
