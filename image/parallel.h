// SPDX-License-Identifier: Apache-2.0
//
// File: image/parallel.h
//
// cv::parallel_for_ that ThreadSanitizer can follow: OpenCV's pool is not compiled with it, so that
// it cannot see that what happens before the call happens before the work, and the work before
// what comes after it. Two atomics say so; they cost nothing.
//
//   ParallelFor(cv::Range(0, rows), [&](const cv::Range& range) { ... });

#ifndef SHARPSCALE_IMAGE_PARALLEL_H_
#define SHARPSCALE_IMAGE_PARALLEL_H_

#include <atomic>
#include <opencv2/core/utility.hpp>

namespace sharpscale {

// Calls body(part) on parts of `range` on OpenCV's threads and returns when all are done.
// `stripes`: how many parts are wanted, -1 = as the pool likes. Exceptions of `body` are passed on.
template <typename Body>
void ParallelFor(const cv::Range& range, const Body& body, double stripes = -1.0) {
  class Loop : public cv::ParallelLoopBody {
   public:
    explicit Loop(const Body& body) : body_(&body) { begun_.store(1, std::memory_order_release); }
    ~Loop() override { ended_.load(std::memory_order_acquire); }
    void operator()(const cv::Range& part) const override {
      begun_.load(std::memory_order_acquire);
      (*body_)(part);
      ended_.fetch_add(1, std::memory_order_release);
    }

   private:
    const Body* body_;
    mutable std::atomic<int> begun_{0};
    mutable std::atomic<int> ended_{0};
  };
  cv::parallel_for_(range, Loop(body), stripes);
}

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_PARALLEL_H_
