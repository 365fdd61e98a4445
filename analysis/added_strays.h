// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_strays.h
//
// Single pixels that stand out of their neighbours, as dead sensors, bad transfers and salt and
// pepper leave them, where the source has none.

#ifndef SHARPSCALE_ANALYSIS_ADDED_STRAYS_H_
#define SHARPSCALE_ANALYSIS_ADDED_STRAYS_H_

#include <opencv2/core.hpp>

namespace sharpscale {

struct Strays {
  double share = 0.0;  // of the px looked at, 0-1
  int x = -1;          // the first, px of `after`; -1 = none
  int y = -1;
};

// Px of `after` that lie 32 levels and more above or below all of their eight neighbours. Those
// where `before` does so by half as much within a px do not count; `before` is on the same grid, or
// empty for an enlargement, which cannot have any from its source. Lumas as LumaLevels gives them;
// of more than 4 MP evenly spaced bands are read.
Strays MeasureStrays(const cv::Mat& before, const cv::Mat& after);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_STRAYS_H_
