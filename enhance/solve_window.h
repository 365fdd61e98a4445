// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/solve_window.h
//
// The part of a sample on which sharpening is solved and added halos are measured: the richest, in
// the source and in the present picture.

#ifndef SHARPSCALE_ENHANCE_SOLVE_WINDOW_H_
#define SHARPSCALE_ENHANCE_SOLVE_WINDOW_H_

#include <opencv2/core.hpp>

#include "analysis/register_resample.h"

namespace sharpscale {

struct SolveWindow {
  cv::Mat before;   // of the source; of its reduction where the picture is smaller by now
  cv::Rect after;   // in the present picture
  GridAxis across;  // how `before` lies on `after`
  GridAxis down;
};

// `source`: the sample before all steps, CV_32F. `now`: size of the present picture.
SolveWindow ChooseSolveWindow(const cv::Mat& source, cv::Size now);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_SOLVE_WINDOW_H_
