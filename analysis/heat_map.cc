// SPDX-License-Identifier: Apache-2.0

#include "analysis/heat_map.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <tuple>
#include <utility>

#include "analysis/metric_table.h"
#include "analysis/order_statistics.h"

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

void FillFromNeighbours(cv::Mat1f* values) {
  const cv::Mat1f known = values->clone();
  std::vector<float> around;
  for (int j = 0; j < known.rows; ++j) {
    for (int i = 0; i < known.cols; ++i) {
      if (std::isfinite(known(j, i))) continue;
      around.clear();
      for (int v = std::max(0, j - 1); v <= std::min(known.rows - 1, j + 1); ++v) {
        for (int u = std::max(0, i - 1); u <= std::min(known.cols - 1, i + 1); ++u) {
          if (std::isfinite(known(v, u))) around.push_back(known(v, u));
        }
      }
      if (around.empty()) continue;
      (*values)(j, i) = AtRank(&around, around.size() / 2);
    }
  }
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
  // Largest first, those above and to the left before their equals. Only the few that are looked at
  // are put in order.
  const auto later = [](const Candidate& a, const Candidate& b) {
    return std::tie(a.value, b.j, b.i) < std::tie(b.value, a.j, a.i);
  };
  std::make_heap(candidates.begin(), candidates.end(), later);
  std::vector<Candidate> chosen;
  for (auto end = candidates.end(); end != candidates.begin(); --end) {
    if (static_cast<int>(chosen.size()) >= count) break;
    std::pop_heap(candidates.begin(), end, later);
    const Candidate& c = *(end - 1);
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
