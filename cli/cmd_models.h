// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_models.h
//
// `sharpscale models list|show|verify|import`: the networks at hand, and bringing one's own.

#ifndef SHARPSCALE_CLI_CMD_MODELS_H_
#define SHARPSCALE_CLI_CMD_MODELS_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace sharpscale {

class ModelsCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  int Import(RunContext& context) const;
  int ShowFile(RunContext& context, bool verify) const;

  std::vector<std::string> words_;
  bool force_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_MODELS_H_
