// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_transparency.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "analysis/compare.h"
#include "tests/analysis/degraded.h"

namespace sharpscale {
namespace {

// Leaves cut out to a disc.
Image CutOut(int scale) {
  Image image = ToImage8(DeadLeaves({160 * scale, 120 * scale}, 3));
  image.alpha = cv::Mat1b(image.pixels.size(), uint8_t{0});
  cv::circle(image.alpha, {80 * scale, 60 * scale}, 40 * scale, 255, cv::FILLED, cv::LINE_AA);
  return image;
}

TEST(AddedTransparencyTest, AnEnlargementKeepsIt) {
  EXPECT_EQ(TransparencyChange(CutOut(1), CutOut(1)), 0.0);
  EXPECT_LT(*TransparencyChange(CutOut(1), CutOut(3)), 0.001);
  EXPECT_LT(*TransparencyChange(CutOut(2), CutOut(1)), 0.001);
}

TEST(AddedTransparencyTest, ItsShareIsWhatWasLost) {
  Image lost = CutOut(2);
  lost.alpha = cv::Mat();
  const double outside = 1.0 - CV_PI * 40.0 * 40.0 / (160.0 * 120.0);
  EXPECT_NEAR(*TransparencyChange(CutOut(1), lost), outside, 0.03);
  EXPECT_NEAR(*TransparencyChange(lost, CutOut(1)), outside, 0.03);
  Image cropped = CutOut(1);
  cropped.pixels = cropped.pixels.colRange(0, 100).clone();
  cropped.alpha = cropped.alpha.colRange(0, 100).clone();
  EXPECT_FALSE(TransparencyChange(CutOut(1), cropped).has_value());
}

TEST(AddedTransparencyTest, APairTellsIt) {
  const Image source = CutOut(2);
  const auto told = [&](Image result) {
    const auto pair = Compare(source, result, {});
    EXPECT_TRUE(pair.ok()) << pair.status();
    return pair->ValueOr("added.transparency", -1.0);
  };
  EXPECT_EQ(told(source), 0.0);
  // On white it looks the same.
  Image white = source;
  cv::Mat outside = white.alpha < 128;
  white.pixels.setTo(cv::Scalar::all(255), outside);
  white.alpha = cv::Mat();
  EXPECT_GT(told(white), 50.0);
  white.source.container = Container::kJpeg;
  EXPECT_EQ(told(white), -1.0);
  Image plain = source;
  plain.alpha = cv::Mat();
  const auto opaque = Compare(plain, plain, {});
  ASSERT_TRUE(opaque.ok());
  EXPECT_EQ(opaque->ValueOr("added.transparency", -1.0), 0.0);
}

}  // namespace
}  // namespace sharpscale
