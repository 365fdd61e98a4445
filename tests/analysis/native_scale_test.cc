// SPDX-License-Identifier: Apache-2.0

#include "analysis/native_scale.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

// Leaves with fine grain, so that the finest frequencies carry something.
cv::Mat Textured(cv::Size size, uint64_t seed) {
  cv::Mat picture = DeadLeaves(size, seed);
  cv::Mat grain(size, CV_32FC3);
  cv::RNG rng(seed + 1);
  rng.fill(grain, cv::RNG::NORMAL, 0.0, 3.0 / 255.0);
  return picture + grain;
}

TEST(NativeScale, FindsTheSizeBeforeEnlarging) {
  const cv::Mat native = Textured({301, 277}, 41);
  for (const int kernel : {cv::INTER_LINEAR, cv::INTER_CUBIC, cv::INTER_LANCZOS4}) {
    for (const double scale : {1.25, 1.5, 2.0, 3.0}) {
      cv::Mat large;
      cv::resize(
          native,
          large,
          {static_cast<int>(std::lround(301 * scale)), static_cast<int>(std::lround(277 * scale))},
          0,
          0,
          kernel);
      const Findings f = Measure(ToImage8(large), {"native_scale"});
      EXPECT_NEAR(f.ValueOr("resolution.native_width", 0), 301, 1) << kernel << " " << scale;
      EXPECT_NEAR(f.ValueOr("resolution.native_height", 0), 277, 1) << kernel << " " << scale;
      EXPECT_NEAR(f.ValueOr("resolution.native_scale", 0), 1.0 / scale, 0.01);
    }
  }
}

// Noise lies above all that a soft picture's mirror image has.
TEST(NativeScale, FindsTheSizeUnderNoise) {
  for (const char* kernel : {"bilinear", "bicubic", "lanczos3"}) {
    for (const char* scale : {"1.25", "1.5", "2"}) {
      const std::string history = "blur:0.5,up:" + std::string(scale) + ":" + kernel + ",noise:3";
      const Findings f = Measure(Degraded(Textured({301, 277}, 41), history), {"native_scale"});
      EXPECT_NEAR(f.ValueOr("resolution.native_width", 0), 301, 3) << history;
      EXPECT_NEAR(f.ValueOr("resolution.native_height", 0), 277, 3) << history;
    }
  }
  const cv::Mat native = Textured({448, 384}, 43);
  for (const char* history :
       {"noise:5", "blur:1,noise:2", "jpeg:50,noise:2", "blur:1,jpeg:75,noise:2"}) {
    const Findings f = Measure(Degraded(native, history), {"native_scale"});
    EXPECT_EQ(f.ValueOr("resolution.native_scale", 0), 1.0) << history;
  }
}

// Cells of 1.2 px come back every 5 px of the result: that leaves a fifth of what an enlargement
// would, as clear as one (and half of it on grain alone, where it is taken for one).
TEST(NativeScale, AReductionIsNoEnlargement) {
  for (const uint64_t seed : {43, 47}) {
    const Findings f =
        Measure(Degraded(Textured({512, 480}, seed), "blur:0.6,down:1.2:area"), {"native_scale"});
    EXPECT_EQ(f.ValueOr("resolution.native_scale", 0), 1.0) << seed;
  }
}

// A cut-out has no mirror image left: nobody can tell, and the interval says so.
TEST(NativeScale, ACutOutOfAnEnlargementIsNotCalledNativeForSure) {
  const cv::Mat native = Textured({301, 277}, 41);
  const cv::Rect part(37, 51, 397, 421);
  for (const int kernel : {cv::INTER_LINEAR, cv::INTER_CUBIC, cv::INTER_LANCZOS4}) {
    cv::Mat large;
    cv::resize(native, large, {602, 554}, 0, 0, kernel);
    const Findings f = Measure(ToImage8(large(part).clone()), {"native_scale"});
    const Measurement* scale = f.Find("resolution.native_scale");
    ASSERT_TRUE(scale != nullptr && scale->low.has_value()) << kernel;
    EXPECT_LE(*scale->low, 0.5) << kernel;
  }
  const Findings crisp =
      Measure(ToImage8(Textured({602, 554}, 41)(part).clone()), {"native_scale"});
  EXPECT_GT(*crisp.Find("resolution.native_scale")->low, 0.98);
}

