// SPDX-License-Identifier: Apache-2.0

#include "enhance/repair_strength.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "enhance/luma.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

constexpr double kSigma = 8.0;  // levels, of each channel

cv::Mat Noisy(const cv::Mat& scene) {
  cv::RNG random(3);
  cv::Mat noise(scene.size(), scene.type());
  random.fill(noise, cv::RNG::NORMAL, 0.0, kSigma / 255.0);
  return scene + noise;
}

constexpr WhiteNoise kNoise = {0.669 * kSigma, 0.640 * kSigma};

absl::StatusOr<cv::Mat> Blur(const cv::Mat& picture) {
  cv::Mat blurred;
  cv::GaussianBlur(picture, blurred, cv::Size(), 0.9);
  return blurred;
}

double Error(const cv::Mat& truth, const cv::Mat& result) {
  return cv::norm(Luma(result - truth), cv::NORM_L2SQR) / static_cast<double>(truth.total());
}

// The strength of least error, by the truth.
double Best(const cv::Mat& truth, const cv::Mat& noisy, const cv::Mat& repaired) {
  const cv::Mat step = Luma(repaired - noisy);
  return std::clamp(step.dot(Luma(truth - noisy)) / step.dot(step), 0.0, 1.0);
}

TEST(SolveRepairStrengthTest, IsThatOfLeastErrorWithoutTheTruth) {
  const cv::Mat even(192, 192, CV_32FC3, cv::Scalar::all(0.5));
  cv::Mat stripes = even.clone();  // of 4 px, which the blur takes away
  for (int x = 0; x < stripes.cols; ++x) {
    stripes.col(x).setTo(cv::Scalar::all(x % 4 < 2 ? 0.44 : 0.56));
  }
  for (const cv::Mat& truth : {even, stripes, Scene(192, 192)}) {
    const cv::Mat noisy = Noisy(truth);
    const cv::Mat repaired = *Blur(noisy);
    const double best = Best(truth, noisy, repaired);
    const absl::StatusOr<double> solved = SolveRepairStrength(noisy, kNoise, Blur);
    ASSERT_TRUE(solved.ok()) << solved.status();
    EXPECT_NEAR(*solved, best, 0.05);
    const cv::Mat taken = noisy + *solved * (repaired - noisy);
    EXPECT_LE(Error(truth, taken), 1.02 * std::min(Error(truth, repaired), Error(truth, noisy)));
  }
}

// Shot noise in a dark picture with a bright part: half of it would be left if the noise of the
// darkness were taken for that of everything.
TEST(SolveRepairStrengthTest, NoiseThatGrowsWithTheLight) {
  cv::Mat truth(192, 192, CV_32FC3, cv::Scalar::all(0.1));
  truth.colRange(128, 192).setTo(cv::Scalar::all(0.9));
  cv::RNG random(5);
  cv::Mat noise(truth.size(), truth.type());
  random.fill(noise, cv::RNG::NORMAL, 0.0, kSigma / 255.0);
  noise.colRange(0, 128) *= std::sqrt(0.2);
  noise.colRange(128, 192) *= std::sqrt(1.8);
  const cv::Mat noisy = truth + noise;
  const double best = Best(truth, noisy, *Blur(noisy));
  WhiteNoise told = kNoise;
  told.slope = 2.0;
  EXPECT_NEAR(*SolveRepairStrength(noisy, told, Blur), best, 0.05);
  const double dark = std::sqrt(0.2);
  EXPECT_LT(*SolveRepairStrength(noisy, {dark * 0.669 * kSigma, dark * 0.64 * kSigma}, Blur),
            0.6 * best);
}

TEST(SolveRepairStrengthTest, NothingTakenAwayIsTakenWhole) {
  const cv::Mat noisy = Noisy(Scene(64, 64));
  const auto keep = [](const cv::Mat& picture) -> absl::StatusOr<cv::Mat> { return picture; };
  EXPECT_EQ(*SolveRepairStrength(noisy, kNoise, keep), 1.0);
  EXPECT_EQ(*SolveRepairStrength(noisy, {0.0, 0.0}, Blur), 1.0);
  EXPECT_EQ(*SolveRepairStrength(cv::Mat(), kNoise, Blur), 1.0);
}

TEST(SolveRepairStrengthTest, GrayAndErrors) {
  cv::Mat gray(160, 160, CV_32FC1, cv::Scalar(0.5));
  cv::RNG random(4);
  cv::Mat noise(gray.size(), CV_32FC1);
  random.fill(noise, cv::RNG::NORMAL, 0.0, 6.0 / 255.0);
  const absl::StatusOr<double> solved = SolveRepairStrength(gray + noise, {6.0, 0.0}, Blur);
  ASSERT_TRUE(solved.ok());
  EXPECT_GT(*solved, 0.95);
  const auto fails = [](const cv::Mat&) -> absl::StatusOr<cv::Mat> {
    return absl::InternalError("broken");
  };
  EXPECT_FALSE(SolveRepairStrength(gray, {6.0, 0.0}, fails).ok());
}

}  // namespace
}  // namespace sharpscale
