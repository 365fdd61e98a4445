// SPDX-License-Identifier: Apache-2.0

#include "analysis/tone.h"

#include <gtest/gtest.h>

#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

Image Flat(cv::Scalar colour) {
  Image image;
  image.pixels = cv::Mat(200, 300, CV_8UC3, colour);
  return image;
}

TEST(ToneTest, MiddleGrayIsZeroExposureAndNoCast) {
  // 118 of 255 is 18 % in linear light.
  const Findings tone = Measure(Flat({118, 118, 118}), {"tone"});
  EXPECT_NEAR(tone.ValueOr("tone.exposure", 9.0), 0.0, 0.03);
  EXPECT_NEAR(tone.ValueOr("tone.cast", 9.0), 0.0, 0.05);
  EXPECT_EQ(tone.ValueOr("tone.contrast", 9.0), 0.0);
  EXPECT_EQ(tone.ValueOr("tone.clipped_highlights", 9.0), 0.0);
}

TEST(ToneTest, CastIsTheChromaOfGray) {
  const Findings warm = Measure(Flat({130, 120, 110}), {"tone"});
  EXPECT_NEAR(warm.ValueOr("tone.cast", 0.0), 7.5, 1.5);
  EXPECT_FALSE(Measure(Flat({230, 40, 30}), {"tone"}).Find("tone.cast")->known());
}

TEST(ToneTest, CountsClippedPixelsAndTheBorder) {
  Image image = Flat({255, 255, 255});
  image.pixels(cv::Rect(50, 50, 200, 100)).setTo(cv::Scalar(0, 0, 0));
  const Findings tone = Measure(image, {"tone"});
  EXPECT_NEAR(tone.ValueOr("tone.clipped_shadows", 0.0), 100.0 / 3.0, 1e-9);
  EXPECT_FALSE(tone.Find("tone.clipped_highlights")->known());  // the ground
  EXPECT_EQ(tone.ValueOr("tone.border_white", 0.0), 100.0);
  EXPECT_EQ(tone.ValueOr("tone.contrast", 0.0), 255.0);
  image.pixels.row(0).setTo(cv::Scalar(9, 9, 9));
  EXPECT_LT(Measure(image, {"tone"}).ValueOr("tone.border_white", 0.0), 100.0);
}

// A product on white, the moon before black: the ground is meant to be so.
TEST(ToneTest, AGroundIsNotClipped) {
  for (const double ground : {0.0, 255.0}) {
    const char* clipped = ground > 0.0 ? "tone.clipped_highlights" : "tone.clipped_shadows";
    const char* other = ground > 0.0 ? "tone.clipped_shadows" : "tone.clipped_highlights";
    Image image = Flat(cv::Scalar::all(ground));
    image.pixels(cv::Rect(50, 50, 200, 100)).setTo(cv::Scalar(90, 120, 100));
    Findings tone = Measure(image, {"tone"});
    EXPECT_FALSE(tone.Find(clipped)->known());
    EXPECT_EQ(tone.ValueOr(other, -1.0), 0.0);
    // A blown sky: two thirds of the frame.
    image.pixels.rowRange(100, 200).setTo(cv::Scalar(90, 120, 100));
    image.pixels(cv::Rect(0, 0, 300, 100)).setTo(cv::Scalar::all(ground));
    tone = Measure(image, {"tone"});
    EXPECT_NEAR(tone.ValueOr(clipped, -1.0), 50.0, 1e-9);
  }
}

TEST(ToneTest, InADrawingBlackAndWhiteAreMeant) {
  Image drawing;
  drawing.pixels = cv::Mat(400, 400, CV_8UC1, cv::Scalar(255));
  for (int k = 0; k < 18; ++k) drawing.pixels.rowRange(20 * k + 5, 20 * k + 8).setTo(0);
  const Findings f = Measure(drawing, {"content", "tone"});
  ASSERT_NE(f.WordOr("content.kind", ""), "photo");
  EXPECT_FALSE(f.Find("tone.clipped_highlights")->known());
  EXPECT_FALSE(f.Find("tone.clipped_shadows")->known());
  EXPECT_TRUE(f.Find("tone.contrast")->known());
}

TEST(ToneTest, DepthDoesNotMatter) {
  Image image = Flat({60, 140, 100});
  Image deep = image;
  image.pixels.convertTo(deep.pixels, CV_16U, 257.0);
  EXPECT_EQ(Measure(image, {"tone"}).ValueOr("tone.exposure", 1.0),
            Measure(deep, {"tone"}).ValueOr("tone.exposure", 2.0));
}

}  // namespace
}  // namespace sharpscale