// Nearest neighbour repeats pixels: its spectrum does not fall off, values change at borders only.
TEST(NativeScale, FindsRepeatedPixelsWhereverTheyBegin) {
  const cv::Mat native = Textured({120, 101}, 45);
  for (const int factor : {2, 3, 4, 8}) {
    cv::Mat large;
    cv::resize(native, large, {}, factor, factor, cv::INTER_NEAREST);
    const Findings whole = Measure(ToImage8(large), {"native_scale"});
    EXPECT_EQ(whole.ValueOr("resolution.native_width", 0), 120) << factor;
    EXPECT_EQ(whole.ValueOr("resolution.native_height", 0), 101) << factor;
    EXPECT_NEAR(whole.ValueOr("resolution.native_scale", 0), 1.0 / factor, 1e-6);
    // A column and a row less: partial blocks at the ends.
    const cv::Mat cut = large(cv::Rect(1, 1, large.cols - 1, large.rows - 1)).clone();
    const Findings part = Measure(ToImage8(cut), {"native_scale"});
    EXPECT_NEAR(part.ValueOr("resolution.native_scale", 0), 1.0 / factor, 1e-6) << factor;
    EXPECT_EQ(part.ValueOr("resolution.native_width", 0), 120) << factor;
  }
}

// Between whole factors some pixels are repeated once more than others.
TEST(NativeScale, FindsUnevenlyRepeatedPixels) {
  const cv::Mat native = Textured({320, 260}, 46);
  for (const double factor : {1.25, 1.5, 1.7, 2.6}) {
    cv::Mat large;
    cv::resize(native, large, {}, factor, factor, cv::INTER_NEAREST);
    const Findings f = Measure(ToImage8(large), {"native_scale"});
    EXPECT_NEAR(f.ValueOr("resolution.native_width", 0), 320, 1) << factor;
    EXPECT_NEAR(f.ValueOr("resolution.native_height", 0), 260, 1) << factor;
    const cv::Mat cut = large(cv::Rect(3, 2, large.cols - 40, large.rows - 30)).clone();
    const Findings part = Measure(ToImage8(cut), {"native_scale"});
    EXPECT_NEAR(part.ValueOr("resolution.native_scale", 0), 1.0 / factor, 0.006) << factor;
  }
  // Repeated in one direction, or at no even places: no enlargement.
  cv::Mat wide;
  cv::resize(native, wide, {480, 260}, 0, 0, cv::INTER_NEAREST);
  EXPECT_EQ(Measure(ToImage8(wide), {"native_scale"}).ValueOr("resolution.native_scale", 0), 1.0);
  cv::Mat torn = native.clone();
  for (int i = 1; i < 60; ++i) {
    torn.col(i * i * 7 % 319).copyTo(torn.col(i * i * 7 % 319 + 1));
    torn.row(i * i * 5 % 259).copyTo(torn.row(i * i * 5 % 259 + 1));
  }
  EXPECT_EQ(Measure(ToImage8(torn), {"native_scale"}).ValueOr("resolution.native_scale", 0), 1.0);
}

TEST(NativeScale, StripesAndAFewBoxesAreNoRepeatedPixels) {
  cv::Mat3f stripes(320, 320, cv::Vec3f(0.9F, 0.9F, 0.9F));
  for (int x = 0; x < 320; x += 16) stripes(cv::Rect(x, 0, 8, 320)).setTo(cv::Scalar::all(0.2));
  EXPECT_EQ(Measure(ToImage8(stripes), {"native_scale"}).ValueOr("resolution.native_scale", 0), 1);
  cv::Mat3f boxes(320, 320, cv::Vec3f(0.9F, 0.9F, 0.9F));
  boxes(cv::Rect(32, 64, 96, 64)).setTo(cv::Scalar::all(0.3));
  boxes(cv::Rect(160, 128, 128, 96)).setTo(cv::Scalar::all(0.5));
  EXPECT_EQ(Measure(ToImage8(boxes), {"native_scale"}).ValueOr("resolution.native_scale", 0), 1);
}

TEST(NativeScale, BlocksInsideAnEnlargementByTwoAreNotToldFromIt) {
  const Image native = Degraded(Textured({512, 384}, 47), "jpeg:40");
  const Findings plain = Measure(native, {"native_scale", "jpeg_compression"});
  EXPECT_NEAR(plain.ValueOr("compression.jpeg_quality", 0.0), 40.0, 3.0);
  const Image large = Degraded(Textured({301, 277}, 41), "up:2,jpeg:85");
  const Findings f = Measure(large, {"native_scale", "jpeg_compression"});
  ASSERT_NEAR(f.ValueOr("resolution.native_scale", 0.0), 0.5, 0.01);
  EXPECT_FALSE(f.Find("compression.jpeg_quality")->known());
  EXPECT_FALSE(f.Find("compression.grid_x")->known());
}

