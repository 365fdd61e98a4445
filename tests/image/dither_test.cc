// SPDX-License-Identifier: Apache-2.0

#include "image/dither.h"

#include <gtest/gtest.h>

#include <limits>

#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

TEST(Dither, WhatEightBitsHoldIsExact) {
  cv::Mat all(1, 256, CV_8UC1);
  for (int i = 0; i < 256; ++i) all.at<uint8_t>(0, i) = static_cast<uint8_t>(i);
  const cv::Mat wide = ConvertDepth(all, CV_16U, 0);
  EXPECT_EQ(wide.at<uint16_t>(0, 255), 65535);
  for (int row = 0; row < 64; ++row) {
    EXPECT_TRUE(SamePixels(ConvertDepth(wide, CV_8U, row), all));
    cv::Mat real;
    all.convertTo(real, CV_32F, 1.0 / 255.0);
    EXPECT_TRUE(SamePixels(ConvertDepth(real, CV_8U, row), all));
  }
}

TEST(Dither, KeepsTheMean) {
  for (const int level : {1000, 12345, 32767, 50001, 65000}) {
    const cv::Mat flat(64, 64, CV_16UC1, cv::Scalar(level));
    const cv::Mat narrow = ConvertDepth(flat, CV_8U, 0);
    EXPECT_NEAR(cv::mean(narrow)[0], level / 257.0, 0.02) << level;
    double low = 0;
    double high = 0;
    cv::minMaxLoc(narrow, &low, &high);
    EXPECT_LE(high - low, 1.0);
  }
}

TEST(Dither, GrayStaysGrayAndStripsAgree) {
  cv::Mat gray = RandomPixels(40, 30, CV_16UC1, 3);
  cv::Mat rgb;
  cv::merge(std::vector<cv::Mat>(3, gray), rgb);
  const cv::Mat whole = ConvertDepth(rgb, CV_8U, 0);
  std::vector<cv::Mat> channels;
  cv::split(whole, channels);
  EXPECT_TRUE(SamePixels(channels[0], channels[1]));
  EXPECT_TRUE(SamePixels(channels[0], channels[2]));
  EXPECT_TRUE(SamePixels(ConvertDepth(rgb.rowRange(7, 19), CV_8U, 7), whole.rowRange(7, 19)));
}

TEST(Dither, FloatIsClippedAndRounded) {
  cv::Mat odd(1, 5, CV_32FC1);
  odd.at<float>(0, 0) = -3.0f;
  odd.at<float>(0, 1) = 7.0f;
  odd.at<float>(0, 2) = std::numeric_limits<float>::quiet_NaN();
  odd.at<float>(0, 3) = std::numeric_limits<float>::infinity();
  odd.at<float>(0, 4) = 0.5f;
  const cv::Mat narrow = ConvertDepth(odd, CV_8U, 0);
  const cv::Mat wide = ConvertDepth(odd, CV_16U, 0);
  EXPECT_EQ(narrow.at<uint8_t>(0, 0), 0);
  EXPECT_EQ(narrow.at<uint8_t>(0, 1), 255);
  EXPECT_EQ(narrow.at<uint8_t>(0, 2), 0);
  EXPECT_EQ(narrow.at<uint8_t>(0, 3), 255);
  EXPECT_EQ(wide.at<uint16_t>(0, 4), 32768);
  EXPECT_EQ(wide.at<uint16_t>(0, 2), 0);
}

}  // namespace
}  // namespace sharpscale
