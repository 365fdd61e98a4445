// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_docs.h
//
// `sharpscale docs FORM`: the help of all commands in other forms.

#ifndef SHARPSCALE_CLI_CMD_DOCS_H_
#define SHARPSCALE_CLI_CMD_DOCS_H_

#include <string>

#include "cli/command.h"

namespace sharpscale {

class DocsCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  int Run(RunContext& context) override;

 private:
  std::string form_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_DOCS_H_
