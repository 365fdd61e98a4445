// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/findings.h
//
// Where estimators put what they found. Units and grades come from the metric table.
//
//   findings->Number("noise.luma_sigma", sigma, low, high).map = map;
//   findings->Unknown("blur.sigma", "no edges to measure on");

#ifndef SHARPSCALE_ANALYSIS_FINDINGS_H_
#define SHARPSCALE_ANALYSIS_FINDINGS_H_

#include <deque>
#include <string>
#include <string_view>

#include "analysis/measurement.h"

namespace sharpscale {

class Findings {
 public:
  // A number with its 90 % interval; the interval is widened to hold the value. A number that is
  // not finite becomes unknown. References stay valid.
  Measurement& Number(std::string_view id, double value, double low, double high);
  // An exact number (a size, a count).
  Measurement& Exact(std::string_view id, double value);
  Measurement& Word(std::string_view id, std::string word);
  Measurement& Unknown(std::string_view id, std::string why);

  const Measurement* Find(std::string_view id) const;
  // Its number, or `fallback` when absent or unknown.
  double ValueOr(std::string_view id, double fallback) const;
  // Its word, or `fallback` when absent or unknown.
  std::string WordOr(std::string_view id, std::string_view fallback) const;
  const std::deque<Measurement>& all() const { return all_; }

 private:
  Measurement& Add(std::string_view id);

  std::deque<Measurement> all_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FINDINGS_H_
