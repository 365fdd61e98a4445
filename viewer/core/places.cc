// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/places.h"

#include <algorithm>
#include <cmath>

#include "analysis/metric_table.h"

namespace sharpscale::viewer {

double Badness(const std::string& metric, double value) {
  const MetricInfo* info = FindMetric(metric);
  if (info == nullptr || info->direction == MetricDirection::kNeutral || !std::isfinite(value)) {
    return 0.0;
  }
  const double sign = info->direction == MetricDirection::kMoreIsWorse ? 1.0 : -1.0;
  const double v = sign * value;
  const double a = sign * info->grade_from[0];
  const double b = sign * info->grade_from[1];
  const double c = sign * info->grade_from[2];
  if (v < a) return a > 0.0 && v > 0.0 ? v / a : 0.0;
  if (v < b) return 1.0 + (v - a) / (b - a);
  if (v < c) return 2.0 + (v - b) / (c - b);
  return c > b ? 3.0 + (v - c) / (c - b) : 3.0;
}

std::vector<Place> PlacesOf(const Measurement& measurement, const Placement& placement) {
  std::vector<Place> places;
  for (const Peak& peak : measurement.peaks) {
    places.push_back({placement.ToLead(FromCentre(peak.x, peak.y)),
                      measurement.id,
                      peak.value,
                      measurement.unit,
                      Badness(measurement.id, peak.value)});
  }
  return places;
}

std::vector<Place> WorstPlaces(const std::vector<const Measurement*>& measurements,
                               const Placement& placement,
                               double min_badness,
                               double merge_px) {
  std::vector<Place> all;
  for (const Measurement* m : measurements) {
    for (Place& place : PlacesOf(*m, placement)) {
      if (place.badness >= min_badness) all.push_back(std::move(place));
    }
  }
  std::stable_sort(
      all.begin(), all.end(), [](const Place& a, const Place& b) { return a.badness > b.badness; });
  std::vector<Place> kept;
  for (Place& place : all) {
    const bool near = std::any_of(kept.begin(), kept.end(), [&](const Place& other) {
      return other.metric == place.metric &&
             std::hypot(other.at.x - place.at.x, other.at.y - place.at.y) < merge_px;
    });
    if (!near) kept.push_back(std::move(place));
  }
  return kept;
}

std::optional<int> NextPlace(int current, int count, int direction) {
  if (count <= 0) return std::nullopt;
  if (current < 0) return direction >= 0 ? 0 : count - 1;
  return ((current + direction) % count + count) % count;
}

}  // namespace sharpscale::viewer
