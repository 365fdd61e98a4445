// SPDX-License-Identifier: Apache-2.0
//
// File: image/dither.h
//
// Fewer bits without banding: a fixed low-discrepancy pattern decides between the two neighbouring
// levels, so that local means are kept and the same picture gives the same bytes, whatever the
// strip or tile it arrives in. All channels of a pixel share the threshold: gray stays gray.

#ifndef SHARPSCALE_IMAGE_DITHER_H_
#define SHARPSCALE_IMAGE_DITHER_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// `rows` (8U, 16U or 32F, any channels) at `depth` (CV_8U or CV_16U). The same depth shares the
// pixels. 8 to 16 bits is exact (x 257). 16 to 8: values that 8 bits can hold are exact, others
// dithered. Float: clipped to 0..1, not-a-number = 0, then dithered to 8 or rounded to 16 bits.
// `first_row`: where the rows lie in the picture, for the pattern.
cv::Mat ConvertDepth(const cv::Mat& rows, int depth, int first_row);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_DITHER_H_
