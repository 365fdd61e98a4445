// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/batch/run_batch.h
//
// Runs one job over many pictures: workers share the cores, one bad file never stops the run, what
// is done is in the ledger and is not done again.

#ifndef SHARPSCALE_ENHANCE_BATCH_RUN_BATCH_H_
#define SHARPSCALE_ENHANCE_BATCH_RUN_BATCH_H_

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "enhance/batch/ledger.h"
#include "enhance/batch/worklist.h"
#include "image/progress.h"

namespace sharpscale {

// What a job says of one picture it has done.
struct WorkOutcome {
  std::string json;       // its result, one JSON object
  std::string verdict;    // "pass", "fail", "PLAN", ...
  std::string output;     // file written, or ""
  std::string thumbnail;  // a data URI for the summary, or ""
};

// The job. Called from several threads at once, each with its own item. An error fails this item
// only; absl::CancelledError means "not done, not failed".
using Work = std::function<absl::StatusOr<WorkOutcome>(const WorkItem& item)>;

struct BatchOptions {
  std::string ledger;         // path of the SQLite file
  std::string settings_hash;  // of everything that decides the results
  int jobs = 0;               // workers; 0 = all cores
  int max_attempts = 2;       // of an item whose process died; then it is failed for good
  bool retry_failed = false;  // try failed items again, even when nothing changed
  absl::Status Validate() const;
};

struct BatchCounts {
  int64_t total = 0;
  int64_t done = 0;      // in this run
  int64_t skipped = 0;   // done before, with the same source and settings
  int64_t failed = 0;    // in this run or before
  int64_t rejected = 0;  // done, and the job's verdict is "fail"
  // Done, now or before, and nothing was written: by the plan's verdict.
  int64_t nothing_to_do = 0;
  int64_t not_fixable = 0;
};

// Called after each item, from worker threads, one call at a time.
using BatchListener = std::function<void(const BatchCounts&, const LedgerRow&)>;

// Returns when all items are done, failed or skipped. An item is skipped when its ledger row is
// done with the same settings, the source is unchanged (size and time, or content) and its output
// is there. Errors: those of the ledger, Unavailable (another process works with this ledger),
// Cancelled (what was done stays done).
absl::StatusOr<BatchCounts> RunBatch(const std::vector<WorkItem>& items,
                                     const Work& work,
                                     const BatchOptions& options,
                                     const BatchListener& listener = {},
                                     const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_BATCH_RUN_BATCH_H_
