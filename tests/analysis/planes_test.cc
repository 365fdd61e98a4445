// SPDX-License-Identifier: Apache-2.0

#include "analysis/planes.h"

#include <cmath>
#include <limits>
#include <vector>

#include "gtest/gtest.h"

namespace sharpscale {
namespace {

TEST(ConvertToLuma, MatchesRec601OnEveryDepth) {
  const cv::Mat rgb8(3, 37, CV_8UC3, cv::Scalar(10, 200, 77));
  const double expected = 0.299 * 10 + 0.587 * 200 + 0.114 * 77;
  cv::Mat1f luma(3, 37);
  EXPECT_EQ(ConvertToLuma(rgb8, luma), 0);
  EXPECT_NEAR(luma(1, 35), expected, 1e-3);
  cv::Mat rgb16;
  rgb8.convertTo(rgb16, CV_16U, 257.0);
  ConvertToLuma(rgb16, luma);
  EXPECT_NEAR(luma(2, 36), expected, 1e-3);
  cv::Mat rgb32;
  rgb8.convertTo(rgb32, CV_32F, 1.0 / 255.0);
  ConvertToLuma(rgb32, luma);
  EXPECT_NEAR(luma(0, 0), expected, 1e-3);
}

TEST(ConvertToLuma, CountsWhatIsNotFinite) {
  cv::Mat gray(1, 4, CV_32FC1, cv::Scalar(0.5));
  gray.at<float>(0, 1) = std::numeric_limits<float>::infinity();
  gray.at<float>(0, 2) = std::numeric_limits<float>::quiet_NaN();
  cv::Mat1f luma(1, 4);
  EXPECT_EQ(ConvertToLuma(gray, luma), 2);
  EXPECT_EQ(luma(0, 1), 0.0F);
  EXPECT_NEAR(luma(0, 3), 127.5, 1e-4);
}

TEST(ConvertToChroma, GrayIsZeroAndBlueIsJfif) {
  cv::Mat1f cb;
  cv::Mat1f cr;
  ConvertToChroma(cv::Mat(1, 9, CV_8UC3, cv::Scalar(90, 90, 90)), &cb, &cr);
  EXPECT_NEAR(cb(0, 8), 0.0, 1e-4);
  EXPECT_NEAR(cr(0, 8), 0.0, 1e-4);
  ConvertToChroma(cv::Mat(1, 9, CV_8UC3, cv::Scalar(0, 0, 255)), &cb, &cr);
  EXPECT_NEAR(cb(0, 0), 127.5, 1e-3);
  EXPECT_NEAR(cr(0, 0), -20.7346, 1e-3);
}

TEST(GaussianGradients, RampHasItsSlope) {
  cv::Mat1f plane(20, 30);
  for (int y = 0; y < 20; ++y) {
    for (int x = 0; x < 30; ++x) plane(y, x) = 3.0F * x - 4.0F * y;
  }
  cv::Mat1f gx;
  cv::Mat1f gy;
  cv::Mat1f magnitude;
  GaussianGradients(plane, cv::Rect({0, 0}, plane.size()), &gx, &gy, &magnitude);
  EXPECT_NEAR(gx(10, 15), 3.0, 1e-4);
  EXPECT_NEAR(gy(10, 15), -4.0, 1e-4);
  EXPECT_NEAR(magnitude(10, 15), 5.0, 1e-4);
  EXPECT_EQ(magnitude(2, 15), 0.0F);  // border
}

TEST(BlockDct8x8, IsOrthonormalAndInNaturalOrder) {
  float block[64];
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) {
      block[8 * y + x] =
          128.0F + 10.0F * static_cast<float>(std::cos((2 * x + 1) * 3 * CV_PI / 16));
    }
  }
  float out[64];
  BlockDct8x8(block, 8, 128.0F, out);
  EXPECT_NEAR(out[3], 10.0 * 4.0 * std::sqrt(2.0), 1e-3);  // sqrt(64) / sqrt(2) x amplitude
  EXPECT_NEAR(out[0], 0.0, 1e-3);
  EXPECT_NEAR(out[24], 0.0, 1e-3);
}

TEST(HalveBox, AveragesAndDropsOddEnds) {
  cv::Mat1f plane = (cv::Mat1f(3, 5) << 1, 2, 3, 4, 9, 5, 6, 7, 8, 9, 9, 9, 9, 9, 9);
  cv::Mat1f half(1, 2);
  HalveBox(plane, half);
  EXPECT_FLOAT_EQ(half(0, 0), 3.5F);
  EXPECT_FLOAT_EQ(half(0, 1), 5.5F);
}

}  // namespace
}  // namespace sharpscale
