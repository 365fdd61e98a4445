// SPDX-License-Identifier: Apache-2.0

#include "analysis/report.h"

namespace sharpscale {

const char* GradeName(Grade grade) {
  switch (grade) {
    case Grade::kNone:
      return "none";
    case Grade::kSlight:
      return "slight";
    case Grade::kModerate:
      return "moderate";
    case Grade::kSevere:
      return "severe";
    case Grade::kNotGraded:
      break;
  }
  return "";
}

const Measurement* Report::Find(std::string_view id) const {
  for (const Measurement& measurement : measurements) {
    if (measurement.id == id) return &measurement;
  }
  return nullptr;
}

double Report::ValueOr(std::string_view id, double fallback) const {
  const Measurement* measurement = Find(id);
  return measurement == nullptr ? fallback : measurement->value.value_or(fallback);
}

std::string Report::Word(std::string_view id) const {
  const Measurement* measurement = Find(id);
  return measurement == nullptr ? std::string() : measurement->word;
}

}  // namespace sharpscale
