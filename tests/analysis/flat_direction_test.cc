// SPDX-License-Identifier: Apache-2.0

#include "analysis/flat_direction.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

// Noise of 8 levels about 128, as wide as asked.
cv::Mat1f Noise(double sigma_x, double sigma_y, int side = 512) {
  cv::Mat1f noise(side, side);
  cv::RNG rng(7);
  rng.fill(noise, cv::RNG::NORMAL, 0.0, 1.0);
  cv::GaussianBlur(noise, noise, {}, sigma_x, sigma_y);
  cv::Scalar mean, deviation;
  cv::meanStdDev(noise, mean, deviation);
  return 128.0 + noise * (8.0 / deviation[0]);
}

std::vector<DirectionWindow> Windows(const cv::Mat1f& picture) {
  std::vector<DirectionWindow> windows;
  for (int y = 0; y + kDirectionWindow <= picture.rows; y += kDirectionWindow) {
    for (int x = 0; x + kDirectionWindow <= picture.cols; x += kDirectionWindow) {
      windows.push_back(MeasureDirection(picture[y] + x, picture.step1()));
    }
  }
  return windows;
}

TEST(FlatDirectionTest, NoiseHasNone) {
  for (const double width : {0.4, 0.8, 1.6}) {
    EXPECT_NEAR(FlatDirection(Windows(Noise(width, width)), 10.0), 0.0, 0.12) << width;
  }
}

TEST(FlatDirectionTest, WhatLiesAcrossIsNegativeAndUprightPositive) {
  EXPECT_LT(FlatDirection(Windows(Noise(1.6, 0.8)), 10.0), -0.3);
  EXPECT_GT(FlatDirection(Windows(Noise(0.8, 1.6)), 10.0), 0.3);
}

TEST(FlatDirectionTest, ASlopeIsNoDirection) {
  cv::Mat1f picture = Noise(1.0, 1.0);
  for (int x = 0; x < picture.cols; ++x) {
    picture.col(x) = picture.col(x) + 100.0F * static_cast<float>(x) / 512.0F - 50.0F;
  }
  EXPECT_NEAR(FlatDirection(Windows(picture), 10.0), 0.0, 0.12);
}

TEST(FlatDirectionTest, FewWindowsEvenPicturesAndTheEndsOfTheScaleGiveZero) {
  EXPECT_EQ(FlatDirection(Windows(Noise(1.6, 0.8, 64)), 10.0), 0.0);
  EXPECT_EQ(FlatDirection(Windows(cv::Mat1f(512, 512, 128.0F)), 10.0), 0.0);
  EXPECT_EQ(FlatDirection(Windows(Noise(1.6, 0.8) + 125.0), 10.0), 0.0);
  EXPECT_EQ(FlatDirection({}, 10.0), 0.0);
}

TEST(FlatDirectionTest, TheOrderOfWindowsDoesNotMatter) {
  std::vector<DirectionWindow> windows = Windows(Noise(1.6, 0.8));
  const double forwards = FlatDirection(windows, 10.0);
  std::reverse(windows.begin(), windows.end());
  EXPECT_EQ(FlatDirection(windows, 10.0), forwards);
}

}  // namespace
}  // namespace sharpscale
