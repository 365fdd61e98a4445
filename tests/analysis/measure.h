// SPDX-License-Identifier: Apache-2.0
//
// File: tests/analysis/measure.h
//
// Runs the estimators that find the given metrics over pixels in memory.

#ifndef SHARPSCALE_TESTS_ANALYSIS_MEASURE_H_
#define SHARPSCALE_TESTS_ANALYSIS_MEASURE_H_

#include <gtest/gtest.h>

#include <string_view>
#include <utility>
#include <vector>

#include "analysis/engine.h"

namespace sharpscale {

// Rows of a matrix as a source.
class PixelsInMemory final : public PixelSource {
 public:
  explicit PixelsInMemory(const Image& image) : facts_(image) {
    shape_.width = image.width();
    shape_.height = image.height();
    shape_.type = image.pixels.type();
    shape_.has_alpha = !image.alpha.empty();
  }
  const PictureShape& shape() const override { return shape_; }
  const Image& facts() const override { return facts_; }
  absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) override {
    const int count = std::min(rows, facts_.height() - next_);
    if (count <= 0) return absl::OutOfRangeError("no rows left");
    *pixels = facts_.pixels.rowRange(next_, next_ + count);
    if (alpha != nullptr && shape_.has_alpha) {
      *alpha = facts_.alpha.rowRange(next_, next_ + count);
    }
    next_ += count;
    return absl::OkStatus();
  }

 private:
  PictureShape shape_;
  Image facts_;
  int next_ = 0;
};

// Estimators by name, in the order of the estimator table.
inline Findings Measure(const Image& image, const std::vector<std::string_view>& estimators) {
  std::vector<const EstimatorInfo*> chosen;
  for (const EstimatorInfo& info : EstimatorTable()) {
    if (std::find(estimators.begin(), estimators.end(), info.name) != estimators.end()) {
      chosen.push_back(&info);
    }
  }
  EXPECT_EQ(chosen.size(), estimators.size());
  PixelsInMemory source(image);
  auto findings = RunEstimators(source, chosen, {}, nullptr);
  EXPECT_TRUE(findings.ok()) << findings.status();
  return findings.ok() ? *std::move(findings) : Findings();
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ANALYSIS_MEASURE_H_
