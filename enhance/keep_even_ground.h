// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/keep_even_ground.h
//
// A network that takes halos away smears the paper around letters: of white it knows only that a
// rim may be cut off there. Where all px around one are exactly as it is, nothing was sharpened
// and nothing is to be repaired. For pages, screens and drawings; a photograph's even places may
// be rims that were cut off.

#ifndef SHARPSCALE_ENHANCE_KEEP_EVEN_GROUND_H_
#define SHARPSCALE_ENHANCE_KEEP_EVEN_GROUND_H_

#include <opencv2/core.hpp>

namespace sharpscale {

inline constexpr int kEvenGroundContext = 1;  // px that are looked at around each

// `result` (1x, like `source` any float type), but for px whose 3x3 px in `source` are all the
// same in every channel: these stay. Borders count as repeated.
cv::Mat KeepEvenGround(const cv::Mat& source, const cv::Mat& result);

// Share of such px, 0..1; any type with up to 4 channels.
double EvenGroundShare(const cv::Mat& picture);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_KEEP_EVEN_GROUND_H_
