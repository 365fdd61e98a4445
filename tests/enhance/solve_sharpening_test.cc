// SPDX-License-Identifier: Apache-2.0

#include "enhance/solve_sharpening.h"

#include <gtest/gtest.h>

#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

// A meter that reads how far the picture leaves 0.3..0.7, % of that contrast.
std::optional<double> Overshoot(const cv::Mat& pixels) {
  double low, high;
  cv::minMaxIdx(pixels, &low, &high);
  return 100.0 * std::max(0.0, std::max(high - 0.7, 0.3 - low)) / 0.4;
}

cv::Mat Edge() {
  cv::Mat edge(96, 96, CV_32FC1, cv::Scalar(0.3));
  edge.colRange(48, 96).setTo(0.7);
  cv::GaussianBlur(edge, edge, cv::Size(), 1.2);
  return edge;
}

SharpeningProblem Problem(double ceiling) {
  SharpeningProblem problem;
  problem.wanted.strength = 1.0;
  problem.wanted.radius = 1.5;
  problem.wanted.overshoot = 100.0;
  problem.halo_ceiling = ceiling;
  problem.blur_sigma = 1.2;
  return problem;
}

TEST(SolveSharpeningTest, StaysUnderTheMeasuredCeilingAndUsesIt) {
  for (const double ceiling : {0.5, 1.0, 2.0}) {
    const SharpeningSolution solution = SolveSharpening(Edge(), Problem(ceiling), Overshoot);
    ASSERT_TRUE(solution.halo_after.has_value());
    EXPECT_LE(*solution.halo_after, ceiling);
    EXPECT_GT(*solution.halo_after, 0.7 * ceiling);
    EXPECT_GT(solution.options.strength, 0.0);
    EXPECT_LT(solution.options.strength, 1.0);
  }
}

TEST(SolveSharpeningTest, KeepsTheWantedStrengthWhereItIsHarmless) {
  SharpeningProblem problem = Problem(50.0);
  problem.wanted.strength = 0.4;
  EXPECT_EQ(SolveSharpening(Edge(), problem, Overshoot).options.strength, 0.4);
}

TEST(SolveSharpeningTest, SharpPictureGetsNothing) {
  SharpeningProblem problem = Problem(5.0);
  problem.blur_sigma = 0.4;
  const SharpeningSolution solution = SolveSharpening(Edge(), problem, Overshoot);
  EXPECT_EQ(solution.options.strength, 0.0);
  EXPECT_NE(solution.note.find("Already sharp"), std::string::npos);
}

TEST(SolveSharpeningTest, HaloedPictureGetsNothing) {
  const auto meter = [](const cv::Mat&) -> std::optional<double> { return 22.0; };
  EXPECT_EQ(SolveSharpening(Edge(), Problem(5.0), meter).options.strength, 0.0);
}

TEST(SolveSharpeningTest, UnknownHaloKeepsTheStrengthAndSaysSo) {
  const auto meter = [](const cv::Mat&) -> std::optional<double> { return std::nullopt; };
  const SharpeningSolution solution = SolveSharpening(Edge(), Problem(5.0), meter);
  EXPECT_EQ(solution.options.strength, 1.0);
  EXPECT_FALSE(solution.halo_after.has_value());
}

TEST(SolveSharpeningTest, RadiusGrowsWithScaleAndPrint) {
  EXPECT_LT(SharpeningRadius(1.0, 0.0, 0.0), SharpeningRadius(3.0, 0.0, 0.0));
  EXPECT_NEAR(SharpeningRadius(1.0, 300.0, 0.0), 1.5, 1e-9);
  EXPECT_GT(SharpeningRadius(1.0, 300.0, 20.0), 1.5);
  EXPECT_LE(SharpeningRadius(16.0, 1200.0, 100.0), 3.0);
}

}  // namespace
}  // namespace sharpscale
