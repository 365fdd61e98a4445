// SPDX-License-Identifier: Apache-2.0
//
// File: cli/run_program.h
//
// Starts another program and waits for it. No shell reads the words.

#ifndef SHARPSCALE_CLI_RUN_PROGRAM_H_
#define SHARPSCALE_CLI_RUN_PROGRAM_H_

#include <string>
#include <vector>

#include "absl/status/statusor.h"

namespace sharpscale {

struct ProgramResult {
  int code = 0;     // exit status; 128 + signal where one ended it
  std::string out;  // standard output and standard error, in the order of their writing
};

// `words`: the program (looked for in PATH) and its arguments. Standard input is empty. At most 16
// MB of output are kept. Errors: NotFound (no such program), Internal (cannot be started).
absl::StatusOr<ProgramResult> RunProgram(const std::vector<std::string>& words);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_RUN_PROGRAM_H_
