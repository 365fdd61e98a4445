// SPDX-License-Identifier: Apache-2.0

#include "models/hold_to_source.h"

#include <gtest/gtest.h>

#include <memory>
#include <opencv2/imgproc.hpp>
#include <string>
#include <tuple>

#include "datasets/resample.h"

namespace sharpscale {
namespace {

// Enlarges with too little contrast and remembers what it was told.
class Coarse : public Network {
 public:
  explicit Coarse(int scale) : scale_(scale) {}
  int scale() const override { return scale_; }
  int radius() const override { return 1; }
  int granularity() const override { return 1; }
  Precision precision() const override { return Precision::kFp32; }
  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point) const override {
    told = conditions;
    return cv::Mat(0.8 * Resample(tile, tile.size() * scale_, {ResampleKernel::kBilinear, false}));
  }
  mutable Conditions told;

 private:
  int scale_;
};

cv::Mat Texture(cv::Size size) {
  cv::Mat noise(size, CV_32FC3);
  cv::RNG random(7);
  random.fill(noise, cv::RNG::UNIFORM, 0.0, 1.0);
  cv::GaussianBlur(noise, noise, {}, 0.8);
  return noise;
}

double Largest(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_INF);
}

class HoldToSourceTest : public testing::TestWithParam<std::tuple<int, std::string>> {};

TEST_P(HoldToSourceTest, WhatIsHeldReducesToTheSourceAndIsNearerToTheTruth) {
  const auto& [scale, name] = GetParam();
  const ResampleOptions reduction = ResampleFromName(name).value();
  const cv::Mat truth = Texture(cv::Size(72, 66) * scale);
  const cv::Mat source = Resample(truth, {72, 66}, reduction);
  const auto coarse = std::make_shared<Coarse>(scale);
  const auto held = HoldToSource(coarse, name).value();
  EXPECT_EQ(held->scale(), scale);
  const cv::Mat before = coarse->Run(source, {}, {}).value();
  const cv::Mat after = held->Run(source, {}, {}).value();
  ASSERT_EQ(after.size(), truth.size());
  const cv::Mat again = Resample(after, source.size(), reduction);
  // Borders are mirrored, which an exact projection is not.
  const cv::Rect inner(14, 14, 72 - 28, 66 - 28);
  EXPECT_LT(Largest(again(inner), source(inner)), 2e-4);
  const cv::Mat without = Resample(before, source.size(), reduction);
  EXPECT_LT(Largest(again, source), 0.1 * Largest(without, source));
  EXPECT_LT(cv::norm(after, truth), cv::norm(before, truth));
  EXPECT_EQ(coarse->told.aliasing, reduction.antialias ? 0.0 : 1.0);
}

INSTANTIATE_TEST_SUITE_P(
    Kernels,
    HoldToSourceTest,
    testing::Combine(testing::Values(2, 3, 4),
                     testing::Values("bicubic", "lanczos3", "area", "bilinear", "cv-cubic")));

TEST(HoldToSource, ATileWithItsContextIsThatPartOfThePicture) {
  const cv::Mat source = Texture({96, 60});
  const auto held = HoldToSource(std::make_shared<Coarse>(2), "lanczos3").value();
  const cv::Mat whole = held->Run(source, {}, {}).value();
  const int context = held->radius();
  const cv::Rect core(40, 0, 16, 60);
  const cv::Rect window(core.x - context, 0, core.width + 2 * context, 60);
  const cv::Mat tile = held->Run(source(window).clone(), {}, {}).value();
  EXPECT_LT(Largest(tile(cv::Rect(2 * context, 0, 32, 120)), whole(cv::Rect(80, 0, 32, 120))),
            1e-5);
}

TEST(HoldToSource, AnUnknownKernelIsTold) {
  const auto held = HoldToSource(std::make_shared<Coarse>(2), "cubic");
  EXPECT_EQ(held.status().code(), absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace sharpscale
