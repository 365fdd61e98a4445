// SPDX-License-Identifier: Apache-2.0
//
// File: image/progress.h
//
// Progress and cancel, passed last (may be null) to anything that may take more than 100 ms.
// Libraries report and ask; only the command line and the viewer show or cancel.

#ifndef SHARPSCALE_IMAGE_PROGRESS_H_
#define SHARPSCALE_IMAGE_PROGRESS_H_

#include <atomic>
#include <functional>
#include <string>

namespace sharpscale {

struct ProgressEvent {
  std::string stage;        // "decode", "measure", "upscale", ...
  double fraction = 0.0;    // of this stage, 0..1
  double megapixels = 0.0;  // output megapixels of this stage done so far; 0 = not counted
};

class Progress {
 public:
  Progress() = default;
  explicit Progress(std::function<void(const ProgressEvent&)> listener)
      : listener_(std::move(listener)) {}

  // Called from worker threads; the listener must be thread-safe and quick.
  void Report(const ProgressEvent& event) const {
    if (listener_) listener_(event);
  }
  void Cancel() { cancelled_.store(true, std::memory_order_relaxed); }
  // Work that sees true stops soon and returns absl::CancelledError.
  bool cancelled() const { return cancelled_.load(std::memory_order_relaxed); }

 private:
  std::function<void(const ProgressEvent&)> listener_;
  std::atomic<bool> cancelled_{false};
};

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_PROGRESS_H_
