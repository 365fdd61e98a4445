// SPDX-License-Identifier: Apache-2.0

#include "enhance/put_halo_back.h"

#include <gtest/gtest.h>

#include "advice/sharpening.h"
#include "enhance/check_output.h"
#include "models/conditions.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

cv::Mat Sharpened(const cv::Mat& scene, double amount, double radius) {
  cv::Mat blurred;
  cv::GaussianBlur(scene, blurred, cv::Size(), radius, radius, cv::BORDER_REPLICATE);
  const cv::Mat sharp = scene + amount * (scene - blurred);
  return cv::min(cv::max(sharp, 0.0), 1.0);
}

double Rms(const cv::Mat& a, const cv::Mat& b) {
  return 255.0 * cv::norm(a, b, cv::NORM_L2) / std::sqrt(static_cast<double>(a.total() * 3));
}

TEST(PutHaloBackTest, WhatSharpeningAddedIsFoundAgain) {
  const cv::Mat scene = Scene(240, 180);
  for (const auto& [amount, radius] : {std::pair(1.5, 1.0), std::pair(0.8, 1.6)}) {
    const cv::Mat haloed = Sharpened(scene, amount, radius);
    ASSERT_GT(Rms(haloed, scene), 4.0) << "a halo that counts";
    const cv::Mat kept = scene.clone();
    const HaloBack back = PutHaloBack(haloed, scene);
    EXPECT_EQ(cv::norm(scene, kept, cv::NORM_INF), 0.0) << "what is checked is not changed";
    EXPECT_NEAR(back.amount, amount, 0.02);
    EXPECT_DOUBLE_EQ(back.radius, radius);
    EXPECT_LT(Rms(haloed, back.picture), 0.5);
  }
}

TEST(PutHaloBackTest, APictureThatWasChangedOtherwiseStaysFar) {
  const cv::Mat scene = Scene(240, 180);
  const cv::Mat haloed = Sharpened(scene, 1.5, 1.0);
  cv::Mat other = scene.clone();
  other(cv::Rect(60, 40, 120, 120)) = cv::Scalar(0.9, 0.1, 0.1);
  EXPECT_GT(Rms(haloed, PutHaloBack(haloed, other).picture), 15.0);
  // A shift stays a shift: two px of it are seen through the halo.
  cv::Mat moved;
  cv::copyMakeBorder(scene, moved, 0, 0, 1, 0, cv::BORDER_REPLICATE);
  moved = moved.colRange(0, scene.cols).clone();
  const cv::Point2d shift = MeasureShift(haloed, PutHaloBack(haloed, moved).picture, 1);
  EXPECT_GT(std::abs(shift.x), 0.5);
}

TEST(PutHaloBackTest, EdgesTakenAwayNeedMoreThanAHalo) {
  const cv::Mat scene = Scene(240, 180);
  cv::Mat soft;
  cv::GaussianBlur(scene, soft, cv::Size(), 1.6);
  const HaloBack back = PutHaloBack(scene, soft);
  EXPECT_GT(UnsharpOvershoot(back.amount, back.radius, kCrispEdgeSigma), 30.0);
}

TEST(PutHaloBackTest, NothingIsPutBackWhereNothingIsMissing) {
  const cv::Mat scene = Scene(90, 75);
  EXPECT_EQ(PutHaloBack(scene, scene).amount, 0.0);
  // A sharper result is not brought nearer by sharpening it.
  const HaloBack sharper = PutHaloBack(scene, Sharpened(scene, 1.0, 1.0));
  EXPECT_EQ(sharper.amount, 0.0);
  const cv::Mat dot(1, 1, CV_32FC3, cv::Scalar(0.2, 0.3, 0.4));
  EXPECT_EQ(cv::norm(PutHaloBack(dot, dot).picture, dot, cv::NORM_INF), 0.0);
  const cv::Mat gray(20, 20, CV_32FC1, cv::Scalar(0.4));
  EXPECT_EQ(PutHaloBack(gray, gray).picture.type(), CV_32FC1);
}

}  // namespace
}  // namespace sharpscale
