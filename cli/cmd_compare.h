// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_compare.h
//
// `sharpscale compare A B... --source S`: ranks the results of several tools.

#ifndef SHARPSCALE_CLI_CMD_COMPARE_H_
#define SHARPSCALE_CLI_CMD_COMPARE_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/gate_options.h"

namespace sharpscale {

class CompareCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> files_;
  std::string source_;
  std::string reference_;
  std::string output_;
  bool force_ = false;
  GateOptions gate_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_COMPARE_H_
