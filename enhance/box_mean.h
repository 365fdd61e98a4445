// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/box_mean.h
//
// The mean of a square neighbourhood, at a cost that does not grow with it.

#ifndef SHARPSCALE_ENHANCE_BOX_MEAN_H_
#define SHARPSCALE_ENHANCE_BOX_MEAN_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// Mean over (2 * reach + 1) px squared, borders repeated. Any float type; px around a sub-picture
// are not read.
cv::Mat BoxMean(const cv::Mat& image, int reach);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_BOX_MEAN_H_
