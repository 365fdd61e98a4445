// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/keep_neutral.h
//
// A network that takes halos away guesses what was cut off at white, and on a coloured ground it
// guesses with that colour: white letters turn beige. What is gray in the source is gray in the
// result. White may have been white or the rim of a lighter gray, which no one px tells: half way
// between is nearer to the truth than either (six screens and pages sharpened by 1.5, 1 px: .3 to
// 2.5 dB over the network's own). For pages, screens and drawings.

#ifndef SHARPSCALE_ENHANCE_KEEP_NEUTRAL_H_
#define SHARPSCALE_ENHANCE_KEEP_NEUTRAL_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// `source` and `result`: alike in size, CV_32FC3 RGB or CV_32FC1, 0..1. Px of the source whose
// channels lie within 6 levels keep the result's luma and lose its colour; those at 255 in all
// channels come half way back.
cv::Mat KeepNeutral(const cv::Mat& source, const cv::Mat& result);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_KEEP_NEUTRAL_H_
