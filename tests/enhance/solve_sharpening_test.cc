// SPDX-License-Identifier: Apache-2.0

#include "enhance/solve_sharpening.h"

#include <gtest/gtest.h>

#include "enhance/sharpen.h"
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
  problem.strength = 1.0;
  problem.radius = 1.5;
  problem.halo_ceiling = ceiling;
  problem.blur_sigma = 1.2;
  return problem;
}

cv::Mat Sharper(double strength) {
  SharpenOptions options;
  options.strength = strength;
  options.radius = 1.5;
  options.overshoot = 100.0;
  return Sharpen(Edge(), options);
}

TEST(SolveSharpeningTest, StaysUnderTheMeasuredCeilingAndUsesIt) {
  for (const double ceiling : {0.5, 1.0, 2.0}) {
    const SharpeningSolution solution = SolveSharpening(Problem(ceiling), Sharper, Overshoot);
    ASSERT_TRUE(solution.halo_after.has_value());
    EXPECT_LE(*solution.halo_after, ceiling);
    EXPECT_GT(*solution.halo_after, 0.6 * ceiling);
    EXPECT_GT(solution.strength, 0.0);
    EXPECT_LT(solution.strength, 1.0);
  }
}

TEST(SolveSharpeningTest, KeepsTheWantedStrengthWhereItIsHarmless) {
  SharpeningProblem problem = Problem(50.0);
  problem.strength = 0.4;
  EXPECT_EQ(SolveSharpening(problem, Sharper, Overshoot).strength, 0.4);
}

TEST(SolveSharpeningTest, SharpPictureGetsNothing) {
  SharpeningProblem problem = Problem(5.0);
  problem.blur_sigma = 0.4;
  const SharpeningSolution solution = SolveSharpening(problem, Sharper, Overshoot);
  EXPECT_EQ(solution.strength, 0.0);
  EXPECT_EQ(solution.measurements, 0);
  EXPECT_NE(solution.note.find("Already sharp"), std::string::npos);
}

TEST(SolveSharpeningTest, HaloedPictureGetsNothing) {
  SharpeningProblem problem = Problem(5.0);
  problem.source_halo = 22.0;
  EXPECT_EQ(SolveSharpening(problem, Sharper, Overshoot).strength, 0.0);
}

// An enlargement that has used the ceiling up leaves nothing for sharpening: the gate will judge
// both together.
TEST(SolveSharpeningTest, TheStepsBeforeCount) {
  const auto meter = [](const cv::Mat& pixels) -> std::optional<double> {
    return 4.8 + *Overshoot(pixels);
  };
  const SharpeningSolution solution = SolveSharpening(Problem(5.0), Sharper, meter);
  EXPECT_EQ(solution.strength, 0.0);
  EXPECT_NE(solution.note.find("steps before"), std::string::npos);
}

TEST(SolveSharpeningTest, UnknownHaloKeepsTheStrengthAndSaysSo) {
  const auto meter = [](const cv::Mat&) -> std::optional<double> { return std::nullopt; };
  const SharpeningSolution solution = SolveSharpening(Problem(5.0), Sharper, meter);
  EXPECT_EQ(solution.strength, 1.0);
  EXPECT_FALSE(solution.halo_after.has_value());
}

TEST(SolveSharpeningTest, RadiusGrowsWithScaleAndPrint) {
  EXPECT_LT(SharpeningRadius(std::nullopt, 1.0, 0.0, 0.0),
            SharpeningRadius(std::nullopt, 3.0, 0.0, 0.0));
  EXPECT_NEAR(SharpeningRadius(std::nullopt, 1.0, 300.0, 0.0), 1.5, 1e-9);
  EXPECT_GT(SharpeningRadius(std::nullopt, 1.0, 300.0, 20.0), 1.5);
  EXPECT_LE(SharpeningRadius(std::nullopt, 16.0, 1200.0, 100.0), 3.0);
  // What is measured goes before what the factor would make of a crisp picture.
  EXPECT_EQ(SharpeningRadius(1.4, 1.0, 0.0, 0.0), 1.4);
  EXPECT_EQ(SharpeningRadius(0.2, 4.0, 0.0, 0.0), 0.5);
  EXPECT_NEAR(SharpeningRadius(0.7, 1.0, 300.0, 0.0), 1.5, 1e-9);
}

}  // namespace
}  // namespace sharpscale
