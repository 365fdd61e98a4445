// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_analyze.h
//
// `sharpscale analyze FILE...`: measures pictures.

#ifndef SHARPSCALE_CLI_CMD_ANALYZE_H_
#define SHARPSCALE_CLI_CMD_ANALYZE_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace sharpscale {

class AnalyzeCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> files_;
  std::vector<std::string> metrics_;
  std::string maps_folder_;
  bool jsonl_ = false;
  bool csv_ = false;
  bool all_ = false;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_ANALYZE_H_
