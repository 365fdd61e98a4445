// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_report.h"

#include <fmt/format.h>

#include <ctime>

#include "advice/advise.h"
#include "advice/print_table.h"
#include "analysis/compare.h"
#include "cli/files.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "report/html.h"

namespace sharpscale {
namespace {

// "21 November 2026, 14:05", local time.
std::string Today() {
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

// The papers of the table and, first, the print that was asked for.
absl::Status AddPrintSizes(const Target& target, HtmlInput* input) {
  PrintTableOptions options;
  options.ppi = target.ppi;
  input->wanted_ppi = target.ppi;
  input->reading_distance_in = options.reading_distance_in;
  std::vector<Target> sizes = PrintTableTargets(options);
  SHARPSCALE_ASSIGN_OR_RETURN(input->print_sizes, PrintTable(input->report, sizes, options));
  if (target.is_print()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::vector<PrintRow> asked,
                                PrintTable(input->report, {target}, options));
    // A paper of the table is marked, another one leads it.
    for (const PrintRow& row : input->print_sizes) {
      if (row.needed_width == asked[0].needed_width &&
          row.needed_height == asked[0].needed_height) {
        input->target_paper = row.paper;
      }
    }
    if (input->target_paper.empty()) {
      sizes.insert(sizes.begin(), target);
      input->print_sizes.insert(input->print_sizes.begin(), asked[0]);
      input->target_paper = asked[0].paper;
    }
  }
  if (input->comparison) {
    SHARPSCALE_ASSIGN_OR_RETURN(input->print_sizes_after,
                                PrintTable(input->comparison->after, sizes, options));
  }
  return absl::OkStatus();
}

}  // namespace

void ReportCommand::Declare(OptionSet& options) {
  options.Positionals(
      "FILE", "The picture and, where there is one, the result made from it", &files_, true);
  options.Value("-o,--output", "FILE", "The HTML file, '-' for standard output", &output_);
  options.Flag("--force", "Replace an existing report", &force_);
  options.Flag(
      "--no-date", "Leave the date out, so that the same input gives the same file", &undated_);
  target_.Declare(options);
  gate_.Declare(options);
}

absl::StatusOr<std::string> ReportCommand::Page(RunContext& context) const {
  SHARPSCALE_ASSIGN_OR_RETURN(const Target target, target_.Build());
  HtmlInput input;
  if (!undated_) input.date = Today();
  if (files_.size() == 1) {
    AnalyzeOptions options;
    options.threads = context.common.threads;
    SHARPSCALE_ASSIGN_OR_RETURN(input.report,
                                MeasureFile(context, files_[0], options, &input.before));
  } else {
    SHARPSCALE_ASSIGN_OR_RETURN(const GateProfile profile, gate_.Build());
    SHARPSCALE_ASSIGN_OR_RETURN(input.before, ReadPicture(context, files_[0], nullptr));
    SHARPSCALE_ASSIGN_OR_RETURN(input.after, ReadPicture(context, files_[1], nullptr));
    CompareOptions options;
    options.threads = context.common.threads;
    SHARPSCALE_ASSIGN_OR_RETURN(input.comparison,
                                Compare(input.before, *input.after, options, &context.progress));
    input.report = input.comparison->before;
    input.after_file = files_[1];
    input.verdict = Judge(*input.comparison, profile);
  }
  // What was asked for comes first; without a target the advice is about the picture as it is.
  if (target.has_size() || files_.size() == 1) {
    SHARPSCALE_ASSIGN_OR_RETURN(input.plan, Advise(input.report, target));
  }
  SHARPSCALE_RETURN_IF_ERROR(AddPrintSizes(target, &input));
  return RenderHtml(input);
}

int ReportCommand::Run(RunContext& context) {
  Console& console = context.console;
  const auto fail = [&](const absl::Status& status) {
    console.ClearProgress();
    if (context.progress.cancelled()) return kExitInterrupted;
    console.Error("report", status);
    return kExitError;
  };
  if (files_.size() > 2) {
    return fail(absl::InvalidArgumentError(
        "takes one picture and one result, for several results use compare"));
  }
  if (output_.empty()) {
    const size_t slash = files_.back().find_last_of('/');
    const std::string name =
        slash == std::string::npos ? files_.back() : files_.back().substr(slash + 1);
    return fail(absl::InvalidArgumentError(fmt::format(
        "no name for the page, add for instance: -o {}.html", name.substr(0, name.rfind('.')))));
  }
  console.BeginFile(files_.back());
  const absl::StatusOr<std::string> page = Page(context);
  if (!page.ok()) return fail(page.status());
  console.ClearProgress();
  if (output_ == "-") {
    console.Print(*page);
    return kExitDone;
  }
  const absl::Status written = WriteFileAtomically(output_, *page, force_, files_);
  if (!written.ok()) return fail(written);
  console.Note(fmt::format("wrote {}", output_));
  return kExitDone;
}

}  // namespace sharpscale
