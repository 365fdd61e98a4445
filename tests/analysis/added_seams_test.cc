// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_seams.h"

#include <gtest/gtest.h>

#include <limits>

namespace sharpscale {
namespace {

// 8 segments of 512 positions; each segment's share of a line's step is its own.
cv::Mat1f Steps(const std::vector<std::pair<int, double>>& lines, uint64_t seed) {
  cv::RNG random(seed);
  cv::Mat1f means(8, 512, 0.0F);
  for (int s = 0; s < means.rows; ++s) {
    std::vector<double> steps(512, 0.0);
    for (const auto& [at, step] : lines) {
      steps[static_cast<size_t>(at)] =
          step * random.uniform(0.8, 1.2) * (random.uniform(0, 2) == 0 ? -1.0 : 1.0);
    }
    double level = 0.0;
    for (int x = 0; x < means.cols; ++x) {
      level = 0.9 * level + steps[static_cast<size_t>(x)];
      means(s, x) = static_cast<float>(level + random.gaussian(0.02));
    }
  }
  return means;
}

TEST(AddedSeamsTest, ALineWhereTilesEndIsFound) {
  const Seams seams = FindSeams(Steps({{256, 1.0}}, 1), 64);
  ASSERT_EQ(seams.seams.size(), 1u);
  EXPECT_EQ(seams.seams[0].at, 256);
  EXPECT_NEAR(seams.step, 1.0, 0.3);
}

// Edges hide all of the line but two pieces, and only one of them has a step.
TEST(AddedSeamsTest, OnePieceOfALineIsNoSeam) {
  cv::Mat1f means = Steps({}, 3);
  for (int s = 2; s < means.rows; ++s) {
    for (int x = 226; x < 286; ++x) means(s, x) = std::numeric_limits<float>::quiet_NaN();
  }
  for (int x = 256; x < 270; ++x) means(0, x) += 0.8F;
  EXPECT_TRUE(FindSeams(means, 64).seams.empty());
}

// What a repair takes away of a JPEG: a step at every eighth line, here and there a high one.
TEST(AddedSeamsTest, TheHighestBlockLineIsNoSeam) {
  int found = 0;
  for (uint64_t seed = 0; seed < 20; ++seed) {
    cv::RNG random(100 + seed);
    std::vector<std::pair<int, double>> lines;
    for (int x = 8; x < 512; x += 8) lines.emplace_back(x, random.uniform(0.1, 0.8));
    lines[31].second = 1.0;  // at 256
    found += FindSeams(Steps(lines, seed), 64).seams.empty() ? 0 : 1;
  }
  EXPECT_LE(found, 1);
}

// A seam among block lines is still one.
TEST(AddedSeamsTest, SeamsStandOutAmongBlockLines) {
  cv::RNG random(7);
  std::vector<std::pair<int, double>> lines;
  for (int x = 8; x < 512; x += 8) lines.emplace_back(x, random.uniform(0.1, 0.4));
  for (int x = 128; x < 512; x += 128) lines[x / 8 - 1].second = 2.5;
  const Seams seams = FindSeams(Steps(lines, 9), 64);
  EXPECT_EQ(seams.period, 128);
  EXPECT_EQ(seams.seams.size(), 3u);
}

TEST(AddedSeamsTest, AStepOnAnEdgeOfTheSourceIsThatEdge) {
  cv::Mat1f source(40, 80, 60.0F);
  source.colRange(32, 80) = 90.0F;
  Seams one;
  one.step = 1.2;
  one.seams = {{32, 1.2, 20}};
  EXPECT_TRUE(SeamsOffEdges(one, source).seams.empty());
  EXPECT_EQ(SeamsOffEdges(one, source).step, 0.0);
  one.seams.front().step = 9.0;  // too high to be left over
  EXPECT_EQ(SeamsOffEdges(one, source).seams.size(), 1u);
  one.seams = {{48, 1.2, 20}};  // where the source has no edge
  EXPECT_EQ(SeamsOffEdges(one, source).seams.size(), 1u);
  one.seams = {{32, 1.2, 20}, {64, 1.2, 20}};  // a grid of tiles
  EXPECT_EQ(SeamsOffEdges(one, source).seams.size(), 2u);
}

TEST(AddedSeamsTest, AStepThatIsTakenAwayIsNotAdded) {
  cv::Mat1f high(128, 80, 60.0F);
  high.colRange(32, 80) = 62.0F;
  cv::Mat1f low(128, 80, 60.0F);
  low.colRange(32, 80) = 61.2F;
  Seams one;
  one.step = 0.8;
  one.seams = {{32, 0.8, 20}};
  EXPECT_EQ(SeamsAdded(one, high, low, 64).step, 0.0);
  EXPECT_EQ(SeamsAdded(one, low, high, 64).step, 0.8);
  one.seams = {{32, 0.8, 20}, {64, 0.8, 20}};  // a grid of tiles
  EXPECT_EQ(SeamsAdded(one, high, low, 64).seams.size(), 2u);
}

}  // namespace
}  // namespace sharpscale
