// SPDX-License-Identifier: Apache-2.0

#include "analysis/blur_between.h"

#include <opencv2/imgproc.hpp>

#include "gtest/gtest.h"
#include "tests/analysis/dead_leaves.h"

namespace sharpscale {
namespace {

// Dead leaves with some grain: power at all frequencies. 8-bit luma.
cv::Mat Scene(cv::Size size, uint64_t seed) {
  cv::Mat picture;
  cv::cvtColor(DeadLeaves(size, seed), picture, cv::COLOR_RGB2GRAY);
  cv::Mat1f grain(size);
  cv::RNG rng(seed);
  rng.fill(grain, cv::RNG::NORMAL, 0.0, 0.02);
  cv::Mat result;
  cv::Mat(picture + grain).convertTo(result, CV_8U, 255.0);
  return result;
}

cv::Mat Gaussian(const cv::Mat& picture, double sigma) {
  cv::Mat blurred;
  cv::GaussianBlur(picture, blurred, {}, sigma, sigma, cv::BORDER_REFLECT_101);
  return blurred;
}

cv::Mat Unsharp(const cv::Mat& picture, double sigma, double amount) {
  cv::Mat result;
  cv::addWeighted(picture, 1.0 + amount, Gaussian(picture, sigma), -amount, 0.0, result);
  return result;
}

TEST(BlurBetween, FindsTheBlurThatWasTakenAway) {
  const cv::Mat scene = Scene({400, 320}, 1);
  for (const double sigma : {0.8, 1.2, 2.0}) {
    const auto fit = BlurBetween(scene, Gaussian(scene, sigma));
    ASSERT_TRUE(fit.has_value()) << sigma;
    const cv::Mat line = cv::getGaussianKernel(fit->kernel.rows, sigma, CV_32F);
    EXPECT_LT(cv::norm(fit->kernel, line * line.t(), cv::NORM_INF), 0.01) << sigma;
    EXPECT_NEAR(cv::sum(fit->kernel)[0], 1.0, 1e-5);
    EXPECT_NEAR(fit->Sigma(), sigma, 0.1 * sigma);
    EXPECT_GT(fit->explained, 0.98) << sigma;
    EXPECT_TRUE(fit->IsOptical()) << sigma << " " << fit->explained << " " << fit->roundness;
    cv::Mat again;
    cv::filter2D(scene, again, CV_32F, fit->kernel, {-1, -1}, 0.0, cv::BORDER_REFLECT_101);
    cv::Mat source;
    Gaussian(scene, sigma).convertTo(source, CV_32F);
    EXPECT_LT(cv::norm(again, source, cv::NORM_L1) / double(scene.total()), 0.6) << sigma;
  }
}

TEST(BlurBetween, MotionAndMovementHaveADirection) {
  const cv::Mat scene = Scene({400, 320}, 2);
  cv::Mat1f motion = cv::Mat1f::zeros(1, 7);
  motion = 1.0F / 7.0F;
  cv::Mat moved;
  // The source lies 2 px to the right of where the result is: the blur's middle is off by that.
  cv::filter2D(scene, moved, -1, motion, {5, 0}, 0.0, cv::BORDER_REFLECT_101);
  const auto fit = BlurBetween(scene, moved);
  ASSERT_TRUE(fit.has_value());
  EXPECT_TRUE(fit->IsOptical()) << fit->explained << " " << fit->roundness;
  EXPECT_NEAR(fit->shift.x, -2.0, 0.1);
  EXPECT_NEAR(fit->shift.y, 0.0, 0.1);
}

TEST(BlurBetween, AnUnsharpMaskIsNoOpticalBlurUndone) {
  const cv::Mat scene = Scene({400, 320}, 3);
  for (const auto& [sigma, amount] : {std::pair(0.7, 1.0), {1.0, 0.5}, {1.0, 1.0}, {2.0, 1.0}}) {
    const auto fit = BlurBetween(Unsharp(scene, sigma, amount), scene);
    EXPECT_FALSE(fit && fit->IsOptical()) << sigma << " " << amount;
  }
  // Nor is too strong a one of a soft picture.
  const cv::Mat soft = Gaussian(scene, 1.2);
  const auto fit = BlurBetween(Unsharp(soft, 1.5, 3.0), soft);
  EXPECT_FALSE(fit && fit->IsOptical());
}

TEST(BlurBetween, NothingIsFoundWhereNoBlurWasTakenAway) {
  const cv::Mat scene = Scene({400, 320}, 4);
  EXPECT_FALSE(BlurBetween(scene, scene));
  EXPECT_FALSE(BlurBetween(Gaussian(scene, 1.0), scene));  // blurred more
  cv::Mat noise(scene.size(), CV_8S);
  cv::RNG rng(5);
  rng.fill(noise, cv::RNG::NORMAL, 0.0, 6.0);
  cv::Mat noisy;
  cv::add(scene, noise, noisy, cv::noArray(), CV_8U);
  EXPECT_FALSE(BlurBetween(scene, noisy, 6.0));  // noise was taken away
  EXPECT_FALSE(BlurBetween(scene.colRange(0, 100), Gaussian(scene, 1.0).colRange(0, 100)));
}

TEST(BlurBetween, NoiseOfTheSourceIsNotHeldAgainstIt) {
  const cv::Mat scene = Scene({400, 320}, 6);
  cv::Mat noise(scene.size(), CV_8S);
  cv::RNG rng(7);
  rng.fill(noise, cv::RNG::NORMAL, 0.0, 4.0);
  cv::Mat noisy;
  cv::add(Gaussian(scene, 1.5), noise, noisy, cv::noArray(), CV_8U);
  const auto told = BlurBetween(scene, noisy, 4.0);
  const auto untold = BlurBetween(scene, noisy);
  ASSERT_TRUE(told && untold);
  EXPECT_GT(told->explained, 0.95);
  EXPECT_LT(untold->explained, 0.95);
}

}  // namespace
}  // namespace sharpscale
