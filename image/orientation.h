// SPDX-License-Identifier: Apache-2.0
//
// File: image/orientation.h
//
// The eight EXIF orientations, applied to pixels. Exact: pixels move, values do not change.
//
//   cv::Mat upright = ApplyOrientation(pixels, 6);  // camera held upright: turned 90 degrees
//   clockwise

#ifndef SHARPSCALE_IMAGE_ORIENTATION_H_
#define SHARPSCALE_IMAGE_ORIENTATION_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// `orientation` 1..8 (EXIF 2.32, tag 0x0112); any other value is taken as 1, which shares the
// pixels.
cv::Mat ApplyOrientation(const cv::Mat& pixels, int orientation);

// True where width and height change places (5..8).
bool OrientationSwapsSides(int orientation);

// True where rows keep their order (1, 2): such pictures stream.
bool OrientationKeepsRows(int orientation);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_ORIENTATION_H_
