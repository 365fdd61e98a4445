// SPDX-License-Identifier: Apache-2.0

#include "enhance/lanes.h"

#include <algorithm>
#include <atomic>
#include <exception>
#include <mutex>
#include <thread>
#include <vector>

namespace sharpscale {

int LaneCount(int threads) {
  return threads > 0 ? threads
                     : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
}

void RunInLanes(int lanes, int count, const std::function<void(int)>& work) {
  std::atomic<int> next{0};
  std::mutex mutex;
  std::exception_ptr thrown;
  const auto lane = [&] {
    try {
      for (int i = next++; i < count; i = next++) work(i);
    } catch (...) {
      const std::lock_guard<std::mutex> lock(mutex);
      if (thrown == nullptr) thrown = std::current_exception();
    }
  };
  std::vector<std::thread> helpers;
  for (int i = 1; i < std::min(lanes, count); ++i) helpers.emplace_back(lane);
  lane();
  for (std::thread& helper : helpers) helper.join();
  if (thrown != nullptr) std::rethrow_exception(thrown);
}

}  // namespace sharpscale
