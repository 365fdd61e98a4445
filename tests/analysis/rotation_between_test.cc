// SPDX-License-Identifier: Apache-2.0

#include "analysis/rotation_between.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/analysis/degraded.h"

namespace sharpscale {
namespace {

const cv::Size kSize(800, 600);

cv::Mat1f Leaves() {
  cv::Mat gray;
  cv::cvtColor(DeadLeaves(kSize, 12), gray, cv::COLOR_RGB2GRAY);
  return 255.0 * gray;
}

// Clockwise about a point.
cv::Mat1f Turned(const cv::Mat1f& picture, double degrees, cv::Point2f about) {
  cv::Mat1f turned;
  cv::warpAffine(picture,
                 turned,
                 cv::getRotationMatrix2D(about, -degrees, 1.0),
                 picture.size(),
                 cv::INTER_CUBIC,
                 cv::BORDER_REFLECT);
  return turned;
}

TEST(RotationBetweenTest, TellsTheAngleAboutAnyPoint) {
  const cv::Mat1f leaves = Leaves();
  for (const double degrees : {-0.8, -0.2, 0.1, 0.3, 1.0}) {
    const ShiftMap shift = MeasureShift(leaves, Turned(leaves, degrees, {400.0F, 300.0F}));
    EXPECT_NEAR(RotationBetween(shift), degrees, 0.03 + 0.1 * std::abs(degrees)) << degrees;
  }
  const ShiftMap corner = MeasureShift(leaves, Turned(leaves, 0.3, {100.0F, 100.0F}));
  EXPECT_NEAR(RotationBetween(corner), 0.3, 0.05);
}

TEST(RotationBetweenTest, OtherMovementsAreNoTurn) {
  const cv::Mat1f leaves = Leaves();
  EXPECT_EQ(RotationBetween(MeasureShift(leaves, leaves)), 0.0);
  cv::Mat1f moved;
  cv::warpAffine(leaves,
                 moved,
                 cv::Matx23d(1, 0, 1.4, 0, 1, -0.7),
                 kSize,
                 cv::INTER_CUBIC,
                 cv::BORDER_REFLECT);
  EXPECT_EQ(RotationBetween(MeasureShift(leaves, moved)), 0.0);
  // A place that turned alone.
  cv::Mat1f bent = leaves.clone();
  const cv::Rect place(300, 200, 200, 200);
  Turned(leaves(place), 3.0, {100.0F, 100.0F}).copyTo(bent(place));
  EXPECT_EQ(RotationBetween(MeasureShift(leaves, bent)), 0.0);
}

}  // namespace
}  // namespace sharpscale
