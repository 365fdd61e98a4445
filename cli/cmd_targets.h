// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_targets.h
//
// `sharpscale targets`: what --for, --print, --display and --profile know.

#ifndef SHARPSCALE_CLI_CMD_TARGETS_H_
#define SHARPSCALE_CLI_CMD_TARGETS_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace sharpscale {

class TargetsCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::string kind_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_TARGETS_H_
