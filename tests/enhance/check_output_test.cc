// SPDX-License-Identifier: Apache-2.0

#include "enhance/check_output.h"

#include <gtest/gtest.h>

#include "enhance/resize_stage.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

std::string FaultOf(const cv::Mat& input, const cv::Mat& output, int scale) {
  return FindFault(output, MeasureDrift(input, output, scale), ExpectedDrift({}));
}

TEST(CheckOutputTest, GoodOutputPasses) {
  const cv::Mat scene = Scene(90, 75);
  for (const int scale : {1, 2, 3, 4}) {
    EXPECT_EQ(FaultOf(scene, ResizeCubic(scene, 90 * scale, 75 * scale), scale), "");
  }
  const cv::Mat dot(1, 1, CV_32FC3, cv::Scalar(0.2, 0.3, 0.4));
  EXPECT_EQ(FaultOf(dot, ResizeCubic(dot, 4, 4), 4), "");
}

TEST(CheckOutputTest, FaultsAreNamed) {
  const cv::Mat scene = Scene(90, 75);
  cv::Mat out = ResizeCubic(scene, 180, 150);
  out.at<cv::Vec3f>(40, 40)[1] = std::numeric_limits<float>::infinity();
  EXPECT_EQ(FaultOf(scene, out, 2), "not finite");
  out = ResizeCubic(scene, 180, 150);
  out.at<cv::Vec3f>(40, 40)[1] = 7.0f;
  EXPECT_NE(FaultOf(scene, out, 2).find("out of range"), std::string::npos);
  // The overshoot of crisp type on a few pixels is clipped; a whole patch of it is a fault.
  out = ResizeCubic(scene, 180, 150);
  for (int x = 0; x < 100; ++x) out.at<cv::Vec3f>(40, x)[1] += (x % 2 == 0 ? 1.2f : -1.2f);
  EXPECT_EQ(FaultOf(scene, out, 2), "");
  for (int y = 0; y < 150; y += 2) {
    for (int x = 0; x < 180; ++x) out.at<cv::Vec3f>(y, x)[1] += (x % 2 == 0 ? 1.7f : -1.7f);
  }
  EXPECT_NE(FaultOf(scene, out, 2).find("out of range"), std::string::npos);
  EXPECT_NE(FaultOf(scene, cv::Mat::zeros(150, 180, CV_32FC3), 2).find("large-scale colour"),
            std::string::npos);
}

TEST(CheckOutputTest, DriftIsMeasuredPerChannel) {
  const cv::Mat scene = Scene(61, 43);
  const cv::Mat out = ResizeCubic(scene, 122, 86) + cv::Scalar(0.02, 0.0, -0.01);
  const cv::Scalar drift = cv::mean(MeasureDrift(scene, out, 2));
  EXPECT_NEAR(drift[0], -0.02, 1e-3);
  EXPECT_NEAR(drift[1], 0.0, 1e-3);
  EXPECT_NEAR(drift[2], 0.01, 1e-3);
}

TEST(CheckOutputTest, ShiftIsMeasured) {
  const cv::Mat scene = Scene(200, 160);
  // Multiples of 1/32 px: OpenCV's warp knows no finer positions (and its
  // cubic kernel, a = -0.75, moves slopes).
  for (const double shift : {0.0, 0.125, 0.25, 0.5}) {
    const cv::Mat move = (cv::Mat_<double>(2, 3) << 1, 0, shift, 0, 1, -0.5 * shift);
    cv::Mat moved;
    cv::warpAffine(scene, moved, move, scene.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    const cv::Point2d measured = MeasureShift(scene, moved, 1);
    EXPECT_NEAR(measured.x, shift, 0.03);
    EXPECT_NEAR(measured.y, -0.5 * shift, 0.03);
  }
  const cv::Mat flat(40, 40, CV_32FC3, cv::Scalar::all(0.5));
  EXPECT_EQ(MeasureShift(flat, flat, 1), cv::Point2d(0, 0));
}

TEST(CheckOutputTest, MeasuringLeavesGrayPicturesAlone) {
  cv::Mat gray;
  cv::cvtColor(Scene(64, 48), gray, cv::COLOR_RGB2GRAY);
  const cv::Mat input = gray.clone();
  const cv::Mat output = gray.clone();
  MeasureShift(input, output, 1);
  EXPECT_EQ(MaxDifference(input, gray), 0.0);
  EXPECT_EQ(MaxDifference(output, gray), 0.0);
}

}  // namespace
}  // namespace sharpscale
