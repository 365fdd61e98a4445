// SPDX-License-Identifier: Apache-2.0
//
// File: cli/batch_summary.h
//
// What the ledgers of a batch hold, as CSV, JSON Lines and HTML. CSV and JSON Lines stream: a
// million pictures take no more memory than ten.

#ifndef SHARPSCALE_CLI_BATCH_SUMMARY_H_
#define SHARPSCALE_CLI_BATCH_SUMMARY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "cli/console.h"

namespace sharpscale {

// Files to write, replaced where they exist; "" = not wanted, "-" = the console's output.
struct SummaryFiles {
  std::string csv;
  std::string jsonl;
  std::string html;
  std::string title;  // of the page
  std::string date;   // on the page
};

struct SummaryCounts {
  int64_t total = 0;
  int64_t done = 0;
  int64_t failed = 0;
  int64_t unfinished = 0;
  int64_t rejected = 0;  // done, and the verdict is "fail"
  int64_t settings = 0;  // different settings that the results were made with
};

// Folders become the ledgers in them, sorted; files stay. Errors: NotFound (no ledger there).
absl::StatusOr<std::vector<std::string>> FindLedgers(const std::vector<std::string>& outputs);

// Reads the ledgers in order of name. Rows depend on the pictures and settings only, not on when,
// where or in how many pieces the work was done. Errors: those of the ledgers and of writing.
absl::StatusOr<SummaryCounts> WriteSummary(const std::vector<std::string>& ledgers,
                                           const SummaryFiles& files,
                                           Console& console);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_BATCH_SUMMARY_H_
