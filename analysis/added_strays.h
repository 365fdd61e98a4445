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

// A result that undoes a blur, with that blur put back (analysis/blur_between.h).
struct PutBack {
  cv::Mat blurred;      // luma; empty = nothing was undone
  float centre = 0.0F;  // weight of the kernel's middle: what it leaves of a single px

  // True where the source shows what a px that stands out by `by` levels leaves of itself.
  bool Explains(const cv::Mat& before, int x, int y, float by) const;
};

// An enlargement and its source, both on the source's grid: what a px that stands out adds to the
// px it is reduced into is there in the source, too, where it is a detail of the scene.
struct OnSourceGrid {
  cv::Mat before;  // luma; empty = no enlargement
  cv::Mat after;

  // `x`, `y`: of a px of the result, which has `size` px.
  bool Explains(int x, int y, cv::Size size, float by) const;
};

// Px of `after` that lie 32 levels and more above or below all of their eight neighbours. Those
// where `before` does so by half as much within a px do not count; `before` is on the same grid, or
// empty for an enlargement. Lumas as LumaLevels gives them; of more than 4 MP evenly spaced bands
// are read. What `put_back` or `on_source` explains does not count.
Strays MeasureStrays(const cv::Mat& before,
                     const cv::Mat& after,
                     const PutBack& put_back = {},
                     const OnSourceGrid& on_source = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_STRAYS_H_
