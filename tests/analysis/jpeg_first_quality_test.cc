// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_first_quality.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "analysis/jpeg_table_quality.h"
#include "datasets/jpeg_codec.h"
#include "tests/analysis/dead_leaves.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

cv::Mat Saved(const cv::Mat& picture, int quality) {
  JpegOptions options;
  options.quality = quality;
  return *JpegRoundTrip(picture, options);
}

// A picture as the decoder would hand it over from a file of that quality.
Image AsFile(const cv::Mat& decoded, int quality) {
  Image image;
  image.pixels = decoded;
  JpegFacts facts;
  facts.luma = IjgLumaTable(quality);
  facts.chroma = IjgChromaTable(quality);
  facts.subsampling = ChromaSubsampling::k444;
  facts.components = 3;
  image.source.jpeg = facts;
  return image;
}

cv::Mat Photo() {
  cv::Mat picture;
  DeadLeaves({384, 384}, 5).convertTo(picture, CV_8U, 255.0);
  return picture;
}

TEST(JpegFirstQuality, FindsACoarserFirstSaving) {
  for (const auto& [first, second] :
       std::vector<std::pair<int, int>>{{30, 75}, {50, 90}, {70, 85}, {75, 95}, {85, 95}}) {
    const Image image = AsFile(Saved(Saved(Photo(), first), second), second);
    const Findings f = Measure(image, {"jpeg_compression"});
    EXPECT_NEAR(f.ValueOr("compression.first_quality", 0.0), first, 2.0) << first << ' ' << second;
    EXPECT_EQ(f.ValueOr("compression.jpeg_quality", 0.0), second);
  }
}

TEST(JpegFirstQuality, FindsNothingWhereThereWasOneSaving) {
  for (const int quality : {40, 60, 75, 85, 90, 95, 99}) {
    const Image image = AsFile(Saved(Photo(), quality), quality);
    const Findings f = Measure(image, {"jpeg_compression"});
    EXPECT_FALSE(f.Find("compression.first_quality")->known()) << quality;
  }
}

// Two savings at one quality leave no more trace than one.
TEST(JpegFirstQuality, FindsNothingWhereBothWereAlike) {
  const Image image = AsFile(Saved(Saved(Photo(), 75), 75), 75);
  EXPECT_FALSE(Measure(image, {"jpeg_compression"}).Find("compression.first_quality")->known());
}

// The blocks of the first saving lie elsewhere.
TEST(JpegFirstQuality, SaysNothingOfACroppedPicture) {
  const cv::Mat cropped = Saved(Photo(), 50)(cv::Rect(3, 5, 368, 368)).clone();
  const Image image = AsFile(Saved(cropped, 90), 90);
  EXPECT_FALSE(Measure(image, {"jpeg_compression"}).Find("compression.first_quality")->known());
}

// Turned upright by EXIF: the frequencies change places with the picture.
TEST(JpegFirstQuality, FollowsATurnedPicture) {
  Image image = AsFile(Saved(Saved(Photo(), 50), 90), 90);
  cv::Mat turned;
  cv::rotate(image.pixels, turned, cv::ROTATE_90_CLOCKWISE);
  image.pixels = turned;
  image.source.orientation = 6;
  EXPECT_NEAR(
      Measure(image, {"jpeg_compression"}).ValueOr("compression.first_quality", 0.0), 50.0, 2.0);
}

TEST(JpegFirstQuality, IsUnknownOfATinyPicture) {
  const Image image = AsFile(cv::Mat(16, 16, CV_8UC3, cv::Scalar(90, 90, 90)), 90);
  const Findings f = Measure(image, {"jpeg_compression"});
  EXPECT_FALSE(f.Find("compression.first_quality")->known());
}

}  // namespace
}  // namespace sharpscale
