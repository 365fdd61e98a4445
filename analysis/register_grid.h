// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/register_grid.h
//
// The small grids on which a registration looks at pictures.

#ifndef SHARPSCALE_ANALYSIS_REGISTER_GRID_H_
#define SHARPSCALE_ANALYSIS_REGISTER_GRID_H_

#include <opencv2/core.hpp>

namespace sharpscale {

inline constexpr int kThumb = 160;  // long side of the first search, px
// Correlation of thumbnails from which pictures are believed to show the same full frame.
inline constexpr double kFullFrame = 0.55;

// `size` reduced to a long side of at most `long_side` px, no side below 1.
cv::Size Within(cv::Size size, int long_side);

// `luma` on another grid: means of areas where that has no more px on either side, else linear.
cv::Mat1f Shrink(const cv::Mat& luma, cv::Size size);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_REGISTER_GRID_H_
