// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/consistency.h
//
// Does the result still show its source: in place, and in colour? Both pictures on one grid.

#ifndef SHARPSCALE_ANALYSIS_CONSISTENCY_H_
#define SHARPSCALE_ANALYSIS_CONSISTENCY_H_

#include <opencv2/core.hpp>

#include "image/progress.h"

namespace sharpscale {

// LR-PSNR, dB, of a result brought back to its source's size: from here on results agree with their
// source alike (NTIRE challenges on learning the super-resolution space); unsharp masks strong
// enough to see lie 10 dB and more below.
inline constexpr double kFaithfulPsnr = 45.0;

// Local movement of the content of `b` against `a`, per cell of kShiftCell px (from 2x2 cells
// around it), in px. NaN: too little texture to know within 0.12 px.
inline constexpr int kShiftCell = 32;  // px
struct ShiftMap {
  cv::Mat1f x;
  cv::Mat1f y;
  cv::Mat1f error;  // standard error of either component, px
  double median_x = 0.0;
  double median_y = 0.0;
  int known = 0;  // cells
};

// Least squares on gradients (Lucas-Kanade) under local gain, symmetric in both pictures; movements
// above 0.8 px come from half, above 1.6 px from a quarter of the resolution. Good to about 0.03 px
// up to 4 px (above 8 MP every second row of cells is asked); larger movements are too small in the
// map. Lumas as LumaLevels gives them, same size.
// A cancel gives a map that knows nothing.
ShiftMap MeasureShift(const cv::Mat& a, const cv::Mat& b, const Progress* progress = nullptr);

// CIEDE2000 between low-pass versions (at most 96 cells along the long side, at least `least_cell`
// px each; 16 is the reach of halved chroma).
struct ColourDrift {
  cv::Mat1f map;
  int cell = 0;  // px; of the grid, rounded
  double mean = 0.0;
  double p95 = 0.0;  // 95th percentile over cells
};
// A cancel gives an empty map.
ColourDrift MeasureColourDrift(const cv::Mat& a,
                               const cv::Mat& b,
                               int least_cell = 16,
                               const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_CONSISTENCY_H_
