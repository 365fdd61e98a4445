// SPDX-License-Identifier: Apache-2.0

#include "enhance/put_blur_back.h"

#include <gtest/gtest.h>

#include <cmath>

#include "enhance/check_output.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

cv::Mat Soft(const cv::Mat& scene, double sigma) {
  cv::Mat blurred;
  cv::GaussianBlur(scene, blurred, cv::Size(), sigma, sigma, cv::BORDER_REPLICATE);
  return blurred;
}

double Rms(const cv::Mat& a, const cv::Mat& b) {
  return 255.0 * cv::norm(a, b, cv::NORM_L2) / std::sqrt(static_cast<double>(a.total() * 3));
}

TEST(PutBlurBackTest, WhatDeblurringTookIsPutBack) {
  const cv::Mat scene = Scene(240, 180);
  for (const double sigma : {0.8, 1.2, 1.8}) {
    const cv::Mat soft = Soft(scene, sigma);
    ASSERT_GT(Rms(soft, scene), 2.0) << "a blur that counts";
    const cv::Mat kept = scene.clone();
    EXPECT_LT(Rms(soft, PutBlurBack(soft, scene, sigma)), 0.1);
    EXPECT_EQ(cv::norm(scene, kept, cv::NORM_INF), 0.0) << "what is checked is not changed";
    // Told of a fifth too little or too much.
    EXPECT_LT(Rms(soft, PutBlurBack(soft, scene, 0.8 * sigma)), 1.0);
    EXPECT_LT(Rms(soft, PutBlurBack(soft, scene, 1.25 * sigma)), 2.0);
  }
}

TEST(PutBlurBackTest, APictureThatWasChangedOtherwiseStaysFar) {
  const cv::Mat scene = Scene(240, 180);
  const cv::Mat soft = Soft(scene, 1.2);
  cv::Mat other = scene.clone();
  other(cv::Rect(60, 40, 120, 120)) = cv::Scalar(0.9, 0.1, 0.1);
  EXPECT_GT(Rms(soft, PutBlurBack(soft, other, 1.2)), 15.0);
  cv::Mat moved;
  cv::copyMakeBorder(scene, moved, 0, 0, 1, 0, cv::BORDER_REPLICATE);
  moved = moved.colRange(0, scene.cols).clone();
  EXPECT_GT(std::abs(MeasureShift(soft, PutBlurBack(soft, moved, 1.2), 1).x), 0.5);
}

TEST(PutBlurBackTest, NothingIsPutBackWhereNothingIsMissing) {
  const cv::Mat scene = Scene(90, 75);
  const cv::Mat soft = Soft(scene, 1.2);
  EXPECT_EQ(cv::norm(PutBlurBack(soft, scene, 0.0), scene, cv::NORM_INF), 0.0);
  // A result that is no sharper than its input is compared as it is.
  EXPECT_EQ(cv::norm(PutBlurBack(scene, soft, 1.2), soft, cv::NORM_INF), 0.0);
  EXPECT_EQ(cv::norm(PutBlurBack(scene, scene, 1.2), scene, cv::NORM_INF), 0.0);
  const cv::Mat dot(1, 1, CV_32FC3, cv::Scalar(0.2, 0.3, 0.4));
  EXPECT_EQ(cv::norm(PutBlurBack(dot, dot, 1.2), dot, cv::NORM_INF), 0.0);
  const cv::Mat gray(20, 20, CV_32FC1, cv::Scalar(0.4));
  EXPECT_EQ(PutBlurBack(gray, gray, 1.2).type(), CV_32FC1);
}

}  // namespace
}  // namespace sharpscale
