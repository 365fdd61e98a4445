// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/added_between.h
//
// What a result has that its source does not foretell, for a pair whose geometry is known: the
// common ground of the QA gate and of the sharpening solver, so that both mean the same halo.

#ifndef SHARPSCALE_ANALYSIS_ADDED_BETWEEN_H_
#define SHARPSCALE_ANALYSIS_ADDED_BETWEEN_H_

#include <opencv2/core.hpp>
#include <optional>

#include "analysis/added_statistics.h"
#include "analysis/register_resample.h"

namespace sharpscale {

// Planes as LumaLevels gives them. `across`, `down`: where the px of `after` lie in `before`; their
// sizes are those of `after`. A cancel gives empty statistics.
AddedStatistics CollectAddedBetween(const cv::Mat& before,
                                    const cv::Mat& after,
                                    const GridAxis& across,
                                    const GridAxis& down,
                                    const Progress* progress = nullptr);

// added.halo_overshoot (% of edge contrast) of a result on its source, as Compare has it for the
// same pixels; both float or integer pictures of 1 or 3 channels on nominal full scale. `noise`:
// levels of luma, of the source, as measured; empty = unknown. Empty where fewer than four cells
// hold an edge of 24 levels, and after a cancel.
std::optional<double> AddedHaloBetween(const cv::Mat& before,
                                       const cv::Mat& after,
                                       const GridAxis& across,
                                       const GridAxis& down,
                                       std::optional<double> noise = std::nullopt,
                                       const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ADDED_BETWEEN_H_
