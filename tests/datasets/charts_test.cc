// SPDX-License-Identifier: Apache-2.0

#include "datasets/charts.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

TEST(ChartsTest, SlantedEdgeCoversExactlyHalf) {
  for (const double degrees : {0.0, 5.0, 30.0, 45.0, 88.0}) {
    const cv::Mat edge = SlantedEdge({64, 64}, degrees, 0.0, 1.0);
    EXPECT_NEAR(cv::mean(edge)[0], 0.5, 1e-4) << degrees;
    double low = 0.0;
    double high = 0.0;
    cv::minMaxLoc(edge, &low, &high);
    EXPECT_EQ(low, 0.0);
    EXPECT_EQ(high, 1.0);
  }
}

TEST(ChartsTest, SlantedEdgePixelIsItsExactArea) {
  // At 45 degrees the line through the centre of a 2x2 picture cuts two pixels in half.
  const cv::Mat edge = SlantedEdge({3, 3}, 45.0, 0.0, 1.0);
  EXPECT_NEAR(edge.at<float>(1, 1), 0.5, 1e-6);
  EXPECT_NEAR(edge.at<float>(0, 2), 0.5, 1e-6);
  EXPECT_NEAR(edge.at<float>(2, 0), 0.5, 1e-6);
  EXPECT_NEAR(edge.at<float>(2, 2), 1.0, 1e-6);
  EXPECT_NEAR(edge.at<float>(0, 0), 0.0, 1e-6);
}

TEST(ChartsTest, ZonePlateReachesItsFrequencyAtTheBorder) {
  const cv::Mat plate = ZonePlate({257, 257}, 0.25);
  // Near the border at 0.25 cycles per px: the sign about the mean changes every two px.
  int changes = 0;
  for (int x = 225; x < 257; ++x) {
    changes += (plate.at<float>(128, x) > 0.5f) != (plate.at<float>(128, x - 1) > 0.5f) ? 1 : 0;
  }
  EXPECT_NEAR(changes / 32.0, 0.47, 0.06);
}

TEST(ChartsTest, RandomChartIsFixedByItsSeed) {
  for (uint64_t seed = 0; seed < 20; ++seed) {
    const cv::Mat a = RandomChart({50, 40}, seed);
    ASSERT_EQ(a.type(), CV_8UC3);
    ASSERT_EQ(a.size(), cv::Size(50, 40));
    EXPECT_EQ(cv::norm(a, RandomChart({50, 40}, seed), cv::NORM_INF), 0.0);
  }
}

}  // namespace
}  // namespace sharpscale
