// SPDX-License-Identifier: Apache-2.0

#include "report/set_statistics.h"

#include <algorithm>
#include <cmath>
#include <set>

#include "analysis/metric_table.h"
#include "report/numbers.h"

namespace sharpscale {
namespace {

constexpr double kNormal = 1.4826;    // median absolute deviation to standard deviation, Gaussian
constexpr double kLeastShare = 0.02;  // of the median, of a measurement without grades

// Of sorted values, between neighbours linearly.
double Quantile(const std::vector<double>& sorted, double share) {
  const double at = share * static_cast<double>(sorted.size() - 1);
  const auto below = static_cast<size_t>(at);
  const size_t above = std::min(below + 1, sorted.size() - 1);
  return sorted[below] + (at - static_cast<double>(below)) * (sorted[above] - sorted[below]);
}

std::vector<std::string> IdsInOrder(const std::vector<PictureNumbers>& pictures) {
  std::set<std::string> present;
  for (const PictureNumbers& picture : pictures) {
    for (const auto& [id, value] : picture) present.insert(id);
  }
  std::vector<std::string> ids;
  for (const MetricInfo& info : MetricTable()) {
    const std::string id(info.id);
    if (present.erase(id) > 0) ids.push_back(id);
  }
  ids.insert(ids.end(), present.begin(), present.end());
  return ids;
}

}  // namespace

SetStatistics DescribeSet(const std::vector<PictureNumbers>& pictures, const SetOptions& options) {
  SetStatistics statistics;
  for (const std::string& id : IdsInOrder(pictures)) {
    std::vector<double> sorted;
    for (const PictureNumbers& picture : pictures) {
      const auto found = picture.find(id);
      if (found != picture.end() && std::isfinite(found->second)) sorted.push_back(found->second);
    }
    if (sorted.empty()) continue;
    std::sort(sorted.begin(), sorted.end());
    SetMetric metric;
    metric.id = id;
    metric.count = sorted.size();
    metric.median = Quantile(sorted, 0.5);
    metric.low = Quantile(sorted, 0.05);
    metric.high = Quantile(sorted, 0.95);
    std::vector<double> away;
    away.reserve(sorted.size());
    for (const double value : sorted) away.push_back(std::abs(value - metric.median));
    std::sort(away.begin(), away.end());
    metric.spread = kNormal * Quantile(away, 0.5);
    const MetricInfo* info = FindMetric(id);
    const bool graded = info != nullptr && info->direction != MetricDirection::kNeutral;
    double scale = std::max(metric.spread, std::pow(10.0, -DecimalsOf(id)));
    // Where most pictures agree to the digit, any other value is infinitely far. A grade says
    // whether that matters; without one it takes a share of what they agree on, and of nothing
    // there is none.
    if (!graded) scale = std::max(scale, kLeastShare * std::abs(metric.median));
    const bool says_nothing = !graded && metric.spread == 0.0 && metric.median == 0.0;
    if (says_nothing) {
      statistics.metrics.push_back(metric);
      continue;
    }
    for (size_t i = 0; i < pictures.size() && metric.count >= options.least; ++i) {
      const auto found = pictures[i].find(id);
      if (found == pictures[i].end() || !std::isfinite(found->second)) continue;
      const double distance = (found->second - metric.median) / scale;
      if (std::abs(distance) < options.outlier_from) continue;
      if (graded && GradeOf(*info, found->second) == GradeOf(*info, metric.median)) continue;
      ++metric.outliers;
      statistics.outliers.push_back({i, id, found->second, distance});
    }
    statistics.metrics.push_back(metric);
  }
  std::stable_sort(statistics.outliers.begin(),
                   statistics.outliers.end(),
                   [](const SetOutlier& a, const SetOutlier& b) {
                     return std::abs(a.distance) > std::abs(b.distance);
                   });
  return statistics;
}

}  // namespace sharpscale
