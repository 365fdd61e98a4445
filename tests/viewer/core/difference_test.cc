// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/difference.h"

#include <gmock/gmock.h>

#include <opencv2/imgproc.hpp>

#include "viewer/core/colour_map.h"

namespace sharpscale::viewer {
namespace {

Image Random(int width, int height, uint64_t seed) {
  Image image;
  image.pixels.create(height, width, CV_8UC3);
  cv::RNG random(seed);
  random.fill(image.pixels, cv::RNG::UNIFORM, 0, 256);
  return image;
}

TEST(DifferenceTest, AbsoluteEqualsOpenCvAcrossTiles) {
  const Image before = Random(300, 200, 1);
  const Image after = Random(300, 200, 2);
  const DifferenceSource source(std::make_shared<Pyramid>(before),
                                std::make_shared<Pyramid>(after),
                                {},
                                DifferenceMetric::kAbsolute);
  cv::Mat expected;
  cv::absdiff(before.pixels, after.pixels, expected);
  for (int y = 0; y < 200; y += 64) {
    for (int x = 0; x < 300; x += 64) {
      const cv::Rect rect = cv::Rect(x, y, 64, 64) & cv::Rect(0, 0, 300, 200);
      cv::Mat rgb;
      cv::cvtColor(source.Tile(0, rect), rgb, cv::COLOR_RGBA2RGB);
      EXPECT_EQ(cv::norm(rgb, expected(rect), cv::NORM_INF), 0.0);
    }
  }
}

TEST(DifferenceTest, AnEnlargementAgainstItsOwnSourceIsNearZero) {
  Image before;
  before.pixels.create(100, 120, CV_8UC3);
  for (int y = 0; y < 100; ++y) {
    for (int x = 0; x < 120; ++x) {
      before.pixels.at<cv::Vec3b>(y, x) = cv::Vec3b(x, y + 50, (x + y) / 2);
    }
  }
  Image after;
  cv::resize(before.pixels, after.pixels, {}, 4, 4, cv::INTER_LINEAR);
  const DifferenceSource source(std::make_shared<Pyramid>(before),
                                std::make_shared<Pyramid>(after),
                                PlacementBySize(120, 100, 480, 400),
                                DifferenceMetric::kAbsolute);
  cv::Mat rgb;
  cv::cvtColor(source.Tile(0, {100, 100, 200, 200}), rgb, cv::COLOR_RGBA2RGB);
  // Both interpolate bilinearly with half-pixel centres; roundings may differ by one level.
  EXPECT_LE(cv::norm(rgb, cv::NORM_INF), 1.0);
  // A shift of half a source pixel would show: the slope is a quarter level per result pixel.
  const DifferenceSource shifted(std::make_shared<Pyramid>(before),
                                 std::make_shared<Pyramid>(after),
                                 {4.0, 4.0, 24.0, 0.0},
                                 DifferenceMetric::kAbsolute);
  cv::cvtColor(shifted.Tile(0, {100, 100, 200, 200}), rgb, cv::COLOR_RGBA2RGB);
  EXPECT_GE(cv::norm(rgb, cv::NORM_INF), 4.0);
}

TEST(DifferenceTest, SignedLumaIsGrayWhereEqual) {
  const Image image = Random(32, 32, 5);
  const cv::Mat rgba = Pyramid(image).Tile(0, {0, 0, 32, 32});
  const cv::Mat difference = DifferenceOf(rgba, rgba, DifferenceMetric::kSignedLuma);
  const auto middle = ColourAt(ColourMap::kDiverging, 0.5);
  EXPECT_EQ(difference.at<cv::Vec4b>(3, 3), cv::Vec4b(middle[0], middle[1], middle[2], 255));
}

TEST(DifferenceTest, TableNamesEachMetricOnce) {
  EXPECT_EQ(DifferenceTable().size(), 5u);
}

}  // namespace
}  // namespace sharpscale::viewer
