// SPDX-License-Identifier: Apache-2.0

#include "analysis/findings.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "analysis/metric_table.h"

namespace sharpscale {

Measurement& Findings::Add(std::string_view id) {
  Measurement& measurement = all_.emplace_back();
  measurement.id = std::string(id);
  if (const MetricInfo* info = FindMetric(id)) measurement.unit = std::string(info->unit);
  return measurement;
}

Measurement& Findings::Number(std::string_view id, double value, double low, double high) {
  if (!std::isfinite(value)) return Unknown(id, "the estimate did not converge");
  Measurement& measurement = Add(id);
  measurement.value = value;
  measurement.low = std::isfinite(low) ? std::min(low, value) : value;
  measurement.high = std::isfinite(high) ? std::max(high, value) : value;
  if (const MetricInfo* info = FindMetric(id)) measurement.grade = GradeOf(*info, value);
  return measurement;
}

Measurement& Findings::Exact(std::string_view id, double value) {
  return Number(id, value, value, value);
}

Measurement& Findings::Word(std::string_view id, std::string word) {
  Measurement& measurement = Add(id);
  measurement.word = std::move(word);
  return measurement;
}

Measurement& Findings::Unknown(std::string_view id, std::string why) {
  Measurement& measurement = Add(id);
  measurement.unknown = std::move(why);
  return measurement;
}

const Measurement* Findings::Find(std::string_view id) const {
  for (const Measurement& measurement : all_) {
    if (measurement.id == id) return &measurement;
  }
  return nullptr;
}

double Findings::ValueOr(std::string_view id, double fallback) const {
  const Measurement* measurement = Find(id);
  return measurement == nullptr ? fallback : measurement->value.value_or(fallback);
}

std::string Findings::WordOr(std::string_view id, std::string_view fallback) const {
  const Measurement* measurement = Find(id);
  const bool known = measurement != nullptr && !measurement->word.empty();
  return known ? measurement->word : std::string(fallback);
}

}  // namespace sharpscale
