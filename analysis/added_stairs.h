// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_stairs.h
//
// Pixels that were repeated instead of enlarged: every change stands on the borders between the
// source's px, and each of those is a flat square.

#ifndef SHARPSCALE_ANALYSIS_ADDED_STAIRS_H_
#define SHARPSCALE_ANALYSIS_ADDED_STAIRS_H_

#include <opencv2/core.hpp>
#include <optional>

#include "analysis/register_resample.h"

namespace sharpscale {

// 0 to 1: of the change that a plain enlargement has within the source's px, beside that on their
// borders, the share that `after` lacks on slanted edges (those along the px look the same either
// way). 1 = repeated (nearest neighbour), 0 = as much or more change within px. Planes as
// LumaLevels gives them; `across`, `down`: where the px of `after` lie in `before`, at least 1.25
// px of it per px there; sizes are those of `after`. Bands of the picture are read, up to 2
// megapixels. Empty where there are too few slanted edges to tell, and where it is not enlarged.
std::optional<double> MeasureStairs(const cv::Mat& before,
                                    const cv::Mat& after,
                                    const GridAxis& across,
                                    const GridAxis& down);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_STAIRS_H_
