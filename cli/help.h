// SPDX-License-Identifier: Apache-2.0
//
// File: cli/help.h
//
// Help in every form, from the command table and the options that each command declares.

#ifndef SHARPSCALE_CLI_HELP_H_
#define SHARPSCALE_CLI_HELP_H_

#include <string>

#include "cli/command.h"
#include "report/text_table.h"

namespace sharpscale {

// `sharpscale --help`: the commands, one line each.
std::string OverviewText(const TerminalStyle& style);

// `sharpscale COMMAND --help`: usage, about, examples, options, exit codes.
std::string HelpText(const CommandInfo& info, const OptionSet& options, const TerminalStyle& style);

// docs/cli.md, the manual page sharpscale(1), and completions.
std::string HelpMarkdown();
std::string ManualPage();
std::string BashCompletion();
std::string ZshCompletion();
std::string FishCompletion();

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_HELP_H_
