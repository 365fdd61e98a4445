// SPDX-License-Identifier: Apache-2.0
//
// File: report/html.h
//
// One self-contained HTML page: no external address, works offline and without scripts, dark and
// light, prints on A4. The answer first (verdict, key figures, before and after), then the
// evidence.

#ifndef SHARPSCALE_REPORT_HTML_H_
#define SHARPSCALE_REPORT_HTML_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/gate.h"
#include "advice/plan.h"
#include "advice/print_table.h"
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
  double factor = 1.0;  // linear, where it enlarges
};

// What the page tells. `after`, `comparison`, `verdict` and `stages` are absent for one picture.
struct HtmlInput {
  Image before;
  std::optional<Image> after;
  Report report;                       // of `before`
  std::optional<Report> after_report;  // of `after`, where there is no comparison
  std::optional<Plan> plan;
  bool plan_done = false;  // the plan was run; else it is advice
  std::optional<Comparison> comparison;
  std::optional<Verdict> verdict;
  std::vector<StageRow> stages;
  // Of the source, and of the result where there is one; the same papers in the same order.
  std::vector<PrintRow> print_sizes;
  std::vector<PrintRow> print_sizes_after;
  std::string target_paper;  // the row to mark, by its paper; "" = none
  double wanted_ppi = 300.0;
  double reading_distance_in = 12.0;  // inches
  std::string after_file;
  std::string date;  // as it is to be shown; "" = none, so that the page is the same each time
};

// Errors: InvalidArgument (no picture), Internal (a crop could not be encoded).
absl::StatusOr<std::string> RenderHtml(const HtmlInput& input);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_HTML_H_
