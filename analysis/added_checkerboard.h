// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_checkerboard.h
//
// Regular patterns of 2, 3 or 4 px, as transposed convolutions and bad resizing leave them.

#ifndef SHARPSCALE_ANALYSIS_ADDED_CHECKERBOARD_H_
#define SHARPSCALE_ANALYSIS_ADDED_CHECKERBOARD_H_

#include <opencv2/core.hpp>

#include "analysis/added_statistics.h"

namespace sharpscale {

// Per kAddedCell px: RMS amplitude, in levels, of the pattern that repeats every 2, 3 or 4 px
// beyond what chance leaves in a fold of as many px (0 below 4 times that), as far as the 8 cells
// around share it in step. NaN: fewer than 128 px
// that are neither edge nor texture.
cv::Mat1f CheckerboardMap(const AddedStatistics& statistics);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_CHECKERBOARD_H_
