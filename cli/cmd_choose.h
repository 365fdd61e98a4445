// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_choose.h
//
// `sharpscale choose A B...`: which of several files of one picture to start from.

#ifndef SHARPSCALE_CLI_CMD_CHOOSE_H_
#define SHARPSCALE_CLI_CMD_CHOOSE_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/target_options.h"

namespace sharpscale {

class ChooseCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> files_;
  TargetOptions target_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_CHOOSE_H_
