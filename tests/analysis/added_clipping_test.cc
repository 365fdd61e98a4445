// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_clipping.h"

#include <gtest/gtest.h>

#include <opencv2/core.hpp>

#include "image/image.h"
#include "tests/analysis/compare_pixels.h"

namespace sharpscale {
namespace {

// Gray at `level` of 255.
cv::Mat Gray(int type, double level) {
  return cv::Mat(80, 100, type, cv::Scalar::all(level / 255.0 * MaxValue(CV_MAT_DEPTH(type))));
}

TEST(AddedClippingTest, OneChannelAtAnEndIsEnough) {
  for (const int type : {CV_8UC1, CV_8UC3, CV_16UC3, CV_32FC3}) {
    for (const double end : {0.0, 255.0}) {
      const cv::Mat before = Gray(type, 128.0);
      cv::Mat after = before.clone();
      cv::Mat part = after(cv::Rect(32, 0, 32, 32));
      const double value = end / 255.0 * MaxValue(CV_MAT_DEPTH(type));
      for (int y = 0; y < part.rows; ++y) {
        for (int x = 0; x < part.cols; ++x) {
          cv::Mat(part(cv::Rect(x, y, 1, 1)).reshape(1)).col(0).setTo(value);
        }
      }
      const Clipping clipping = MeasureClipping(before, after, 32);
      EXPECT_DOUBLE_EQ(clipping.share, 32.0 * 32.0 / (80.0 * 100.0)) << type;
      ASSERT_EQ(clipping.map.size(), cv::Size(4, 3));
      EXPECT_EQ(clipping.map(0, 1), 1.0F);
      EXPECT_EQ(cv::sum(clipping.map)[0], 1.0);
    }
  }
}

TEST(AddedClippingTest, WhatWasAsGoodAsWhiteDoesNotCount) {
  const cv::Mat white = Gray(CV_8UC3, 255.0);
  EXPECT_EQ(MeasureClipping(white, white, 32).share, 0.0);
  EXPECT_EQ(MeasureClipping(Gray(CV_8UC3, 253.0), white, 32).share, 0.0);
  EXPECT_EQ(MeasureClipping(Gray(CV_8UC3, 252.0), white, 32).share, 1.0);
  // Nearly white is not cut.
  EXPECT_EQ(MeasureClipping(Gray(CV_8UC3, 128.0), Gray(CV_8UC3, 254.0), 32).share, 0.0);
  // A white px of the source answers for its eight neighbours, across the strips too.
  cv::Mat before = Gray(CV_8UC3, 128.0);
  before.at<cv::Vec3b>(31, 50) = {255, 255, 255};
  EXPECT_DOUBLE_EQ(MeasureClipping(before, white, 32).share, 1.0 - 9.0 / 8000.0);
}

TEST(AddedClippingTest, OfAPair) {
  cv::Mat ramp(200, 256, CV_8UC3);
  for (int x = 0; x < ramp.cols; ++x) ramp.col(x).setTo(cv::Scalar::all(x));
  EXPECT_EQ(ComparePixels(ramp, ramp).ValueOr("added.clipping", 9.0), 0.0);
  cv::Mat bright;
  ramp.convertTo(bright, -1, 1.0, 40.0);  // 215 and more become white
  const Comparison c = ComparePixels(ramp, bright);
  // Columns 215 to 251: the next column's 252 is the last that keeps 3 levels.
  EXPECT_NEAR(c.ValueOr("added.clipping", 0.0), 100.0 * 37.0 / 256.0, 0.5);
}

}  // namespace
}  // namespace sharpscale
