// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_merge.h
//
// `sharpscale merge OUT...`: the results of batches and their shards as one table, page or stream.

#ifndef SHARPSCALE_CLI_CMD_MERGE_H_
#define SHARPSCALE_CLI_CMD_MERGE_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace sharpscale {

class MergeCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> outputs_;
  std::string csv_;
  std::string jsonl_;
  std::string html_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_MERGE_H_
