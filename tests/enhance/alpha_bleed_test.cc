// SPDX-License-Identifier: Apache-2.0

#include "enhance/alpha_bleed.h"

#include <gtest/gtest.h>

#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

TEST(AlphaBleedTest, HiddenColourIsReplacedVisibleColourIsKept) {
  cv::Mat colour(64, 64, CV_32FC3, cv::Scalar(0, 0, 0));
  cv::Mat alpha(64, 64, CV_32FC1, cv::Scalar(0));
  cv::circle(colour, {32, 32}, 12, cv::Scalar(0.9, 0.1, 0.1), -1);
  cv::circle(alpha, {32, 32}, 12, cv::Scalar(1), -1);
  const cv::Mat out = BleedColour(colour, alpha);
  for (int y = 0; y < 64; ++y) {
    for (int x = 0; x < 64; ++x) {
      EXPECT_NEAR(out.at<cv::Vec3f>(y, x)[0], 0.9, 1e-3) << x << " " << y;
      EXPECT_NEAR(out.at<cv::Vec3f>(y, x)[2], 0.1, 1e-3);
    }
  }
}

TEST(AlphaBleedTest, FarFromAnythingVisibleNothingChanges) {
  cv::Mat colour(8, 200, CV_32FC1, cv::Scalar(0.25));
  cv::Mat alpha(8, 200, CV_32FC1, cv::Scalar(0));
  colour.colRange(0, 10).setTo(0.75);
  alpha.colRange(0, 10).setTo(1.0);
  const cv::Mat out = BleedColour(colour, alpha);
  EXPECT_NEAR(out.at<float>(4, 30), 0.75, 1e-3);
  EXPECT_EQ(out.at<float>(4, 199), 0.25f);
}

TEST(AlphaBleedTest, StripsEqualTheWholePicture) {
  Image image;
  image.pixels = Scene(70, 150);
  image.alpha = cv::Mat(150, 70, CV_32FC1, cv::Scalar(0));
  cv::circle(image.alpha, {30, 70}, 20, cv::Scalar(1), -1, cv::LINE_8);
  cv::GaussianBlur(image.alpha, image.alpha, cv::Size(), 1.0);
  const cv::Mat whole = BleedColour(image.pixels, image.alpha);
  const auto rows = BleedColourRows(ImageSource(image), 17);
  cv::Mat out, alpha;
  ASSERT_TRUE(rows->ReadRows(150, &out, &alpha).ok());
  EXPECT_LT(MaxDifference(out, whole), 1e-4);
  EXPECT_EQ(MaxDifference(alpha, image.alpha), 0.0);
}

}  // namespace
}  // namespace sharpscale
