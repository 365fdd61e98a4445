// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_submit.h
//
// `sharpscale submit FOLDER... --do JOB -o OUT --slurm`: a batch as an array job of a Slurm
// cluster. Writes the script, submits it, follows it, submits again what a lost node left undone,
// and merges.

#ifndef SHARPSCALE_CLI_CMD_SUBMIT_H_
#define SHARPSCALE_CLI_CMD_SUBMIT_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "cli/batch_job.h"
#include "cli/command.h"

namespace sharpscale {

class SubmitCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  // What the ledger of one share says of its pictures.
  struct Share {
    int64_t pictures = 0;
    int64_t done = 0;
    int64_t failed = 0;
    bool complete() const { return done + failed >= pictures; }
  };

  absl::Status Check() const;
  absl::Status PlanShares();
  absl::StatusOr<Share> StateOf(int share) const;
  // The shares that are not complete.
  absl::StatusOr<std::vector<int>> Missing(int64_t* seen, int64_t* failed) const;
  absl::StatusOr<std::string> Script(const DecodeOptions& decode) const;
  absl::Status Submit(RunContext& context, const std::vector<int>& shares);
  // The shares whose tasks Slurm still has, of the job at hand; empty when the job is gone.
  absl::StatusOr<std::vector<int>> Alive() const;
  // Returns when no task of the job is left. False where the user stopped waiting.
  absl::StatusOr<bool> Follow(RunContext& context);
  absl::Status RunAll(RunContext& context);
  int Summary(RunContext& context) const;

  BatchJob job_;
  std::vector<std::string> words_;  // of the job's options, as they were typed
  bool slurm_ = false;
  bool dry_run_ = false;
  bool detach_ = false;
  int shares_ = 0;  // 0 = by the number of pictures
  int cpus_ = 4;    // of each task
  std::string memory_;
  std::string time_;
  std::string partition_;
  std::string extra_;  // further options for sbatch
  int retries_ = 3;
  double poll_ = 5.0;                            // s
  std::vector<std::vector<std::string>> names_;  // pictures of each share
  std::string job_id_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_SUBMIT_H_
