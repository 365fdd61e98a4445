// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/report.h
//
// All measurements of one picture, and the facts of its file.

#ifndef SHARPSCALE_ANALYSIS_REPORT_H_
#define SHARPSCALE_ANALYSIS_REPORT_H_

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "analysis/measurement.h"
#include "image/image.h"

namespace sharpscale {

struct Report {
  SourceFacts source;
  Ppi ppi;
  int width = 0;  // px, after orientation
  int height = 0;
  int channels = 0;  // 1 or 3
  bool has_alpha = false;
  bool has_icc = false;
  std::string xmp;  // the file's packet as it is, for those who read its history; "" = none
  std::vector<Measurement> measurements;     // in the order of the metric table
  std::map<std::string, double> timings_ms;  // "decode", "measure", ...

  // The measurement of that id, or null when it was not asked for.
  const Measurement* Find(std::string_view id) const;
  // Its number, or `fallback` when it is absent or unknown.
  double ValueOr(std::string_view id, double fallback) const;
  // Its word, or "" when it is absent or unknown.
  std::string Word(std::string_view id) const;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_REPORT_H_
