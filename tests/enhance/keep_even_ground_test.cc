// SPDX-License-Identifier: Apache-2.0

#include "enhance/keep_even_ground.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

TEST(KeepEvenGround, PaperStaysAndWhatTouchesALetterDoesNot) {
  cv::Mat page(9, 9, CV_32FC3, cv::Scalar::all(1.0));
  page.at<cv::Vec3f>(4, 4) = {1.0F, 1.0F, 0.5F};  // in one channel is enough
  const cv::Mat smeared(9, 9, CV_32FC3, cv::Scalar::all(0.9));
  const cv::Mat kept = KeepEvenGround(page, smeared);
  for (int y = 0; y < 9; ++y) {
    for (int x = 0; x < 9; ++x) {
      const bool touches = std::abs(x - 4) <= 1 && std::abs(y - 4) <= 1;
      EXPECT_FLOAT_EQ(kept.at<cv::Vec3f>(y, x)[0], touches ? 0.9F : 1.0F) << x << " " << y;
    }
  }
  EXPECT_DOUBLE_EQ(EvenGroundShare(page), 72.0 / 81.0);
}

// What lies around a window must not decide, or tiles would differ from the whole.
TEST(KeepEvenGround, DoesNotLookOutOfAWindow) {
  cv::Mat1f page(8, 8, 1.0F);
  page(0, 0) = 0.0F;
  const cv::Mat window = page(cv::Rect(1, 1, 6, 6));
  EXPECT_DOUBLE_EQ(EvenGroundShare(window), 1.0);
  const cv::Mat kept = KeepEvenGround(window, cv::Mat1f(6, 6, 0.5F));
  EXPECT_EQ(cv::countNonZero(kept != 1.0F), 0);
}

TEST(KeepEvenGround, NoiseIsNoEvenGround) {
  cv::Mat3b noise(40, 40);
  cv::RNG(5).fill(noise, cv::RNG::UNIFORM, 0, 256);
  EXPECT_EQ(EvenGroundShare(noise), 0.0);
  EXPECT_EQ(EvenGroundShare(cv::Mat()), 0.0);
}

}  // namespace
}  // namespace sharpscale
