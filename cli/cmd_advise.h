// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_advise.h
//
// `sharpscale advise FILE [target]`: what the picture needs for the use at hand, and why.

#ifndef SHARPSCALE_CLI_CMD_ADVISE_H_
#define SHARPSCALE_CLI_CMD_ADVISE_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/target_options.h"

namespace sharpscale {

class AdviseCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> files_;
  TargetOptions target_;
  bool why_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_ADVISE_H_
