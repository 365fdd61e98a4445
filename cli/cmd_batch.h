// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_batch.h
//
// `sharpscale batch FOLDER... --do JOB -o OUT` and `sharpscale merge OUT...`: one job over many
// pictures, resumable, in shards; and the summary of what was done.

#ifndef SHARPSCALE_CLI_CMD_BATCH_H_
#define SHARPSCALE_CLI_CMD_BATCH_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/gate_options.h"
#include "cli/target_options.h"
#include "enhance/batch/run_batch.h"

namespace sharpscale {

class BatchCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  // "3/8", or from the array variables of Slurm, Kubernetes and AWS Batch.
  absl::Status ReadShard();
  // The job as a function; also fills `settings`, which names everything that decides its results.
  absl::StatusOr<Work> MakeWork(int threads, int64_t memory, std::string* settings) const;
  absl::StatusOr<BatchCounts> RunAll(RunContext& context);

  std::vector<std::string> folders_;
  std::string job_ = "analyze";
  std::string output_;
  std::string extension_;
  std::string shard_text_;
  std::string before_;
  int jobs_ = 0;
  int shard_ = 0;
  int shards_ = 1;
  bool retry_failed_ = false;
  bool resume_ = false;  // what a second run does anyway; scripts like to say it
  TargetOptions target_;
  GateOptions gate_;
};

class MergeCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> outputs_;
  std::string csv_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_BATCH_H_
