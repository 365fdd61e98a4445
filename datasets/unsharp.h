// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/unsharp.h
//
// The unsharp mask as photo editors have it, without any limit: it makes the halos that metrics
// must find and networks must remove.

#ifndef SHARPSCALE_DATASETS_UNSHARP_H_
#define SHARPSCALE_DATASETS_UNSHARP_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// picture + amount * (picture - Gaussian(picture, sigma)), CV_32F in and out, not clipped.
// amount: 1 = 100 %; sigma: px. On a step edge of height 1 the overshoot is amount / 2.
// A flat picture stays flat; amount or sigma of 0 or less changes nothing.
cv::Mat UnsharpMask(const cv::Mat& picture, double amount, double sigma);

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_UNSHARP_H_
