// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_print.h
//
// `sharpscale print FILE`: how large the picture can be printed.

#ifndef SHARPSCALE_CLI_CMD_PRINT_H_
#define SHARPSCALE_CLI_CMD_PRINT_H_

#include <optional>
#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/target_options.h"

namespace sharpscale {

class PrintCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> files_;
  std::optional<double> ppi_;
  double distance_in_ = 12.0;
  bool cover_ = false;
  bool why_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_PRINT_H_
