// SPDX-License-Identifier: Apache-2.0

#include "analysis/heat_map.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <utility>

#include "analysis/metric_table.h"

namespace sharpscale {

std::shared_ptr<const HeatMap> MakeHeatMap(std::string_view id, cv::Mat1f values, int cell) {
  auto map = std::make_shared<HeatMap>();
  map->values = std::move(values);
  map->cell = cell;
  if (const MetricInfo* info = FindMetric(id); info != nullptr && info->map_high > info->map_low) {
    map->range_low = info->map_low;
    map->range_high = info->map_high;
  }
  return map;
}

std::vector<Peak> FindPeaks(const HeatMap& map,
                            const PictureFacts& facts,
                            int count,
                            int spacing,
                            bool smallest) {
  struct Candidate {
    float value;
    int i;
    int j;
  };
  std::vector<Candidate> candidates;
  for (int j = 0; j < map.values.rows; ++j) {
    for (int i = 0; i < map.values.cols; ++i) {
      const float value = map.values(j, i);
      if (std::isfinite(value)) candidates.push_back({smallest ? -value : value, i, j});
    }
  }
  std::stable_sort(candidates.begin(),
                   candidates.end(),
                   [](const Candidate& a, const Candidate& b) { return a.value > b.value; });
  std::vector<Candidate> chosen;
  for (const Candidate& c : candidates) {
    if (static_cast<int>(chosen.size()) >= count) break;
    const bool near = std::any_of(chosen.begin(), chosen.end(), [&](const Candidate& other) {
      return std::max(std::abs(other.i - c.i), std::abs(other.j - c.j)) < spacing;
    });
    if (!near) chosen.push_back(c);
  }
  std::vector<Peak> peaks;
  peaks.reserve(chosen.size());
  for (const Candidate& c : chosen) {
    peaks.push_back({std::min((c.i + 0.5) * map.cell, facts.width - 1.0),
                     std::min((c.j + 0.5) * map.cell, facts.height - 1.0),
                     smallest ? -c.value : c.value});
  }
  return peaks;
}

}  // namespace sharpscale
