// SPDX-License-Identifier: Apache-2.0
//
// File: image/timed_source.h
//
// Says how long the rows before it took: what is spent on reading, and what by whoever reads.

#ifndef SHARPSCALE_IMAGE_TIMED_SOURCE_H_
#define SHARPSCALE_IMAGE_TIMED_SOURCE_H_

#include <chrono>
#include <memory>
#include <utility>

#include "image/pixel_source.h"

namespace sharpscale {

// Adds up the time spent in a stage and everything below it.
class TimedSource : public PixelSource {
 public:
  // `seconds` is added to and must outlive this.
  TimedSource(std::unique_ptr<PixelSource> input, double* seconds)
      : input_(std::move(input)), seconds_(seconds) {}
  const PictureShape& shape() const override { return input_->shape(); }
  const Image& facts() const override { return input_->facts(); }
  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const auto start = std::chrono::steady_clock::now();
    const absl::Status status = input_->ReadRows(rows, pixels, alpha);
    *seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
    return status;
  }

 private:
  std::unique_ptr<PixelSource> input_;
  double* seconds_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_TIMED_SOURCE_H_
