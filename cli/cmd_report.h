// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_report.h
//
// `sharpscale report FILE [RESULT] -o report.html`: the page that shows everything.

#ifndef SHARPSCALE_CLI_CMD_REPORT_H_
#define SHARPSCALE_CLI_CMD_REPORT_H_

#include <string>
#include <vector>

#include "cli/command.h"
#include "cli/gate_options.h"
#include "cli/target_options.h"

namespace sharpscale {

class ReportCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  absl::StatusOr<std::string> Page(RunContext& context) const;

  std::vector<std::string> files_;
  std::string output_;
  bool force_ = false;
  bool undated_ = false;
  TargetOptions target_;
  GateOptions gate_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_REPORT_H_
