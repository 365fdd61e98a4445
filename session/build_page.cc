// SPDX-License-Identifier: Apache-2.0

#include "session/build_page.h"

#include <fmt/format.h>

#include <ctime>
#include <utility>
#include <vector>

#include "advice/print_table.h"
#include "enhance/capabilities.h"
#include "image/status_macros.h"
#include "report/print_sizes.h"
#include "session/judge_pair.h"
#include "session/recorded_history.h"
#include "session/result_json.h"

namespace sharpscale {
namespace {

constexpr double kFarthestFactor = 8.0;  // linear
constexpr size_t kMostRows = 10;

// The papers of the table and, first, the print that was asked for.
absl::Status AddPrintSizes(const Target& target, HtmlInput* input) {
  PrintTableOptions options;
  options.ppi = target.ppi;
  options.ppi_given = target.ppi_given;
  options.advice = AdviceHere();
  input->reading_distance_in = options.reading_distance_in;
  std::vector<Target> sizes = PrintTableTargets(options);
  SHARPSCALE_ASSIGN_OR_RETURN(input->print_sizes, PrintTable(input->report, sizes, options));
  input->wanted_ppi = WantedPpi(input->print_sizes, options);
  if (target.is_print()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<PrintRow> asked,
                                PrintTable(input->report, {target}, options));
    // A paper of the table is marked and judged as asked, another one leads it.
    for (size_t i = 0; i < sizes.size(); ++i) {
      if (sizes[i].print_width_in != target.print_width_in ||
          sizes[i].print_height_in != target.print_height_in) {
        continue;
      }
      PrintRow& row = input->print_sizes[i];
      const std::string paper = row.paper;
      row = asked[0];
      row.paper = input->target_paper = paper;
      sizes[i] = target;
    }
    if (input->target_paper.empty()) {
      sizes.insert(sizes.begin(), target);
      input->print_sizes.insert(input->print_sizes.begin(), asked[0]);
      input->target_paper = asked[0].paper;
    }
  }
  // A page is no catalogue: the print asked for, and papers that an enlargement could still reach.
  std::vector<Target> kept_sizes;
  std::vector<PrintRow> kept_rows;
  for (size_t i = 0; i < sizes.size(); ++i) {
    const PrintRow& row = input->print_sizes[i];
    const bool asked = row.paper == input->target_paper;
    if (!asked && (row.factor > kFarthestFactor || kept_rows.size() >= kMostRows)) continue;
    kept_sizes.push_back(sizes[i]);
    kept_rows.push_back(row);
  }
  sizes = std::move(kept_sizes);
  input->print_sizes = std::move(kept_rows);
  if (input->comparison) {
    SHARPSCALE_ASSIGN_OR_RETURN(input->print_sizes_after,
                                PrintTable(input->comparison->after, sizes, options));
  }
  return absl::OkStatus();
}

}  // namespace

std::string ReportDate() {
  constexpr const char* kMonths[] = {"January",
                                     "February",
                                     "March",
                                     "April",
                                     "May",
                                     "June",
                                     "July",
                                     "August",
                                     "September",
                                     "October",
                                     "November",
                                     "December"};
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  if (localtime_r(&now, &local) == nullptr) return "";
  return fmt::format("{} {} {}, {:02d}:{:02d}",
                     local.tm_mday,
                     kMonths[local.tm_mon],
                     local.tm_year + 1900,
                     local.tm_hour,
                     local.tm_min);
}

absl::Status TellPair(const std::string& before_file,
                      const std::string& after_file,
                      const GateProfile& profile,
                      int threads,
                      const Progress* progress,
                      HtmlInput* input) {
  const JudgePairOptions options{PairDetail::kReports, true, threads};
  SHARPSCALE_ASSIGN_OR_RETURN(JudgedPair judged,
                              JudgePair(input->before, *input->after, profile, options, progress));
  AddRecordedHistory(before_file, &judged.comparison.before);
  AddRecordedHistory(after_file, &judged.comparison.after);
  input->comparison = std::move(judged.comparison);
  input->verdict = std::move(judged.verdict);
  input->report = input->comparison->before;
  input->after_file = after_file;
  return absl::OkStatus();
}

void TellRun(const EnhanceResult& run, HtmlInput* input) {
  input->plan = run.plan;
  input->plan_done = true;
  input->stages = StageRows(run);
}

absl::StatusOr<std::string> BuildPage(const Target& target, HtmlInput input) {
  SHARPSCALE_RETURN_IF_ERROR(AddPrintSizes(target, &input));
  return RenderHtml(input);
}

}  // namespace sharpscale
