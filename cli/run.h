// SPDX-License-Identifier: Apache-2.0
//
// File: cli/run.h
//
// The whole program behind main(): arguments in, exit code out.

#ifndef SHARPSCALE_CLI_RUN_H_
#define SHARPSCALE_CLI_RUN_H_

#include <string>
#include <vector>

#include "cli/console.h"
#include "image/progress.h"

namespace sharpscale {

// `arguments` without the program's name.
int RunCommandLine(const std::vector<std::string>& arguments, Console& console, Progress& progress);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_RUN_H_
