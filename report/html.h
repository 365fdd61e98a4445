// SPDX-License-Identifier: Apache-2.0
//
// File: report/html.h
//
// One self-contained HTML page: no external address, works offline, dark and light, prints on A4.

#ifndef SHARPSCALE_REPORT_HTML_H_
#define SHARPSCALE_REPORT_HTML_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/gate.h"
#include "advice/plan.h"
#include "analysis/compare.h"
#include "analysis/report.h"
#include "image/image.h"

namespace sharpscale {

// One row of "what was done": filled by whoever ran the plan.
struct StageRow {
  std::string kind;   // "restore", "upscale", ...
  std::string title;  // "Upscale 4.00x, one pass"
  std::string text;   // the evidence or note
  double seconds = 0.0;
  std::vector<Measurement> before;
  std::vector<Measurement> after;
};

// What the page tells. `after`, `comparison`, `verdict` and `stages` are absent for one picture.
struct HtmlInput {
  Image before;
  std::optional<Image> after;
  Report report;  // of `before`
  std::optional<Plan> plan;
  std::optional<Comparison> comparison;
  std::optional<Verdict> verdict;
  std::vector<StageRow> stages;
  std::string after_file;
};

// Errors: Internal (a crop could not be encoded).
absl::StatusOr<std::string> RenderHtml(const HtmlInput& input);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_HTML_H_
