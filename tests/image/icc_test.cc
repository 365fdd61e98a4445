// SPDX-License-Identifier: Apache-2.0

#include "image/icc.h"

#include <gtest/gtest.h>

#include "tests/image/profiles.h"
#include "tests/image/synthetic.h"

namespace sharpscale {
namespace {

TEST(Icc, DisplayP3BecomesSrgb) {
  Image image;
  image.metadata.icc = DisplayP3();
  // P3 (0.5, 0.3, 0.3) computed by the matrices of the two spaces: sRGB (0.5301, 0.2870, 0.2945).
  image.pixels = cv::Mat(2, 2, CV_32FC3, cv::Scalar(0.5, 0.3, 0.3));
  const absl::StatusOr<Image> srgb = ConvertToSrgb(image);
  ASSERT_TRUE(srgb.ok()) << srgb.status();
  EXPECT_TRUE(srgb->metadata.icc.empty());
  const cv::Vec3f v = srgb->pixels.at<cv::Vec3f>(1, 1);
  EXPECT_GT(v[0], 0.52f);
  EXPECT_LT(v[0], 0.54f);
  EXPECT_NEAR(v[1], 0.287f, 0.006f);
  // Gray is gray in both.
  image.pixels = cv::Mat(2, 2, CV_8UC3, cv::Scalar(128, 128, 128));
  const cv::Vec3b gray = ConvertToSrgb(image)->pixels.at<cv::Vec3b>(0, 0);
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(gray[c], 128, 1);
  // There and back.
  image.pixels = cv::Mat(1, 1, CV_16UC3, cv::Scalar(30000, 25000, 20000));
  const Image there = ConvertToSrgb(image).value();
  const Image back = ConvertForDisplay(there, DisplayP3()).value();
  EXPECT_LE(cv::norm(back.pixels, image.pixels, cv::NORM_INF), 40.0);
}

TEST(Icc, SrgbAndAbsentProfilesShareThePixels) {
  Image image;
  image.pixels = RandomPixels(5, 5, CV_8UC3, 1);
  EXPECT_EQ(ConvertToSrgb(image)->pixels.data, image.pixels.data);
  image.metadata.icc = Srgb();
  EXPECT_EQ(ConvertToSrgb(image)->pixels.data, image.pixels.data);
}

TEST(Icc, GrayProfilesKeepOneChannel) {
  Image image;
  image.metadata.icc = GrayGamma(1.0);
  image.pixels = cv::Mat(2, 2, CV_16UC1, cv::Scalar(65535 * 0.2140));
  const absl::StatusOr<Image> srgb = ConvertToSrgb(image);
  ASSERT_TRUE(srgb.ok()) << srgb.status();
  EXPECT_EQ(srgb->channels(), 1);
  // 21.4 % of the light is half of sRGB's scale.
  EXPECT_NEAR(srgb->pixels.at<uint16_t>(0, 0) / 65535.0, 0.5, 0.005);
}

TEST(Icc, WrongAndDamagedProfilesAreErrors) {
  Image image;
  image.pixels = RandomPixels(5, 5, CV_8UC3, 1);
  image.metadata.icc = GrayGamma(2.2);
  EXPECT_EQ(ConvertToSrgb(image).status().code(), absl::StatusCode::kInvalidArgument);
  image.metadata.icc.assign(300, 7);
  EXPECT_EQ(ConvertToSrgb(image).status().code(), absl::StatusCode::kInvalidArgument);
  image.metadata.icc = DisplayP3();
  image.encoding = Encoding::kLinear;
  EXPECT_EQ(ConvertToSrgb(image).status().code(), absl::StatusCode::kFailedPrecondition);
}

TEST(Icc, Descriptions) {
  EXPECT_EQ(IccDescription(DisplayP3()), "Display P3 (test)");
  EXPECT_EQ(IccColourSpace(GrayGamma(2.2)), "GRAY");
  EXPECT_EQ(IccDescription({}), "");
  EXPECT_EQ(IccColourSpace({1, 2, 3}), "");
}

}  // namespace
}  // namespace sharpscale
