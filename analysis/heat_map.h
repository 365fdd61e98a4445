// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/heat_map.h
//
// From values per cell to a heat map with its worst places.

#ifndef SHARPSCALE_ANALYSIS_HEAT_MAP_H_
#define SHARPSCALE_ANALYSIS_HEAT_MAP_H_

#include <memory>
#include <opencv2/core.hpp>
#include <string_view>
#include <vector>

#include "analysis/measurement.h"
#include "analysis/picture_facts.h"

namespace sharpscale {

// `values`: one per cell, NaN = unknown there. The range is that of metric `id` in the metric
// table.
std::shared_ptr<const HeatMap> MakeHeatMap(std::string_view id, cv::Mat1f values, int cell = kCell);

// Gives each unknown cell the median of what is known in the 3x3 cells around it, if anything is:
// for maps of which a part of the cells was looked at.
void FillFromNeighbours(cv::Mat1f* values);

// The largest (or, with `smallest`, the smallest) cells, worst first, at least `spacing` cells
// apart, at most `count`. Places are the centres of the cells, inside the picture.
std::vector<Peak> FindPeaks(const HeatMap& map,
                            const PictureFacts& facts,
                            int count = 8,
                            int spacing = 3,
                            bool smallest = false);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_HEAT_MAP_H_
