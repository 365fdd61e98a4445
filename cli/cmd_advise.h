// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_advise.h
//
// `sharpscale advise FILE [target]`: what the picture needs for the use at hand, and why.

#ifndef SHARPSCALE_CLI_CMD_ADVISE_H_
#define SHARPSCALE_CLI_CMD_ADVISE_H_

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "advice/plan.h"
#include "analysis/report.h"
#include "cli/command.h"
#include "cli/target_options.h"
#include "image/image.h"

namespace sharpscale {

class AdviseCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> files_;
  TargetOptions target_;
  absl::Status PrintSimulation(RunContext& context,
                               const Image& photo,
                               const Report& report,
                               const Plan& plan,
                               nlohmann::ordered_json* json) const;

  bool why_ = false;
  bool simulate_ = false;
  std::string tier_ = "auto";
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_ADVISE_H_
