// SPDX-License-Identifier: Apache-2.0
//
// What lies under transparency is nobody's picture.

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/analysis/dead_leaves.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

// Noise and hard stripes under full transparency: the visible half reads as if it stood alone.
TEST(Alpha, WhatIsTransparentIsNotMeasured) {
  const cv::Mat clean = DeadLeaves({512, 384}, 41);
  Image whole = ToImage8(clean);
  cv::RNG rng(3);
  for (int y = 0; y < 384; ++y) {
    for (int x = 256; x < 512; ++x) {
      const uint8_t v = x / 7 % 2 == 0 ? 255 : static_cast<uint8_t>(rng.uniform(0, 60));
      whole.pixels.at<cv::Vec3b>(y, x) = {v, v, v};
    }
  }
  whole.alpha = cv::Mat(384, 512, CV_8U, cv::Scalar(255));
  whole.alpha.colRange(256, 512).setTo(0);
  Image half;
  half.pixels = ToImage8(clean).pixels.colRange(0, 256).clone();
  const std::vector<std::string_view> names = {"noise", "edges", "tone"};
  const Findings alone = Measure(half, names);
  // Nor does what lies under a soft rim count.
  whole.alpha.colRange(256, 290).setTo(200);
  const Findings masked = Measure(whole, names);
  for (const char* id : {"noise.luma_sigma", "blur.sigma", "tone.contrast", "halo.overshoot"}) {
    ASSERT_TRUE(alone.Find(id)->value.has_value()) << id;
    const double truth = *alone.Find(id)->value;
    EXPECT_NEAR(masked.ValueOr(id, -1.0), truth, 0.3 + 0.05 * truth) << id;
  }
  EXPECT_NEAR(masked.ValueOr("tone.clipped_highlights", -1.0),
              alone.ValueOr("tone.clipped_highlights", -2.0),
              0.1);
  // Stripes on even ground, were they to be seen, are a drawing, and a banded or stamped one.
  const std::vector<std::string_view> more = {
      "native_scale", "noise", "edges", "content", "texture"};
  const Findings masked_texture = Measure(whole, more);
  const Findings alone_texture = Measure(half, more);
  EXPECT_EQ(masked_texture.WordOr("content.kind", ""), alone_texture.WordOr("content.kind", ""));
  for (const char* id : {"texture.banding", "texture.flat_activity"}) {
    EXPECT_NEAR(masked_texture.ValueOr(id, -1.0), alone_texture.ValueOr(id, -1.0), 0.5) << id;
  }
  whole.alpha.setTo(0);
  const Findings nothing = Measure(whole, names);
  EXPECT_FALSE(nothing.Find("noise.luma_sigma")->known());
  EXPECT_FALSE(nothing.Find("blur.sigma")->known());
  EXPECT_FALSE(nothing.Find("tone.exposure")->known());
}

// An original whose hidden half was enlarged, and an enlargement whose hidden half was not: the
// visible half speaks.
TEST(Alpha, NativeSizeIsOfWhatIsSeen) {
  const cv::Mat clean = DeadLeaves({768, 512}, 42);
  Image crisp = ToImage8(clean);
  cv::Mat small;
  cv::resize(crisp.pixels, small, {}, 0.5, 0.5, cv::INTER_AREA);
  cv::Mat large;
  cv::resize(small, large, crisp.pixels.size(), 0, 0, cv::INTER_CUBIC);
  const cv::Rect hidden(0, 0, 300, 512);
  for (const bool enlarged : {false, true}) {
    Image image;
    image.pixels = enlarged ? large.clone() : crisp.pixels.clone();
    (enlarged ? crisp.pixels : large)(hidden).copyTo(image.pixels(hidden));
    image.alpha = cv::Mat(image.pixels.size(), CV_8U, cv::Scalar(255));
    image.alpha(hidden).setTo(0);
    const Findings f = Measure(image, {"native_scale"});
    EXPECT_NEAR(f.ValueOr("resolution.native_scale", -1.0), enlarged ? 0.5 : 1.0, 0.01);
    image.alpha.setTo(0);
    EXPECT_FALSE(Measure(image, {"native_scale"}).Find("resolution.native_scale")->known());
  }
}

// Rows and columns end at the outline of a cut-out; beyond it nothing changes from px to px.
TEST(Alpha, ACutOutIsNoEnlargement) {
  cv::Mat leaves = DeadLeaves({768, 512}, 43);
  cv::Mat grain(leaves.size(), CV_32FC3);
  cv::RNG(44).fill(grain, cv::RNG::NORMAL, 0.0, 3.0 / 255.0);
  Image image = ToImage8(leaves + grain);
  image.alpha = cv::Mat(image.pixels.size(), CV_8U, cv::Scalar(0));
  cv::ellipse(image.alpha, {384, 256}, {255, 170}, 0, 0, 360, 255, cv::FILLED);
  EXPECT_EQ(Measure(image, {"native_scale"}).ValueOr("resolution.native_scale", -1.0), 1.0);
}

}  // namespace
}  // namespace sharpscale
