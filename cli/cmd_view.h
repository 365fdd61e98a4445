// SPDX-License-Identifier: Apache-2.0
//
// File: cli/cmd_view.h
//
// `sharpscale view FILE...`: the window. It is a program of its own (`sharpscale-viewer`), so that
// the command line needs neither OpenGL nor a window system; this command finds and becomes it.

#ifndef SHARPSCALE_CLI_CMD_VIEW_H_
#define SHARPSCALE_CLI_CMD_VIEW_H_

#include <string>
#include <vector>

#include "cli/command.h"

namespace sharpscale {

class ViewCommand : public Command {
 public:
  void Declare(OptionSet& options) override;
  // Does not return where the viewer could be started.
  int Run(RunContext& context) override;

 private:
  std::vector<std::string> files_;
  std::vector<std::string> passed_;  // "--name=value", in the order of the options
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_CMD_VIEW_H_
