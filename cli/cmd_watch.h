// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_watch.h
//
// `sharpscale watch FOLDER... --do JOB -o OUT`: a batch that goes on with every picture that comes
// in.

#ifndef SHARPSCALE_CLI_CMD_WATCH_H_
#define SHARPSCALE_CLI_CMD_WATCH_H_

#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "cli/batch_job.h"
#include "cli/command.h"

namespace sharpscale {

class WatchCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  struct FileState {
    int64_t bytes = -1;
    int64_t mtime = 0;
    bool operator==(const FileState& other) const {
      return bytes == other.bytes && mtime == other.mtime;
    }
  };
  struct Known {
    FileState seen;     // in the latest look
    FileState handled;  // when it was given to the batch
  };

  // Those of `items` that are the same as in the look before and were not handled in this state: a
  // file that is still being copied changes between two looks.
  std::vector<WorkItem> Settled(const std::vector<WorkItem>& items);

  BatchJob job_;
  double interval_ = 2.0;  // s between two looks
  double idle_ = 0.0;      // s without anything new after which it ends; 0 = never
  std::unordered_map<std::string, Known> known_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_WATCH_H_
