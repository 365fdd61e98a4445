// SPDX-License-Identifier: Apache-2.0

#include "analysis/oversharpening.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "analysis/oversharpening_statistics.h"
#include "datasets/kernels.h"
#include "datasets/unsharp.h"
#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

// Discs over each other, as a camera of this blur would see them, then a mask of 1 px.
Image Picture(uint64_t seed, double amount) {
  const cv::Mat clean = DeadLeaves({384, 384}, seed, 0.25, 0.7);
  return ToImage8(amount > 0.0 ? UnsharpMask(clean, amount, 1.0) : clean);
}

double Sure(const Image& image) {
  return Measure(image, {"noise", "oversharpening"}).ValueOr("halo.oversharpened", -1.0);
}

TEST(Oversharpening, TellsStrongMasksFromNone) {
  for (const uint64_t seed : {3, 4, 5}) {
    EXPECT_LT(Sure(Picture(seed, 0.0)), 50.0) << seed;
    EXPECT_GT(Sure(Picture(seed, 1.5)), 85.0) << seed;
  }
}

// Each stray px is an edge with rims.
TEST(Oversharpening, StrayPixelsAreNoMask) {
  Image image = Picture(3, 0.0);
  cv::RNG rng(4);
  for (int i = 0; i < 4000; ++i) {
    image.pixels.at<cv::Vec3b>(rng.uniform(0, image.height()), rng.uniform(0, image.width())) =
        cv::Vec3b::all(i % 2 == 0 ? 0 : 255);
  }
  const Findings f = Measure(image, {"noise", "oversharpening"});
  EXPECT_EQ(f.WordOr("noise.kind", ""), "impulse");
  const Measurement* sure = f.Find("halo.oversharpened");
  ASSERT_NE(sure, nullptr);
  EXPECT_FALSE(sure->known()) << *sure->value;
}

TEST(Oversharpening, GrowsWithTheAmount) {
  double before = -1.0;
  for (const double amount : {0.0, 0.5, 1.0, 1.5}) {
    const double sure = Sure(Picture(7, amount));
    EXPECT_GE(sure, before) << amount;
    before = sure;
  }
}

// Noise makes rims of its own; what the regression was set with is let through.
TEST(Oversharpening, UnknownUnderStrongNoise) {
  const cv::Mat clean = DeadLeaves({512, 512}, 7, 0.25, 0.7);
  const auto known = [&](const char* history) {
    const Findings f = Measure(Degraded(clean, history), {"noise", "oversharpening"});
    return f.Find("halo.oversharpened")->known();
  };
  EXPECT_TRUE(known("noise:10"));
  EXPECT_FALSE(known("noise:20"));
}

// Outlined panels: drawn rims are as sure as a mask's.
TEST(Oversharpening, UnknownInDrawings) {
  cv::RNG rng(5);
  Image screen;
  screen.pixels = cv::Mat(480, 640, CV_8UC3, cv::Scalar::all(200));
  for (int i = 0; i < 60; ++i) {
    const cv::Rect panel(rng.uniform(0, 560), rng.uniform(0, 430), 70, 40);
    cv::rectangle(screen.pixels, panel, cv::Scalar::all(rng.uniform(60, 150)), cv::FILLED);
    cv::rectangle(screen.pixels, panel, cv::Scalar::all(20), 1);
  }
  EXPECT_TRUE(Measure(screen, {"oversharpening"}).Find("halo.oversharpened")->known());
  const Findings f = Measure(screen, {"content", "oversharpening"});
  ASSERT_EQ(f.WordOr("content.kind", ""), "line-art");
  EXPECT_FALSE(f.Find("halo.oversharpened")->known());
}

TEST(Oversharpening, UnknownWithoutEdges) {
  Image flat;
  flat.pixels = cv::Mat(64, 64, CV_8UC3, cv::Scalar::all(120));
  const Findings f = Measure(flat, {"oversharpening"});
  EXPECT_FALSE(f.Find("halo.oversharpened")->known());
  Image one;
  one.pixels = cv::Mat(1, 1, CV_8UC3, cv::Scalar::all(120));
  EXPECT_FALSE(Measure(one, {"oversharpening"}).Find("halo.oversharpened")->known());
}

TEST(OversharpeningStatistics, BlocksAddUpToTheWhole) {
  cv::Mat1f luma(150, 203);
  cv::RNG random(5);
  random.fill(luma, cv::RNG::UNIFORM, 0.0, 255.0);
  cv::GaussianBlur(luma, luma, cv::Size(), 1.2);
  OversharpeningStatistics whole;
  whole.AddBlock(luma, {}, luma.size(), cv::Rect(cv::Point(), luma.size()));
  OversharpeningStatistics parts;
  for (int y = 0; y < luma.rows; y += 64) {
    for (int x = 0; x < luma.cols; x += 32) {
      OversharpeningStatistics part;
      const cv::Rect block = cv::Rect(x, y, 32, 64) & cv::Rect(cv::Point(), luma.size());
      part.AddBlock(luma, {}, luma.size(), block);
      parts.Merge(part);
    }
  }
  EXPECT_GT(whole.edges(), 100);
  EXPECT_EQ(whole.edges(), parts.edges());
  EXPECT_EQ(whole.Features(), parts.Features());
}

// One bright bar of 20 px on gray, rims of a fifth of its height on both sides of each edge.
TEST(OversharpeningStatistics, CountsReturnsOnBothSides) {
  cv::Mat1f luma(16, 80, 100.0F);
  for (int y = 0; y < luma.rows; ++y) {
    for (int x = 30; x < 50; ++x) luma(y, x) = 150.0F;
    luma(y, 29) = luma(y, 50) = 90.0F;
    luma(y, 30) = luma(y, 49) = 160.0F;
  }
  OversharpeningStatistics statistics;
  statistics.AddBlock(luma, {}, luma.size(), cv::Rect(cv::Point(), luma.size()));
  EXPECT_EQ(statistics.edges(), 32) << "two edges a row; the columns have none";
  // Each returns by 10 of 70 levels on either side: the pair of the third bin with itself.
  constexpr size_t kPair = 2 * OversharpeningStatistics::kLags + 9;
  const auto features = statistics.Features();
  EXPECT_NEAR(features[kPair], std::log(33.0 / 47.0), 1e-12);
  EXPECT_NEAR(features[kPair + 1], std::log(1.0 / 47.0), 1e-12);
}

}  // namespace
}  // namespace sharpscale
