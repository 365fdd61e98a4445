// SPDX-License-Identifier: Apache-2.0
//
// File: cli/batch_job.h
//
// The job that `batch`, `watch` and `submit` share: its options, the pictures it is about, and
// running it over some of them.

#ifndef SHARPSCALE_CLI_BATCH_JOB_H_
#define SHARPSCALE_CLI_BATCH_JOB_H_

#include <cstdint>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/gate_options.h"
#include "cli/target_options.h"
#include "enhance/batch/run_batch.h"
#include "image/decode.h"

namespace sharpscale {

class BatchJob {
 public:
  void Declare(OptionSet& options);

  // Checks what the options say and makes the output folder; before anything else. Errors:
  // InvalidArgument, PermissionDenied.
  absl::Status Prepare();

  // The pictures of one share of the work, as ListWork.
  absl::StatusOr<std::vector<WorkItem>> List(int shard, int shards) const;

  // Does `items`, as RunBatch; failures are told to the console as they happen.
  absl::StatusOr<BatchCounts> Run(RunContext& context,
                                  const std::vector<WorkItem>& items,
                                  const std::string& ledger) const;

  const std::string& output() const { return output_; }
  bool judges() const { return job_ == "check"; }

 private:
  // The job as a function; also fills `settings`, which names everything that decides its results.
  absl::StatusOr<Work> MakeWork(int threads,
                                int64_t memory,
                                const DecodeOptions& decode,
                                std::string* settings) const;

  std::vector<std::string> folders_;
  std::string job_ = "analyze";
  std::string output_;
  std::string extension_;
  std::string before_;
  int jobs_ = 0;
  int64_t max_memory_ = 0;  // bytes for all workers, 0 = MemoryBudget decides
  bool retry_failed_ = false;
  TargetOptions target_;
  GateOptions gate_;
};

// Each shard keeps a ledger of its own in the output folder, so that machines never share a
// database.
std::string LedgerPath(const std::string& folder, int shard, int shards);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_BATCH_JOB_H_
