// SPDX-License-Identifier: Apache-2.0

#include "models/noise_shares.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace sharpscale {
namespace {

TEST(NoiseSharesTest, IsTheRootOfALineOverLuma) {
  const cv::Mat dark(9, 9, CV_32FC3, cv::Scalar(0.25, 0.25, 0.25));
  const cv::Mat gray(9, 9, CV_32FC1, cv::Scalar(0.75));
  EXPECT_NEAR(NoiseShares(dark, 2.0).at<float>(4, 4), std::sqrt(0.5), 1e-5);
  EXPECT_NEAR(NoiseShares(gray, 2.0).at<float>(0, 0), std::sqrt(1.5), 1e-5);
  EXPECT_NEAR(NoiseShares(gray, -2.0).at<float>(8, 8), std::sqrt(0.5), 1e-5);
  EXPECT_NEAR(NoiseShares(gray, 0.0).at<float>(4, 4), 1.0, 1e-6);
}

TEST(NoiseSharesTest, LooksNoFurtherThanItSays) {
  cv::Mat point(21, 21, CV_32FC1, cv::Scalar(0.5));
  const cv::Mat before = NoiseShares(point, 2.0);
  point.at<float>(10, 10) = 1.0F;
  const cv::Mat after = NoiseShares(point, 2.0);
  for (int y = 0; y < 21; ++y) {
    for (int x = 0; x < 21; ++x) {
      const bool near = std::abs(x - 10) <= kNoiseContext && std::abs(y - 10) <= kNoiseContext;
      EXPECT_EQ(after.at<float>(y, x) > before.at<float>(y, x) + 1e-4, near) << x << ", " << y;
    }
  }
}

TEST(NoiseSharesTest, ClippedAndBrokenValuesStayInRange) {
  cv::Mat picture(3, 3, CV_32FC1, cv::Scalar(-4.0));
  EXPECT_NEAR(NoiseShares(picture, 2.0).at<float>(1, 1), 0.2, 1e-5);
  picture.setTo(std::numeric_limits<float>::infinity());
  EXPECT_NEAR(NoiseShares(picture, 2.0).at<float>(1, 1), std::sqrt(2.0), 1e-5);
  picture.setTo(std::numeric_limits<float>::quiet_NaN());
  EXPECT_NEAR(NoiseShares(picture, -2.0).at<float>(1, 1), std::sqrt(2.0), 1e-5);
  EXPECT_EQ(NoiseShares(cv::Mat(1, 1, CV_32FC3, cv::Scalar::all(0.5)), 1.0).size(), cv::Size(1, 1));
}

}  // namespace
}  // namespace sharpscale
