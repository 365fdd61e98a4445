// SPDX-License-Identifier: Apache-2.0

#include "analysis/checkerboard.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

Image Photo() {
  return Degraded(DeadLeaves({512, 448}, 5), "blur:0.7,noise:2", 5);
}

Image With(const Image& clean, const cv::Rect& where, const std::function<double(int, int)>& add) {
  Image image = clean;
  image.pixels = clean.pixels.clone();
  for (int y = where.y; y < where.br().y; ++y) {
    for (int x = where.x; x < where.br().x; ++x) {
      auto& p = image.pixels.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) p[c] = cv::saturate_cast<uint8_t>(p[c] + add(x, y));
    }
  }
  return image;
}

double Checkerboard(const Image& image) {
  return Measure(image, {"checkerboard"}).ValueOr("texture.checkerboard", -1.0);
}

TEST(Checkerboard, RootMeanSquareOfPatternsOfPeriodTwoThreeAndFour) {
  const Image clean = Photo();
  const cv::Rect all(0, 0, clean.width(), clean.height());
  EXPECT_NEAR(
      Checkerboard(With(clean, all, [](int x, int y) { return (x + y) % 2 ? 2 : -2; })), 2.0, 0.4);
  EXPECT_NEAR(Checkerboard(With(clean, all, [](int x, int) { return x % 2 ? 2 : -2; })), 2.0, 0.4);
  EXPECT_NEAR(Checkerboard(With(
                  clean, all, [](int x, int) { return std::lround(3 * std::cos(CV_PI / 2 * x)); })),
              2.1,
              0.4);
  EXPECT_NEAR(
      Checkerboard(With(clean, all, [](int, int y) { return y % 3 == 0 ? 4 : -2; })), 2.8, 0.6);
}

TEST(Checkerboard, IsFoundWhereItIs) {
  const cv::Rect where(128, 192, 128, 128);
  const Findings findings = Measure(
      With(Photo(), where, [](int x, int y) { return (x + y) % 2 ? 3 : -3; }), {"checkerboard"});
  const Measurement* found = findings.Find("texture.checkerboard");
  ASSERT_TRUE(found != nullptr && found->map != nullptr);
  EXPECT_GT(*found->value, 2.0);
  int both = 0;
  int either = 0;
  for (int j = 0; j < found->map->values.rows; ++j) {
    for (int i = 0; i < found->map->values.cols; ++i) {
      const bool truth = where.contains({i * 32 + 16, j * 32 + 16});
      const bool marked = found->map->values(j, i) > 1.0F;
      both += truth && marked ? 1 : 0;
      either += truth || marked ? 1 : 0;
    }
  }
  EXPECT_GE(both, either * 0.7);
  ASSERT_FALSE(found->peaks.empty());
  EXPECT_TRUE(where.contains({int(found->peaks[0].x), int(found->peaks[0].y)}));
}

TEST(Checkerboard, NoneInCleanNoisyAndCompressedPictures) {
  for (const char* history : {"blur:0.7", "noise:10", "noise:2,jpeg:75", "jpeg:25"}) {
    EXPECT_EQ(Checkerboard(Degraded(DeadLeaves({512, 512}, 9), history, 9)), 0.0) << history;
  }
}

TEST(Checkerboard, StripesThatDoNotKeepStepAreNoPattern) {
  Image image;
  image.pixels.create(256, 256, CV_8UC1);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      image.pixels.at<uint8_t>(y, x) =
          cv::saturate_cast<uint8_t>(128 + 30 * std::cos(2 * CV_PI * x / 4.07));
    }
  }
  EXPECT_EQ(Checkerboard(image), 0.0);
}

TEST(Checkerboard, SmallIsUnknownAndFlatIsNone) {
  Image image;
  image.pixels = cv::Mat(1, 1, CV_8UC1, cv::Scalar(7));
  EXPECT_EQ(Checkerboard(image), -1.0);
  image.pixels = cv::Mat(300, 300, CV_8UC3, cv::Scalar::all(90));
  EXPECT_EQ(Checkerboard(image), 0.0);
}

}  // namespace
}  // namespace sharpscale
