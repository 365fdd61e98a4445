// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_check.h
//
// `sharpscale check BEFORE AFTER`: the quality gate for the output of any tool. With one file: the
// half that needs no source.

#ifndef SHARPSCALE_CLI_CMD_CHECK_H_
#define SHARPSCALE_CLI_CMD_CHECK_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/gate_options.h"

namespace sharpscale {

class CheckCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> files_;
  std::string junit_;
  bool all_ = false;
  GateOptions gate_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_CHECK_H_
