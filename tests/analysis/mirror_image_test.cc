// SPDX-License-Identifier: Apache-2.0

#include "analysis/mirror_image.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

namespace sharpscale {
namespace {

constexpr int kNative = 331;

// Coefficients that fall off up to kNative, `part` of an enlargement's mirror image above, and
// noise over all.
cv::Mat1f Mirrored(double part, double noise) {
  cv::RNG rng(71);
  cv::Mat1f spectrum(257, 420);
  for (int k = 0; k < spectrum.rows; ++k) {
    for (int u = 0; u < spectrum.cols; ++u)
      spectrum(k, u) = static_cast<float>(rng.gaussian(noise));
    for (int u = 1; u <= kNative; ++u) {
      const double s = rng.gaussian(300.0 / (u + k));
      spectrum(k, u) += static_cast<float>(s);
      const double g = std::pow(static_cast<double>(u) / (2 * kNative - u), 3.0);
      const int mirror = 2 * kNative - u;
      if (mirror < spectrum.cols) spectrum(k, mirror) -= static_cast<float>(part * g * s);
    }
  }
  return spectrum;
}

int Highest(const MirrorImage& image) {
  const std::vector<double>& z = image.Inversion();
  return static_cast<int>(std::max_element(z.begin(), z.end()) - z.begin());
}

TEST(MirrorImage, StandsOutOfAsMuchNoise) {
  for (const double noise : {0.1, 0.5, 1.0}) {
    const cv::Mat1f spectrum = Mirrored(1.0, noise);
    const MirrorImage image(spectrum);
    EXPECT_EQ(Highest(image), kNative) << noise;
    EXPECT_GT(image.Inversion()[kNative], 10.0) << noise;
    EXPECT_NEAR(image.Share(kNative), 1.0, 0.25) << noise;
    EXPECT_NEAR(image.Share(kNative - 60), 0.0, 0.15) << noise;
  }
}

TEST(MirrorImage, AWeakOneHasASmallShareHoweverClear) {
  const cv::Mat1f spectrum = Mirrored(0.25, 0.1);
  const MirrorImage image(spectrum);
  EXPECT_EQ(Highest(image), kNative);
  EXPECT_GT(image.Inversion()[kNative], 20.0);
  EXPECT_LT(image.Share(kNative), 0.4);
}

TEST(MirrorImage, NoneInNoiseOrNothing) {
  const cv::Mat1f spectrum = Mirrored(0.0, 1.0);
  const MirrorImage image(spectrum);
  EXPECT_LT(image.Inversion()[static_cast<size_t>(Highest(image))], 5.0);
  const cv::Mat1f flat = cv::Mat1f::zeros(2, 64);
  const MirrorImage nothing(flat);
  for (const double z : nothing.Inversion()) EXPECT_EQ(z, 0.0);
  EXPECT_EQ(nothing.Share(32), 0.0);
}

}  // namespace
}  // namespace sharpscale
