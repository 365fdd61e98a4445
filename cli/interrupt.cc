// SPDX-License-Identifier: Apache-2.0

#include "cli/interrupt.h"

#include <csignal>

#include <atomic>

namespace sharpscale {
namespace {

// A signal handler can reach its work only through a static; this is the one place that has one.
std::atomic<Progress*> interrupted_work{nullptr};
static_assert(std::atomic<Progress*>::is_always_lock_free);

extern "C" void CancelWork(int) {
  if (Progress* progress = interrupted_work.load(); progress != nullptr) progress->Cancel();
}

}  // namespace

InterruptGuard::InterruptGuard(Progress& progress) {
  interrupted_work.store(&progress);
  struct sigaction action {};
  action.sa_handler = CancelWork;
  sigemptyset(&action.sa_mask);
  action.sa_flags = static_cast<int>(SA_RESETHAND | SA_RESTART);
  sigaction(SIGINT, &action, nullptr);
  sigaction(SIGTERM, &action, nullptr);
  // A reader that goes away (`| head`) is a failed write, not a death.
  std::signal(SIGPIPE, SIG_IGN);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
  interrupted_work.store(nullptr);
}

}  // namespace sharpscale
