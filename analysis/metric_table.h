// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/metric_table.h
//
// Every quantity sharpscale measures, as data: names, units, grades and their plain words. Help,
// JSON, HTML, documentation and the viewer's menus derive from this table. Adding a metric = one
// file with the estimator + one line here.

#ifndef SHARPSCALE_ANALYSIS_METRIC_TABLE_H_
#define SHARPSCALE_ANALYSIS_METRIC_TABLE_H_

#include <array>
#include <string_view>
#include <vector>

#include "analysis/measurement.h"

namespace sharpscale {

// How the number reads.
enum class MetricDirection { kNeutral, kMoreIsWorse, kLessIsWorse };

struct MetricInfo {
  std::string_view id;     // "noise.luma_sigma"
  std::string_view title;  // "Noise, luma sigma"
  std::string_view unit;   // "levels", "px", "%", "" for words
  int decimals = 1;        // that the measurement supports
  MetricDirection direction = MetricDirection::kNeutral;
  // Where slight, moderate and severe begin, in the unit; meaningful unless direction is kNeutral.
  std::array<double, 3> grade_from{};
  // What a viewer sees at each grade: none, slight, moderate, severe; with the viewing condition.
  std::array<std::string_view, 4> anchors{};
  std::string_view what;    // one sentence: what it is
  std::string_view method;  // one sentence: how it is measured, with the source
  // Fixed range of its heat map, in the unit; equal = no map.
  double map_low = 0.0;
  double map_high = 0.0;
  bool is_word = false;  // its value is one of the words that `what` lists: no limit holds for it
};

// Metrics of one picture, then those of a pair; the order of JSON and reports.
const std::vector<MetricInfo>& MetricTable();

// Null for an unknown id.
const MetricInfo* FindMetric(std::string_view id);

// The grade of `value` by the table; kNotGraded for a neutral metric.
Grade GradeOf(const MetricInfo& metric, double value);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_METRIC_TABLE_H_
