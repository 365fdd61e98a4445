// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/region_statistics.h"

#include <gmock/gmock.h>

#include <cmath>
#include <limits>

namespace sharpscale::viewer {
namespace {

TEST(RegionStatisticsTest, AgreesWithOpenCv) {
  Image image;
  image.pixels.create(80, 100, CV_8UC3);
  cv::RNG random(7);
  random.fill(image.pixels, cv::RNG::UNIFORM, 0, 256);
  const cv::Rect region(11, 7, 60, 50);
  const auto of = MeasureRegion(image, region);
  ASSERT_TRUE(of.ok());
  cv::Scalar mean;
  cv::Scalar sigma;
  cv::meanStdDev(image.pixels(region), mean, sigma);
  std::vector<cv::Mat> planes;
  cv::split(image.pixels(region), planes);
  for (int c = 0; c < 3; ++c) {
    double low = 0.0;
    double high = 0.0;
    cv::minMaxLoc(planes[c], &low, &high);
    EXPECT_NEAR(of->of[c + 1].mean, mean[c], 1e-9);
    EXPECT_NEAR(of->of[c + 1].sigma, sigma[c], 1e-9);
    EXPECT_EQ(of->of[c + 1].min, low);
    EXPECT_EQ(of->of[c + 1].max, high);
  }
}

TEST(RegionStatisticsTest, DepthsShareTheLevels) {
  Image deep;
  deep.pixels = cv::Mat(4, 4, CV_16UC1, cv::Scalar(257 * 100));
  deep.pixels.at<uint16_t>(1, 1) = 257 * 120;
  const auto of = MeasureRegion(deep, {0, 0, 4, 4});
  ASSERT_TRUE(of.ok());
  EXPECT_EQ(of->channels, 1);
  EXPECT_DOUBLE_EQ(of->of[0].min, 100.0);
  EXPECT_DOUBLE_EQ(of->of[0].max, 120.0);
  EXPECT_NEAR(of->of[0].mean, 100.0 + 20.0 / 16.0, 1e-9);
  Image real;
  real.pixels = cv::Mat(2, 2, CV_32FC3, cv::Scalar::all(0.5));
  real.pixels.at<cv::Vec3f>(0, 0)[0] = std::numeric_limits<float>::quiet_NaN();
  const auto clean = MeasureRegion(real, {0, 0, 2, 2});
  ASSERT_TRUE(clean.ok());
  EXPECT_EQ(clean->of[1].min, 0.0);
  EXPECT_TRUE(std::isfinite(clean->of[0].mean));
}

TEST(RegionStatisticsTest, ClipsToThePictureAndSaysWhenNothingIsLeft) {
  Image image;
  image.pixels = cv::Mat(10, 10, CV_8UC1, cv::Scalar(9));
  EXPECT_EQ(MeasureRegion(image, {8, 8, 10, 10})->region, cv::Rect(8, 8, 2, 2));
  EXPECT_EQ(MeasureRegion(image, {9, 9, 1, 1})->of[0].sigma, 0.0);
  EXPECT_TRUE(absl::IsInvalidArgument(MeasureRegion(image, {20, 20, 4, 4}).status()));
  Progress cancelled;
  cancelled.Cancel();
  EXPECT_TRUE(absl::IsCancelled(MeasureRegion(image, {0, 0, 4, 4}, &cancelled).status()));
}

TEST(RegionStatisticsTest, CsvHasALineForEachChannel) {
  Image image;
  image.pixels = cv::Mat(4, 4, CV_8UC3, cv::Scalar(10, 20, 30));
  const auto of = MeasureRegion(image, {0, 0, 2, 2});
  const std::string text = RegionStatisticsCsv(*of, &*of);
  EXPECT_EQ(std::count(text.begin(), text.end(), '\n'), 6);
  EXPECT_NE(text.find("green,20.000,0.000,20.000,20.000,20.000"), std::string::npos);
}

}  // namespace
}  // namespace sharpscale::viewer
