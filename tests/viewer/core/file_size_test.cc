// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/file_size.h"

#include <gmock/gmock.h>

#include <opencv2/imgproc.hpp>

namespace sharpscale::viewer {
namespace {

Image Scene(int width, int height) {
  Image image;
  cv::Mat noise(height / 4, width / 4, CV_8UC3);
  cv::RNG random(3);
  random.fill(noise, cv::RNG::NORMAL, 128, 40);
  cv::resize(noise, image.pixels, {width, height}, 0, 0, cv::INTER_CUBIC);
  return image;
}

TEST(FileSizeTest, SmallPicturesAreCodedWhole) {
  const Image image = Scene(640, 480);
  EncodeOptions options;
  options.format = Container::kPng;
  const auto size = EstimateFileSize(image, options, EncodeBytes);
  ASSERT_TRUE(size.ok()) << size.status();
  EXPECT_TRUE(size->exact);
  EXPECT_EQ(size->bytes, static_cast<int64_t>(EncodeBytes(image, options)->size()));
}

TEST(FileSizeTest, LargePicturesAreEstimatedWithinTenPercent) {
  const Image image = Scene(2400, 1600);
  for (const int quality : {60, 92}) {
    EncodeOptions options;
    options.format = Container::kJpeg;
    options.quality = quality;
    const auto size = EstimateFileSize(image, options, EncodeBytes);
    ASSERT_TRUE(size.ok()) << size.status();
    EXPECT_FALSE(size->exact);
    const auto truth = static_cast<double>(EncodeBytes(image, options)->size());
    EXPECT_NEAR(size->bytes / truth, 1.0, 0.1) << quality;
  }
}

// A cancel is noticed before the next piece is coded.
TEST(FileSizeTest, CancelStopsAtTheNextPiece) {
  const Image image = Scene(2400, 1600);
  Progress progress;
  int coded = 0;
  const auto encode = [&](const Image&, const EncodeOptions&) -> absl::StatusOr<std::string> {
    if (++coded == 3) progress.Cancel();
    return std::string(100, 'x');
  };
  EncodeOptions options;
  options.format = Container::kJpeg;
  EXPECT_TRUE(absl::IsCancelled(EstimateFileSize(image, options, encode, &progress).status()));
  EXPECT_EQ(coded, 3);
}

}  // namespace
}  // namespace sharpscale::viewer
