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

// One row of the table of print sizes.
struct PrintSizeRow {
  enum class Look { kSharp, kFair, kSoft };
  std::string paper;  // "10 x 8 in"
  bool target = false;
  double ppi_now = 0.0;
  double factor_for_wanted = 0.0;  // linear, to reach the wanted ppi
  double ppi_after = 0.0;          // 0 = nothing is enlarged
  std::optional<double> ppi_true;  // counting only pixels that carry detail; unknown without
  Look close = Look::kSoft;        // at the near distance
  double close_in = 12.0;          // inches
  Look usual = Look::kSoft;        // at the usual distance of that paper
  double usual_in = 0.0;
  std::string why;
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
  std::vector<PrintSizeRow> print_sizes;
  double wanted_ppi = 300.0;
  std::string after_file;
  std::string date;  // as it is to be shown; "" = none, so that the page is the same each time
};

// Errors: InvalidArgument (no picture), Internal (a crop could not be encoded).
absl::StatusOr<std::string> RenderHtml(const HtmlInput& input);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_HTML_H_
