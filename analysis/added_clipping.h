// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_clipping.h
//
// Tones cut off at black or white, in one channel at least, that the source still told apart: what
// sharpening, contrast and exposure take beyond the range is lost.

#ifndef SHARPSCALE_ANALYSIS_ADDED_CLIPPING_H_
#define SHARPSCALE_ANALYSIS_ADDED_CLIPPING_H_

#include <opencv2/core.hpp>

#include "image/progress.h"

namespace sharpscale {

struct Clipping {
  double share = 0.0;  // of the px, 0-1
  cv::Mat1f map;       // the same per `cell` px
};

// Px of `after` with a channel within half a level (8-bit) of an end of its range, where that
// channel of `before` keeps 3 levels and more from that end at the px and its eight neighbours.
// Both as in Image, on one grid, of one type. A cancel leaves the result undefined.
Clipping MeasureClipping(const cv::Mat& before,
                         const cv::Mat& after,
                         int cell,
                         const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_CLIPPING_H_
