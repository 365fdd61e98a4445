// SPDX-License-Identifier: Apache-2.0

#include <malloc.h>

#include <iostream>

#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "image/progress.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  // Tiles of a few MB come and go: kept in the heap they are not given back to the system and
  // zeroed again each time (a third of the system time of `analyze`). Whole pictures still are.
  mallopt(M_MMAP_THRESHOLD, 32 << 20);
  mallopt(M_TRIM_THRESHOLD, 64 << 20);
  sharpscale::Console console(std::cout, std::cerr, sharpscale::DetectConsole());
  sharpscale::Progress progress(
      [&console](const sharpscale::ProgressEvent& event) { console.ShowProgress(event); });
  const sharpscale::InterruptGuard guard(progress);
  return sharpscale::RunCommandLine({argv + 1, argv + argc}, console, progress);
}
