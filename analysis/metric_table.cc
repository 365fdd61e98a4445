// SPDX-License-Identifier: Apache-2.0
//
// The metric table: one entry per quantity, in the order of JSON and reports.
// Columns: id, title, unit, decimals, direction, grade_from {slight, moderate, severe},
//          anchors {none, slight, moderate, severe}, what, method, map_low, map_high.

#include "analysis/metric_table.h"

namespace sharpscale {
namespace {

constexpr MetricDirection kNeutral = MetricDirection::kNeutral;
constexpr MetricDirection kWorse = MetricDirection::kMoreIsWorse;

}  // namespace

const std::vector<MetricInfo>& MetricTable() {
  static const std::vector<MetricInfo> table = {
      // ---- resolution
      {"resolution.width",
       "Width",
       "px",
       0,
       kNeutral,
       {},
       {},
       "Width of the picture after orientation.",
       "Read from the file."},
      {"resolution.height",
       "Height",
       "px",
       0,
       kNeutral,
       {},
       {},
       "Height of the picture after orientation.",
       "Read from the file."},
  };
  return table;
}

const MetricInfo* FindMetric(std::string_view id) {
  for (const MetricInfo& info : MetricTable()) {
    if (info.id == id) return &info;
  }
  return nullptr;
}

Grade GradeOf(const MetricInfo& metric, double value) {
  if (metric.direction == MetricDirection::kNeutral) return Grade::kNotGraded;
  const bool more = metric.direction == MetricDirection::kMoreIsWorse;
  const auto reached = [&](double from) { return more ? value >= from : value <= from; };
  if (reached(metric.grade_from[2])) return Grade::kSevere;
  if (reached(metric.grade_from[1])) return Grade::kModerate;
  if (reached(metric.grade_from[0])) return Grade::kSlight;
  return Grade::kNone;
}

}  // namespace sharpscale
