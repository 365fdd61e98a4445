// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_lint.h
//
// `sharpscale lint "STEPS"`: names the mistakes in a list of steps.

#ifndef SHARPSCALE_CLI_CMD_LINT_H_
#define SHARPSCALE_CLI_CMD_LINT_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/target_options.h"

namespace sharpscale {

class LintCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::string steps_;
  std::string picture_;
  std::string source_;
  bool rules_ = false;
  TargetOptions target_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_LINT_H_
