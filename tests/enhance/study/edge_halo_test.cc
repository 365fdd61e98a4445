// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/edge_halo.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

constexpr int kWidth = 384;
constexpr int kHeight = 256;

// Upright bars of 80 and 160 levels, 24 px wide.
cv::Mat Bars() {
  cv::Mat bars(kHeight, kWidth, CV_8UC3);
  for (int x = 0; x < kWidth; ++x) bars.col(x) = cv::Scalar::all(x / 24 % 2 == 0 ? 80 : 160);
  return bars;
}

// The bars with rims 2 to 3 px from their edges' middle, %, of the contrast, and white noise.
cv::Mat WithRims(double percent, double noise) {
  cv::Mat out;
  Bars().convertTo(out, CV_32FC3);
  const double rim = percent / 100.0 * 80.0;
  for (int x = 0; x < kWidth; ++x) {
    const int inside = std::min(x % 24, 23 - x % 24);
    if (inside == 2) out.col(x) += cv::Scalar::all(x / 24 % 2 == 0 ? -rim : rim);
  }
  cv::Mat1f grain(out.size());
  cv::RNG(3).fill(grain, cv::RNG::NORMAL, 0.0, noise);
  cv::Mat colours;
  cv::merge(std::vector<cv::Mat>{grain, grain, grain}, colours);
  out += colours;
  cv::Mat bytes;
  out.convertTo(bytes, CV_8U);
  return bytes;
}

TEST(EdgeHaloTest, FindsThePlantedRimWhateverTheNoise) {
  for (const double percent : {0.0, 5.0, 20.0}) {
    for (const double noise : {0.0, 4.0, 12.0}) {
      const auto halo = EdgeHalo(Bars(), WithRims(percent, noise));
      ASSERT_TRUE(halo.has_value());
      EXPECT_NEAR(*halo, percent, 0.6) << percent << " % with noise " << noise;
    }
  }
}

TEST(EdgeHaloTest, SoftnessAndClippedSidesAreNoHalo) {
  cv::Mat soft;
  cv::GaussianBlur(Bars(), soft, {}, 1.5);
  EXPECT_DOUBLE_EQ(*EdgeHalo(Bars(), soft), 0.0);
  cv::Mat black = Bars() - cv::Scalar::all(80);  // its dark side has no room
  EXPECT_NEAR(*EdgeHalo(black, WithRims(10.0, 0.0) - cv::Scalar::all(80)), 10.0, 0.6);
}

TEST(EdgeHaloTest, FlatAndTinyPicturesAreUnknown) {
  EXPECT_FALSE(EdgeHalo(cv::Mat(64, 64, CV_8UC3, cv::Scalar::all(9)),
                        cv::Mat(64, 64, CV_8UC3, cv::Scalar::all(20)))
                   .has_value());
  EXPECT_FALSE(EdgeHalo(cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(9)),
                        cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(9)))
                   .has_value());
}

}  // namespace
}  // namespace sharpscale
