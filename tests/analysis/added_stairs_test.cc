// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_stairs.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

// Soft blobs, hard edges and a little noise; CV_8U, levels.
cv::Mat Scene(int width, int height) {
  cv::RNG random(7);
  cv::Mat scene(height, width, CV_32F, cv::Scalar(110));
  for (int i = 0; i < 60; ++i) {
    const cv::Point at(random.uniform(0, width), random.uniform(0, height));
    cv::circle(scene, at, random.uniform(4, 24), random.uniform(20.0, 235.0), -1, cv::LINE_AA);
  }
  cv::Mat noise(scene.size(), CV_32F);
  random.fill(noise, cv::RNG::NORMAL, 0.0, 3.0);
  scene += noise;
  cv::Mat levels;
  scene.convertTo(levels, CV_8U);
  return levels;
}

std::optional<double> Stairs(const cv::Mat& source, double scale, int kernel) {
  cv::Mat large;
  cv::resize(source, large, {}, scale, scale, kernel);
  return MeasureStairs(
      source, large, {large.cols, 1.0 / scale, 0.0}, {large.rows, 1.0 / scale, 0.0});
}

TEST(MeasureStairsTest, RepeatedPixelsAreSeen) {
  const cv::Mat source = Scene(240, 160);
  for (const double scale : {1.5, 2.0, 3.0, 4.0, 7.0}) {
    EXPECT_GT(*Stairs(source, scale, cv::INTER_NEAREST), 0.95) << scale;
  }
}

TEST(MeasureStairsTest, EnlargementsHaveNone) {
  const cv::Mat source = Scene(240, 160);
  for (const double scale : {1.5, 2.0, 3.0, 4.0, 7.0}) {
    for (const int kernel : {cv::INTER_LINEAR, cv::INTER_CUBIC, cv::INTER_LANCZOS4}) {
      EXPECT_LT(*Stairs(source, scale, kernel), 0.35) << scale << " kernel " << kernel;
    }
  }
}

TEST(MeasureStairsTest, WhatCannotTellIsUnknown) {
  const cv::Mat flat(64, 64, CV_8U, cv::Scalar(90));
  EXPECT_FALSE(Stairs(flat, 2.0, cv::INTER_NEAREST).has_value());
  const cv::Mat source = Scene(64, 64);
  EXPECT_FALSE(MeasureStairs(source, source, {64, 1.0, 0.0}, {64, 1.0, 0.0}).has_value());
}

}  // namespace
}  // namespace sharpscale
