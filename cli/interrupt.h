// SPDX-License-Identifier: Apache-2.0
//
// File: cli/interrupt.h
//
// Ctrl-C (SIGINT) and SIGTERM cancel the work at hand, which then ends in order: temporary files
// are removed and the process returns 130. A second Ctrl-C ends it at once.

#ifndef SHARPSCALE_CLI_INTERRUPT_H_
#define SHARPSCALE_CLI_INTERRUPT_H_

#include "image/progress.h"

namespace sharpscale {

// While it lives, signals cancel `progress`. At most one at a time in a process.
class InterruptGuard {
 public:
  explicit InterruptGuard(Progress& progress);
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_INTERRUPT_H_
