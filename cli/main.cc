// SPDX-License-Identifier: Apache-2.0

#include <iostream>

#include "cli/console.h"
#include "cli/interrupt.h"
#include "cli/run.h"
#include "image/keep_tiles_in_heap.h"
#include "image/progress.h"

int main(int argc, char** argv) {
  std::ios::sync_with_stdio(false);
  sharpscale::KeepTilesInHeap();
  sharpscale::Console console(std::cout, std::cerr, sharpscale::DetectConsole());
  sharpscale::Progress progress(
      [&console](const sharpscale::ProgressEvent& event) { console.ShowProgress(event); });
  const sharpscale::InterruptGuard guard(progress);
  return sharpscale::RunCommandLine({argv + 1, argv + argc}, console, progress);
}
