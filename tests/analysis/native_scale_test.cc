// SPDX-License-Identifier: Apache-2.0

#include "analysis/native_scale.h"

#include <gtest/gtest.h>

#include <cmath>

#include "analysis/line_spectrum.h"
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

TEST(DctOfRows, MatchesTheDefinitionForAnyLength) {
  for (const int n : {1, 2, 7, 16, 30, 61, 74}) {  // 61 is prime, 74 = 2 x 37: both paths
    cv::Mat1f rows(2, n);
    cv::randu(rows, -1.0, 1.0);
    const cv::Mat1f dct = DctOfRows(rows);
    for (int k = 0; k < n; ++k) {
      double sum = 0.0;
      for (int i = 0; i < n; ++i) {
        sum += rows(1, i) * std::cos(CV_PI * (2 * i + 1) * k / (2.0 * n));
      }
      EXPECT_NEAR(dct(1, k), sum * std::sqrt((k == 0 ? 1.0 : 2.0) / n), 1e-4) << n << " " << k;
    }
  }
}

}  // namespace
}  // namespace sharpscale
