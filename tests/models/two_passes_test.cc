// SPDX-License-Identifier: Apache-2.0

#include "models/two_passes.h"

#include <gtest/gtest.h>

#include <memory>
#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

// Enlarges by repeating px, adds `add`, and remembers what it was told.
class Repeat : public Network {
 public:
  Repeat(int scale, int radius, float add) : scale_(scale), radius_(radius), add_(add) {}
  int scale() const override { return scale_; }
  int radius() const override { return radius_; }
  int granularity() const override { return 1; }
  Precision precision() const override { return Precision::kFp32; }
  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    told = conditions;
    place = origin;
    ++runs;
    cv::Mat out;
    cv::resize(tile, out, tile.size() * scale_, 0, 0, cv::INTER_NEAREST);
    return cv::Mat(out + cv::Scalar::all(add_));
  }
  mutable Conditions told;
  mutable cv::Point place;
  mutable int runs = 0;

 private:
  int scale_;
  int radius_;
  float add_;
};

struct Case {
  std::shared_ptr<Repeat> first = std::make_shared<Repeat>(2, 3, 0.1f);
  std::shared_ptr<Repeat> second = std::make_shared<Repeat>(2, 5, 0.2f);
  std::shared_ptr<Repeat> at_once = std::make_shared<Repeat>(4, 4, 0.5f);
};

const cv::Mat kTile(5, 7, CV_32FC3, cv::Scalar::all(0.25));

double ValueOf(const Network& network, const Conditions& conditions) {
  const absl::StatusOr<cv::Mat> out = network.Run(kTile, conditions, {8, 4});
  EXPECT_TRUE(out.ok()) << out.status();
  EXPECT_EQ(out->size(), kTile.size() * 4);
  return cv::mean(*out)[0];
}

TEST(TwoPassesTest, TheSecondIsToldThatItsInputIsClean) {
  const Case c;
  const auto network = EnlargeInTwoPasses({c.first, c.second, nullptr});
  ASSERT_TRUE(network.ok()) << network.status();
  EXPECT_EQ((*network)->scale(), 4);
  EXPECT_EQ((*network)->radius(), 3 + 3);  // 5 px of twice the size
  Conditions noisy;
  noisy.noise_sigma = 7.0;
  EXPECT_NEAR(ValueOf(**network, noisy), 0.55, 1e-6);
  EXPECT_EQ(c.first->told.noise_sigma, 7.0);
  EXPECT_EQ(c.second->told.noise_sigma, 0.0);
  EXPECT_EQ(c.second->place, cv::Point(16, 8));
}

TEST(TwoPassesTest, OneThatLearntFromTheFirstIsToldAllButTheGrid) {
  const Case c;
  TwoPasses passes{c.first, c.second, nullptr};
  passes.second_is_told = true;
  const auto network = EnlargeInTwoPasses(passes);
  ASSERT_TRUE(network.ok()) << network.status();
  Conditions compressed;
  compressed.jpeg_quality = 60.0;
  compressed.jpeg_grid = true;
  EXPECT_NEAR(ValueOf(**network, compressed), 0.55, 1e-6);
  EXPECT_TRUE(c.first->told.jpeg_grid);
  EXPECT_EQ(c.second->told.jpeg_quality, 60.0);
  EXPECT_FALSE(c.second->told.jpeg_grid);
}

TEST(TwoPassesTest, TheMeanLeavesAliasedPicturesToOnePass) {
  const Case c;
  const auto network = EnlargeInTwoPasses({c.first, c.second, c.at_once, 0.6});
  ASSERT_TRUE(network.ok()) << network.status();
  EXPECT_NEAR(ValueOf(**network, {}), 0.4 * 0.55 + 0.6 * 0.75, 1e-6);
  Conditions aliased;
  aliased.aliasing = 0.5;
  EXPECT_NEAR(ValueOf(**network, aliased), 0.2 * 0.55 + 0.8 * 0.75, 1e-6);
  EXPECT_EQ(c.at_once->told.aliasing, 0.5);
  aliased.aliasing = 1.0;
  const int before = c.first->runs;
  EXPECT_NEAR(ValueOf(**network, aliased), 0.75, 1e-6);
  EXPECT_EQ(c.first->runs, before) << "what is not used is not made";
}

TEST(TwoPassesTest, ScalesMustFit) {
  const Case c;
  EXPECT_EQ(EnlargeInTwoPasses({c.first, c.second, c.first}).status().code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace sharpscale
