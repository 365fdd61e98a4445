// SPDX-License-Identifier: Apache-2.0
//
// File: advice/print_table.h
//
// How large may this picture be printed? One row a paper, with the px that carry detail, not only
// the px of the file, and with what the advised plan would make of it.

#ifndef SHARPSCALE_ADVICE_PRINT_TABLE_H_
#define SHARPSCALE_ADVICE_PRINT_TABLE_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "advice/advise.h"
#include "advice/plan.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

// What the eye says at a distance: sharp = all it can resolve is there, as a camera saw it; crisp =
// its edges are as sharp as the eye resolves, but a network or sharpening made them, and fine
// detail is predicted or missing; fair = at least half of what the eye resolves; soft = less;
// unknown = px enough, but no edge tells whether they are sharp (a flat picture, a single px).
enum class PrintVerdict { kSharp, kCrisp, kFair, kSoft, kUnknown };
const char* PrintVerdictName(PrintVerdict verdict);  // "sharp", "crisp", "fair", ...
inline constexpr const char* kCrispMeaning =
    "crisp: edges as sharp as the eye resolves, made by a network or by sharpening; fine detail "
    "predicted or missing, not seen by a camera";

// What lies on the paper, per inch.
struct PrintDetail {
  double seen_ppi = 0.0;   // px of detail that a camera saw
  double edges_ppi = 0.0;  // px as fine as the edges are that were made so; 0 = none were
};
// Seen from `distance_in` inches; `needed_ppi` 0 = what the eye resolves there. One rule for what a
// plan promises and for what its result measures: an enlargement is crisp up to 4x of what was
// seen, fair up to 16x, soft beyond, and never sharp.
PrintVerdict JudgePrint(const PrintDetail& detail, double distance_in, double needed_ppi = 0.0);

struct PrintTableOptions {
  double ppi = 300.0;                 // wanted
  bool ppi_given = false;             // the user named it: it holds for text and line art, too
  double reading_distance_in = 12.0;  // a print in the hand
  FitMode fit = FitMode::kFit;        // the whole picture on the paper; kCover crops
  AdviceOptions advice;
  absl::Status Validate() const;
};

struct PrintRow {
  std::string paper;     // "8 x 10 in"
  Target target;         // to advise or enhance for this row
  int needed_width = 0;  // px, turned to the picture's orientation
  int needed_height = 0;
  double ppi_file = 0.0;       // px of the file per inch of this paper
  double ppi_true = 0.0;       // px per inch that carry detail seen by a camera
  bool detail_known = true;    // false: no clear edge tells, ppi_true is the most that there may be
  double factor = 1.0;         // linear enlargement that the wanted ppi takes
  double sharp_from_in = 0.0;  // nearest distance at which it looks sharp as it is, inches
  double comfortable_in = 0.0;                        // 1.5 diagonals, inches
  PrintVerdict at_reading = PrintVerdict::kSoft;      // as it is
  PrintVerdict at_comfortable = PrintVerdict::kSoft;  // as it is
  PrintVerdict after_plan = PrintVerdict::kSoft;      // at reading distance
  double ppi_after = 0.0;                             // px of the result per inch
  double ppi_true_after = 0.0;                        // of them, as ppi_true
  PlanVerdict plan_verdict = PlanVerdict::kNothingToDo;
  std::string action;  // "Enlarge 2.8x", "Nothing to do", "Enlarge 30x: too far"
  std::string why;     // one sentence with the numbers
};

// The papers of the paper table that are marked for it, 4x6 in to 24x36 in and A6 to A0.
std::vector<Target> PrintTableTargets(const PrintTableOptions& options = {});

// `after_plan` is predicted, by the same rule (JudgePrint) that judges the result afterwards; a
// picture that cannot be repaired stays as it is. Errors: those of Advise, except that a paper too
// far away is a row that says so.
absl::StatusOr<std::vector<PrintRow>> PrintTable(const Report& report,
                                                 const std::vector<Target>& sizes,
                                                 const PrintTableOptions& options = {});
absl::StatusOr<std::vector<PrintRow>> PrintTable(const Report& report,
                                                 const PrintTableOptions& options = {});

// True where a verdict of any row is crisp, so that a reader has to be told what that means.
bool AnyCrisp(const std::vector<PrintRow>& rows);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PRINT_TABLE_H_
