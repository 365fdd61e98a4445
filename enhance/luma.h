// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/luma.h
//
// The brightness by which results are checked and sharpened.

#ifndef SHARPSCALE_ENHANCE_LUMA_H_
#define SHARPSCALE_ENHANCE_LUMA_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// BT.601 luma of CV_32FC3 RGB, CV_32FC1 of the same size and range. A picture of one channel is
// returned as it is: the same pixels, not a copy, so do not write into them.
cv::Mat Luma(const cv::Mat& pixels);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_LUMA_H_
