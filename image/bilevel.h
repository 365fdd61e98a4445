// SPDX-License-Identifier: Apache-2.0
//
// File: image/bilevel.h
//
// Scans at one bit: their outlines are known to a pixel only, and grays there are none.

#ifndef SHARPSCALE_IMAGE_BILEVEL_H_
#define SHARPSCALE_IMAGE_BILEVEL_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// Every value of every channel is 0 or the largest of its depth (1.0 for floats; NaN is neither).
// Stops at the first row with another. CV_8U, CV_16U or CV_32F, any channels; an empty picture is
// one.
bool IsBilevel(const cv::Mat& pixels);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_BILEVEL_H_
