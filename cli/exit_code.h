// SPDX-License-Identifier: Apache-2.0
//
// File: cli/exit_code.h
//
// What the process returns; scripts hold on to these.

#ifndef SHARPSCALE_CLI_EXIT_CODE_H_
#define SHARPSCALE_CLI_EXIT_CODE_H_

namespace sharpscale {

enum ExitCode {
  kExitDone = 0,           // done, or gate passed; also NOTHING_TO_DO
  kExitFailed = 1,         // gate failed, picture beyond repair, mistake found by lint, or --strict
                           // and a fallback was used
  kExitError = 2,          // usage, input or I/O error
  kExitNotComparable = 3,  // the pictures do not show the same scene
  kExitInterrupted = 130,  // Ctrl-C; nothing half-written stays behind
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_EXIT_CODE_H_
