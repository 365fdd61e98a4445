// SPDX-License-Identifier: Apache-2.0

#include "enhance/adjust.h"

#include <gtest/gtest.h>

#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

TEST(AdjustTest, NeutralChangesNothing) {
  cv::Mat scene = Scene(20, 20);
  const cv::Mat before = scene.clone();
  Adjust({}, &scene);
  EXPECT_EQ(MaxDifference(scene, before), 0.0);
}

TEST(AdjustTest, OneStopDoublesTheLight) {
  // 0.5 encoded is 0.21404 of the light; twice that is encoded as 0.68583 (sRGB).
  cv::Mat gray(4, 4, CV_32FC1, cv::Scalar(0.5));
  AdjustOptions options;
  options.exposure_ev = 1.0;
  Adjust(options, &gray);
  EXPECT_NEAR(gray.at<float>(0, 0), 0.68583, 1e-4);
}

TEST(AdjustTest, ContrastTurnsAroundMiddleGray) {
  AdjustOptions options;
  options.contrast = 0.5;
  cv::Mat values = (cv::Mat_<float>(1, 3) << 0.2f, 0.46136f, 0.8f);  // 0.46136 encodes 18 %
  Adjust(options, &values);
  EXPECT_LT(values.at<float>(0), 0.2f);
  EXPECT_NEAR(values.at<float>(1), 0.46136f, 1e-3);
  EXPECT_GT(values.at<float>(2), 0.8f);
}

TEST(AdjustTest, WhiteBalanceMakesATintedGrayNeutral) {
  cv::Mat tinted(16, 16, CV_32FC3, cv::Scalar(0.6, 0.5, 0.4));
  const AdjustOptions options = NeutralWhiteBalance(tinted);
  Adjust(options, &tinted);
  const cv::Vec3f p = tinted.at<cv::Vec3f>(3, 3);
  EXPECT_NEAR(p[0], p[1], 2e-3);
  EXPECT_NEAR(p[1], p[2], 2e-3);
  EXPECT_TRUE(NeutralWhiteBalance(cv::Mat(4, 4, CV_32FC3, cv::Scalar(0, 0, 0))).neutral());
}

TEST(AdjustTest, ValidateNamesTheValue) {
  AdjustOptions options;
  options.red = 9.0;
  EXPECT_NE(std::string(options.Validate().message()).find("9"), std::string::npos);
}

}  // namespace
}  // namespace sharpscale
