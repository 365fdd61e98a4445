// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_batch.h
//
// `sharpscale batch FOLDER... --do JOB -o OUT`: one job over many pictures, resumable, in shards.

#ifndef SHARPSCALE_CLI_CMD_BATCH_H_
#define SHARPSCALE_CLI_CMD_BATCH_H_

#include <string>

#include "cli/batch_job.h"
#include "cli/command.h"

namespace sharpscale {

class BatchCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  // "3/8", or from the array variables of Slurm, Kubernetes and AWS Batch.
  absl::Status ReadShard();
  absl::StatusOr<BatchCounts> RunAll(RunContext& context);

  BatchJob job_;
  std::string shard_text_;
  int shard_ = 0;
  int shards_ = 1;
  bool resume_ = false;  // what a second run does anyway; scripts like to say it
};

// What a batch did, in a line for people or as JSON, and the exit code that it deserves.
int TellCounts(RunContext& context, const BatchCounts& counts, bool judged);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_BATCH_H_
