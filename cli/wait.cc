// SPDX-License-Identifier: Apache-2.0

#include "cli/wait.h"

#include <algorithm>
#include <chrono>
#include <thread>

namespace sharpscale {

bool WaitSeconds(double seconds, const Progress& progress) {
  using Clock = std::chrono::steady_clock;
  const auto end = Clock::now() + std::chrono::duration_cast<Clock::duration>(
                                      std::chrono::duration<double>(std::max(0.0, seconds)));
  while (!progress.cancelled()) {
    const auto left = end - Clock::now();
    if (left <= Clock::duration::zero()) return true;
    std::this_thread::sleep_for(std::min<Clock::duration>(left, std::chrono::milliseconds(50)));
  }
  return false;
}

}  // namespace sharpscale
