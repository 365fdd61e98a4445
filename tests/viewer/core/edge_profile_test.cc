// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/edge_profile.h"

#include <gmock/gmock.h>

#include <cmath>
#include <random>

namespace sharpscale::viewer {
namespace {

// A vertical edge at x = edge (px edges), Gaussian of `sigma`, from `low` to `high` levels.
Image Edge(int width, int height, double edge, double sigma, double low, double high) {
  Image image;
  image.pixels.create(height, width, CV_32FC1);
  for (int x = 0; x < width; ++x) {
    const double t = 0.5 * (1.0 + std::erf((x + 0.5 - edge) / (sigma * std::sqrt(2.0))));
    image.pixels.col(x).setTo((low + (high - low) * t) / 255.0);
  }
  return image;
}

TEST(EdgeProfileTest, GaussianEdgeHasKnownRiseAndNoHalo) {
  const Image image = Edge(80, 40, 40.0, 2.0, 60, 180);
  const EdgeProfile p = MeasureEdgeProfile(image, {}, {{10.5, 20.5}, {70.5, 20.5}, 15.0});
  ASSERT_TRUE(p.has_edge);
  EXPECT_NEAR(p.contrast, 120.0, 0.01);
  ASSERT_TRUE(p.rise.has_value());
  EXPECT_NEAR(*p.rise, 2.563 * 2.0, 0.06);  // 10-90 % of a Gaussian edge: 2.563 sigma
  EXPECT_NEAR(*p.overshoot, 0.0, 0.01);
  EXPECT_NEAR(*p.undershoot, 0.0, 0.01);
  EXPECT_FALSE(p.halo_width.has_value());
  ASSERT_TRUE(p.mtf50.has_value());
  EXPECT_NEAR(*p.mtf50, 0.1874 / 2.0, 0.006);  // sqrt(ln 2 / 2) / (pi sigma)
  EXPECT_EQ(p.lines, 15);
}

TEST(EdgeProfileTest, PlantedOvershootIsReadInPercentOfContrast) {
  Image image = Edge(80, 40, 40.0, 1.0, 60, 160);
  // Bright halo of 12 levels 4..7 px right of the edge, dark halo of 7 levels on the other side.
  for (int x = 43; x < 48; ++x) image.pixels.col(x) += 12.0 / 255.0;
  for (int x = 32; x < 37; ++x) image.pixels.col(x) -= 7.0 / 255.0;
  const EdgeProfile p = MeasureEdgeProfile(image, {}, {{10, 20}, {70, 20}, 5.0});
  ASSERT_TRUE(p.has_edge);
  EXPECT_NEAR(*p.overshoot, 12.0, 0.4);
  EXPECT_NEAR(*p.undershoot, 7.0, 0.4);
  EXPECT_GT(p.overshoot_at, 0.0);
  EXPECT_LT(p.undershoot_at, 0.0);
  ASSERT_TRUE(p.halo_width.has_value());
  EXPECT_NEAR(*p.halo_width, 6.0, 1.5);
}

TEST(EdgeProfileTest, DirectionOfTheLineDoesNotMatter) {
  Image image = Edge(80, 40, 40.0, 1.0, 60, 160);
  for (int x = 43; x < 48; ++x) image.pixels.col(x) += 12.0 / 255.0;
  const EdgeProfile there = MeasureEdgeProfile(image, {}, {{10, 20}, {70, 20}, 5.0});
  const EdgeProfile back = MeasureEdgeProfile(image, {}, {{70, 20}, {10, 20}, 5.0});
  EXPECT_NEAR(*there.overshoot, *back.overshoot, 1e-6);
  EXPECT_NEAR(*there.rise, *back.rise, 1e-6);
  EXPECT_LT(back.contrast, 0.0);
}

TEST(EdgeProfileTest, AveragingLinesRemovesNoise) {
  Image image = Edge(120, 200, 60.0, 1.5, 80, 160);
  std::mt19937 random(3);
  std::normal_distribution<float> noise(0.0F, 8.0F / 255.0F);
  for (float& v : cv::Mat_<float>(image.pixels)) v += noise(random);
  const ProfileLine line{{20, 100}, {100, 100}, 121.0};
  const EdgeProfile p = MeasureEdgeProfile(image, {}, line);
  ASSERT_TRUE(p.rise.has_value());
  EXPECT_NEAR(*p.rise, 2.563 * 1.5, 0.4);
  EXPECT_LT(*p.overshoot, 4.0);
}

TEST(EdgeProfileTest, SourceIsReadInTheLeadsPixels) {
  const Image source = Edge(40, 20, 20.0, 1.0, 60, 180);
  const Placement four = PlacementBySize(40, 20, 160, 80);
  const EdgeProfile p = MeasureEdgeProfile(source, four, {{20, 40}, {140, 40}, 9.0});
  ASSERT_TRUE(p.rise.has_value());
  EXPECT_NEAR(*p.rise, 4.0 * 2.563, 1.2);  // bilinear reading widens a little
}

TEST(EdgeProfileTest, FlatPictureHasNoEdge) {
  Image image;
  image.pixels = cv::Mat(20, 20, CV_8UC3, cv::Scalar(90, 90, 90));
  const EdgeProfile p = MeasureEdgeProfile(image, {}, {{2, 10}, {18, 10}, 3.0});
  EXPECT_FALSE(p.has_edge);
  EXPECT_FALSE(p.overshoot.has_value());
  const std::string csv = EdgeProfileCsv(p, nullptr);
  EXPECT_NE(csv.find("overshoot_percent=unknown"), std::string::npos);
}

TEST(EdgeProfileTest, LineIsChecked) {
  EXPECT_FALSE((ProfileLine{{1, 1}, {2, 2}, 5.0}).Validate().ok());
  EXPECT_FALSE((ProfileLine{{1, 1}, {20, 2}, 0.0}).Validate().ok());
  EXPECT_TRUE((ProfileLine{{1, 1}, {20, 2}, 9.0}).Validate().ok());
}

}  // namespace
}  // namespace sharpscale::viewer
