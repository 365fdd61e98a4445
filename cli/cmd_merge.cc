// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_merge.h"

#include <fmt/format.h>

#include "cli/batch_summary.h"
#include "session/build_page.h"

namespace sharpscale {

void MergeCommand::Declare(OptionSet& options) {
  options.Positionals("FOLDER", "Output folders of batches, or ledgers", &outputs_, true);
  options.Value(
      "--csv", "FILE", "A line a picture, for spreadsheets ('-' = standard output)", &csv_);
  options.Value("--jsonl", "FILE", "The full result of each picture, a line each", &jsonl_);
  options.Value("--html",
                "FILE",
                "A page: failures, what stands out, how alike the pictures are, a table to sort",
                &html_);
}

int MergeCommand::Run(RunContext& context) {
  const absl::StatusOr<std::vector<std::string>> ledgers = FindLedgers(outputs_);
  if (!ledgers.ok()) {
    context.console.Error("", ledgers.status());
    return kExitError;
  }
  SummaryFiles files;
  files.csv = csv_;
  files.jsonl = context.common.json && jsonl_.empty() ? "-" : jsonl_;
  files.html = html_;
  files.title = outputs_.size() == 1 ? outputs_[0] : fmt::format("{} batches", outputs_.size());
  files.date = ReportDate();
  const absl::StatusOr<SummaryCounts> counts = WriteSummary(*ledgers, files, context.console);
  if (!counts.ok()) {
    context.console.Error("", counts.status());
    return kExitError;
  }
  if (files.csv != "-" && files.jsonl != "-" && files.html != "-") {
    std::string text =
        fmt::format("{} from {}: {} done",
                    counts->total == 1 ? "1 picture" : fmt::format("{} pictures", counts->total),
                    ledgers->size() == 1 ? "1 ledger" : fmt::format("{} ledgers", ledgers->size()),
                    counts->done);
    if (counts->failed > 0) text += fmt::format(", {} could not be done", counts->failed);
    if (counts->unfinished > 0) {
      text += fmt::format(", {} begun and not finished (run the batch again)", counts->unfinished);
    }
    if (counts->rejected > 0) text += fmt::format(", {} did not pass", counts->rejected);
    context.console.Print(text + "\n");
  }
  if (counts->settings > 1) {
    context.console.Warn(fmt::format(
        "the results were made with {} different settings or versions; numbers may not compare",
        counts->settings));
  }
  if (counts->failed + counts->unfinished > 0) return kExitError;
  return counts->rejected > 0 ? kExitFailed : kExitDone;
}

}  // namespace sharpscale