TEST(NativeScale, OriginalsAreNativeEvenAsJpeg) {
  const cv::Mat native = Textured({448, 384}, 43);
  for (const char* history : {"", "blur:1", "jpeg:75", "jpeg:40", "blur:1,jpeg:75"}) {
    const Findings f = Measure(Degraded(native, history), {"native_scale"});
    EXPECT_EQ(f.ValueOr("resolution.native_scale", 0), 1.0) << history;
    EXPECT_EQ(f.ValueOr("resolution.native_width", 0), 448) << history;
  }
}

// The grid of coarse JPEG is told by its harmonics, of which those between px are not seen where
// the sides are no multiple of 8.
TEST(NativeScale, CoarseJpegOfAnySizeIsNoEnlargement) {
  const cv::Mat native = Textured({520, 440}, 48);
  for (const cv::Size size : {cv::Size(520, 440), cv::Size(508, 432), cv::Size(516, 436)}) {
    for (const char* history : {"jpeg:20", "jpeg:30", "blur:1,jpeg:30", "blur:2,jpeg:30"}) {
      const cv::Mat part = native(cv::Rect({}, size)).clone();
      const Findings f = Measure(Degraded(part, history), {"native_scale"});
      EXPECT_EQ(f.ValueOr("resolution.native_scale", 0), 1.0) << size << " " << history;
    }
  }
  // What its grid may hide is in the interval.
  const Findings f = Measure(Degraded(native, "blur:2,jpeg:30"), {"native_scale"});
  EXPECT_LT(*f.Find("resolution.native_scale")->low, 0.8);
  EXPECT_GT(*Measure(ToImage8(native), {"native_scale"}).Find("resolution.native_scale")->low,
            0.98);
}

// On sides that are a multiple of 8 the grid's harmonics above the enlargement's are as high as its
// own.
TEST(NativeScale, EnlargementsByTwoShowThroughTheGridOfJpeg) {
  const cv::Mat native = Textured({320, 288}, 49);
  for (const char* history : {"up:2,jpeg:92", "up:2:lanczos3,jpeg:92", "up:2,jpeg:75"}) {
    const Findings f = Measure(Degraded(native, history), {"native_scale"});
    EXPECT_NEAR(f.ValueOr("resolution.native_scale", 0), 0.5, 0.01) << history;
  }
}

// Even margins repeat px as blocks do.
TEST(NativeScale, MarginsAreNoRepeatedPixels) {
  Image framed = ToImage8(Textured({480, 360}, 50));
  framed.pixels.forEach<cv::Vec3b>([](cv::Vec3b& p, const int* at) {
    const double y = (at[0] - 180) / 150.0;
    const double x = (at[1] - 240) / 200.0;
    if (x * x + y * y > 1.0) p = {255, 255, 255};
  });
  EXPECT_EQ(Measure(framed, {"native_scale"}).ValueOr("resolution.native_scale", 0), 1.0);
  // An enlargement between margins keeps its ratio.
  cv::Mat large;
  cv::resize(ToImage8(Textured({300, 240}, 51)).pixels, large, {}, 1.5, 1.5, cv::INTER_NEAREST);
  cv::copyMakeBorder(large, large, 40, 40, 50, 50, cv::BORDER_CONSTANT, cv::Scalar::all(255));
  Image mounted;
  mounted.pixels = large;
  EXPECT_NEAR(
      Measure(mounted, {"native_scale"}).ValueOr("resolution.native_scale", 0), 0.667, 0.01);
}

TEST(NativeScale, RepeatedGlyphsAreNoEnlargement) {
  // A page of few different glyphs on a grid: its products of coefficients depend on each other.
  cv::Mat page(720, 640, CV_8UC1, cv::Scalar(255));
  cv::RNG rng(45);
  std::vector<cv::Mat> glyphs;
  for (int g = 0; g < 5; ++g) {
    cv::Mat glyph(11, 7, CV_8UC1);
    rng.fill(glyph, cv::RNG::UNIFORM, 0, 2);
    glyphs.push_back(glyph * 255);
  }
  for (int y = 20; y < 690; y += 19) {
    for (int x = 15; x < 600; x += 9)
      glyphs[static_cast<size_t>(rng.uniform(0, 5))].copyTo(page(cv::Rect(x, y, 7, 11)));
  }
  Image image;
  image.pixels = page;
  EXPECT_EQ(Measure(image, {"native_scale"}).ValueOr("resolution.native_scale", 0), 1.0);
}

TEST(NativeScale, UnknownOnTinyPictures) {
  Image image;
  image.pixels = cv::Mat(63, 500, CV_8UC1, cv::Scalar(3));
  EXPECT_FALSE(Measure(image, {"native_scale"}).Find("resolution.native_scale")->known());
}

}  // namespace
}  // namespace sharpscale
