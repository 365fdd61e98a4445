// SPDX-License-Identifier: Apache-2.0
//
// File: cli/wait.h
//
// Waiting that Ctrl-C ends.

#ifndef SHARPSCALE_CLI_WAIT_H_
#define SHARPSCALE_CLI_WAIT_H_

#include "image/progress.h"

namespace sharpscale {

// Returns after `seconds`, or at most a twentieth of a second after `progress` was cancelled; false
// then.
bool WaitSeconds(double seconds, const Progress& progress);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_WAIT_H_
