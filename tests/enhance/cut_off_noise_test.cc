// SPDX-License-Identifier: Apache-2.0

#include "enhance/cut_off_noise.h"

#include <gtest/gtest.h>

#include <cmath>

namespace sharpscale {
namespace {

TEST(CutOffNoiseTest, MeanIsThatOfNoiseCutOff) {
  cv::RNG random(7);
  for (const double sigma : {5.0 / 255.0, 20.0 / 255.0}) {
    for (const double value : {0.0, 0.02, 0.5, 0.97, 1.0}) {
      cv::Mat noisy(1000, 1000, CV_32F);
      random.fill(noisy, cv::RNG::NORMAL, value, sigma);
      cv::min(cv::max(noisy, 0.0), 1.0, noisy);
      const cv::Mat mean = MeanUnderCutOffNoise(cv::Mat(1, 1, CV_32F, cv::Scalar(value)), sigma);
      EXPECT_NEAR(mean.at<float>(0, 0), cv::mean(noisy)[0], 0.01 * sigma) << sigma << " " << value;
    }
  }
}

TEST(CutOffNoiseTest, WhiteLosesFourTenthsOfSigma) {
  const cv::Mat white(2, 3, CV_32FC3, cv::Scalar::all(1.2));  // beyond the range: as white
  const cv::Mat mean = MeanUnderCutOffNoise(white, 0.1);
  EXPECT_EQ(mean.type(), CV_32FC3);
  EXPECT_NEAR(mean.at<cv::Vec3f>(1, 2)[1], 1.0 - 0.1 / std::sqrt(2.0 * CV_PI), 1e-6);
  EXPECT_EQ(cv::norm(MeanUnderCutOffNoise(white, 0.0), white, cv::NORM_INF), 0.0);
}

TEST(CutOffNoiseTest, WhatLiesBetweenIsNoDrift) {
  const cv::Mat source = (cv::Mat_<float>(1, 4) << 0.97f, 0.90f, 0.99f, 0.04f);
  const cv::Mat result = (cv::Mat_<float>(1, 4) << 1.00f, 1.00f, 0.98f, 0.00f);
  const cv::Mat noisy = (cv::Mat_<float>(1, 4) << 0.96f, 0.96f, 0.95f, 0.03f);
  const cv::Mat drift = DriftBeyondCutOff(source, result, noisy);
  const cv::Mat expected = (cv::Mat_<float>(1, 4) << 0.0f, -0.06f, 0.01f, 0.01f);
  EXPECT_LT(cv::norm(drift, expected, cv::NORM_INF), 1e-6);
}

}  // namespace
}  // namespace sharpscale
