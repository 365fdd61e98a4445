// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/histogram.h"

#include <gmock/gmock.h>

namespace sharpscale::viewer {
namespace {

TEST(HistogramTest, CountsEveryPixelOnce) {
  Image image;
  image.pixels.create(100, 200, CV_8UC3);
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 200; ++x) {
      image.pixels.at<cv::Vec3b>(y, x) = {static_cast<uint8_t>(x), 0, 255};
    }
  }
  const auto histogram = ComputeHistogram(image);
  ASSERT_TRUE(histogram.ok());
  EXPECT_EQ(histogram->pixels, 20000u);
  for (int v = 0; v < 200; ++v) EXPECT_EQ(histogram->Of(HistogramChannel::kRed)[v], 100u);
  EXPECT_EQ(histogram->Of(HistogramChannel::kGreen)[0], 20000u);
  EXPECT_DOUBLE_EQ(histogram->ClippedWhite(HistogramChannel::kBlue), 100.0);
  EXPECT_DOUBLE_EQ(histogram->ClippedBlack(HistogramChannel::kRed), 0.5);
  EXPECT_NEAR(histogram->mean[1], 99.5, 1e-9);
}

TEST(HistogramTest, RegionAndDepth) {
  Image image;
  image.pixels = cv::Mat(50, 50, CV_16UC1, cv::Scalar(100 * 257));
  image.pixels(cv::Rect(10, 10, 5, 5)).setTo(cv::Scalar(200 * 257));
  const auto histogram = ComputeHistogram(image, {10, 10, 5, 5});
  ASSERT_TRUE(histogram.ok());
  EXPECT_EQ(histogram->pixels, 25u);
  EXPECT_EQ(histogram->Of(HistogramChannel::kLuma)[200], 25u);
  EXPECT_FALSE(ComputeHistogram(image, {60, 60, 5, 5}).ok());
  EXPECT_FALSE(ComputeHistogram(Image()).ok());
}

TEST(HistogramTest, StopsWhenCancelled) {
  Image image;
  image.pixels = cv::Mat(500, 50, CV_8UC1, cv::Scalar(1));
  Progress progress;
  progress.Cancel();
  EXPECT_TRUE(absl::IsCancelled(ComputeHistogram(image, {}, &progress).status()));
}

}  // namespace
}  // namespace sharpscale::viewer
