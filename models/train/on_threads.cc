// SPDX-License-Identifier: Apache-2.0

#include "models/train/on_threads.h"

#include <torch/torch.h>

#include <exception>
#include <thread>
#include <vector>

namespace sharpscale {

void OnThreads(int count, const std::function<void(int)>& work) {
  std::vector<std::exception_ptr> errors(count);
  const auto run = [&](int i) {
    try {
      torch::set_num_threads(1);  // it counts for the thread that says it
      work(i);
    } catch (...) {
      errors[i] = std::current_exception();
    }
  };
  std::vector<std::thread> threads;
  for (int i = 1; i < count; ++i) threads.emplace_back(run, i);
  run(0);
  for (std::thread& thread : threads) thread.join();
  for (const std::exception_ptr& error : errors) {
    if (error != nullptr) std::rethrow_exception(error);
  }
}

}  // namespace sharpscale
