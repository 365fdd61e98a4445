// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/ink.h
//
// Two-level artwork whose truth is known: shapes of ink, as an engraving or a fax has them, drawn
// along the contours of any picture; and what a scan at one bit makes of it.

#ifndef SHARPSCALE_DATASETS_INK_H_
#define SHARPSCALE_DATASETS_INK_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// White where the picture, smoothed with `sigma` px, is brighter than its surroundings (smoothed
// with 4 * sigma), black elsewhere; the borders between them cover pixels by area (of 3x3 parts).
// `picture`: CV_32FC1 or CV_32FC3; the result is of the same type. `sigma` 0.3..50.
cv::Mat Ink(const cv::Mat& picture, double sigma);

// 1 where luma is above `threshold` (0..1), else 0. The same type as `picture`.
cv::Mat Bilevel(const cv::Mat& picture, double threshold = 0.5);

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_INK_H_
