// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/fidelity_planes.h
//
// The planes that full-reference metrics read, and the strips they are worked in.

#ifndef SHARPSCALE_ANALYSIS_FIDELITY_PLANES_H_
#define SHARPSCALE_ANALYSIS_FIDELITY_PLANES_H_

#include <functional>
#include <opencv2/core.hpp>

#include "image/progress.h"

namespace sharpscale {

// BT.601 luma of the native (gamma) values on 8-bit level scale. Pixels as in Image: CV_8U gives
// CV_8UC1, rounded as MATLAB's rgb2gray does and as published SSIM, MS-SSIM and GMSD values assume;
// CV_16U and CV_32F give CV_32FC1, not rounded. Non-finite values become 0. Gray passes through.
cv::Mat LumaLevels(const cv::Mat& pixels);

// Row `y` of a CV_8UC1 or CV_32FC1 plane as floats.
void ReadRow(const cv::Mat& plane, int y, float* row);
// Adds the samples of row `y`, all channels, to `sums`; pixels as in Image. Non-finite values count
// as 0.
void AddRow(const cv::Mat& pixels, int y, float* sums);

// Calls work(strip, begin, end) for fixed strips of `strip_rows` rows in parallel. What belongs to
// which strip never depends on the number of threads: sums kept per strip and added in order do not
// either. False after a cancel: strips were left out, and what the others gave is of no use.
bool ForEachStrip(int rows,
                  int strip_rows,
                  const std::function<void(int strip, int begin, int end)>& work,
                  const Progress* progress = nullptr);
int StripCount(int rows, int strip_rows);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FIDELITY_PLANES_H_
