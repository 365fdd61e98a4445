// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/heat_levels.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace sharpscale::viewer {
namespace {

cv::Mat1f HalveByMaximum(const cv::Mat1f& in) {
  cv::Mat1f out((in.rows + 1) / 2, (in.cols + 1) / 2);
  for (int y = 0; y < out.rows; ++y) {
    for (int x = 0; x < out.cols; ++x) {
      float best = std::numeric_limits<float>::quiet_NaN();
      for (int j = 2 * y; j < std::min(in.rows, 2 * y + 2); ++j) {
        for (int i = 2 * x; i < std::min(in.cols, 2 * x + 2); ++i) {
          const float v = in(j, i);
          if (!std::isnan(v) && !(v <= best)) best = v;
        }
      }
      out(y, x) = best;
    }
  }
  return out;
}

}  // namespace

HeatLevels BuildHeatLevels(const HeatMap& map, int max_side) {
  HeatLevels levels;
  levels.cell = std::max(1, map.cell);
  levels.range_low = map.range_low;
  levels.range_high = map.range_high;
  if (map.values.empty()) return levels;
  cv::Mat1f current = map.values;
  while (std::max(current.rows, current.cols) > std::max(1, max_side)) {
    current = HalveByMaximum(current);
    levels.cell *= 2;
  }
  levels.values.push_back(current);
  while (std::max(current.rows, current.cols) > 16) {
    current = HalveByMaximum(current);
    levels.values.push_back(current);
  }
  return levels;
}

int HeatLevelForZoom(const HeatLevels& levels, double zoom, double min_cell_px) {
  int level = 0;
  const int last = static_cast<int>(levels.values.size()) - 1;
  double cell = levels.cell * zoom;
  while (level < last && cell < min_cell_px) {
    cell *= 2.0;
    ++level;
  }
  return level;
}

}  // namespace sharpscale::viewer
