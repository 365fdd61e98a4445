// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/heat_levels.h
//
// A heat map in halved sizes for zoomed-out views: cells keep their maximum, not their mean, so a
// small bad place does not fade away.

#ifndef SHARPSCALE_VIEWER_CORE_HEAT_LEVELS_H_
#define SHARPSCALE_VIEWER_CORE_HEAT_LEVELS_H_

#include <opencv2/core.hpp>
#include <vector>

#include "analysis/measurement.h"

namespace sharpscale::viewer {

// values: level 0 first; level n has cells of `cell` * 2^n px. NaN = unknown; the maximum of a
// group ignores NaN unless all are. Sides of level 0 above `max_side` are reduced by the same rule
// first.
struct HeatLevels {
  std::vector<cv::Mat1f> values;
  int cell = 1;  // px of the picture per cell of level 0
  double range_low = 0.0;
  double range_high = 1.0;
};

HeatLevels BuildHeatLevels(const HeatMap& map, int max_side = 4096);

// The level whose cells are at least `min_cell_px` screen pixels at `zoom` (screen px per picture
// px).
int HeatLevelForZoom(const HeatLevels& levels, double zoom, double min_cell_px = 1.0);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_HEAT_LEVELS_H_
