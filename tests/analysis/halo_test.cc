// SPDX-License-Identifier: Apache-2.0

#include "analysis/halo.h"

#include <gtest/gtest.h>

#include <cmath>
#include <string>

#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

struct Truth {
  double overshoot = 0.0;  // %
  double width = 0.0;      // px
};

// Profile of an unsharp-masked Gaussian step, 0..1 without the mask.
double Profile(double t, double sigma, double radius, double amount) {
  const auto step = [&](double s) { return 0.5 * std::erfc(-t / (s * std::sqrt(2.0))); };
  return step(sigma) + amount * (step(sigma) - step(std::hypot(sigma, radius)));
}

Truth TruthOf(double sigma, double radius, double amount) {
  Truth truth;
  double crest = 0.0;
  double at = 0.0;
  for (double t = 0.0; t < 15.0; t += 0.01) {
    if (Profile(t, sigma, radius, amount) > crest) {
      crest = Profile(t, sigma, radius, amount);
      at = t;
    }
  }
  truth.overshoot = 100.0 * (crest - 1.0);
  double from = at;
  while (from > 0.0 && Profile(from, sigma, radius, amount) > 1.0) from -= 0.01;
  double to = at;
  while (Profile(to, sigma, radius, amount) - 1.0 > 0.1 * (crest - 1.0)) to += 0.01;
  truth.width = to - from;
  return truth;
}

// Stripes 28 px wide, turned.
Image Stripes(double degrees, double sigma, double radius, double amount) {
  cv::Mat1f picture(256, 256);
  const double c = std::cos(degrees * CV_PI / 180.0);
  const double s = std::sin(degrees * CV_PI / 180.0);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      const double t = (x - 128.3) * c + (y - 127.6) * s;
      const double u = t - 56.0 * std::floor(t / 56.0);
      const double p = u < 28.0 ? Profile(u - 14.0, sigma, radius, amount)
                                : Profile(42.0 - u, sigma, radius, amount);
      picture(y, x) = static_cast<float>(0.3 + 0.4 * p);
    }
  }
  return ToImage8(picture);
}

TEST(Halo, FindsTheAnalyticOvershootAndWidth) {
  for (const double degrees : {0.0, 22.0, 63.0}) {
    for (const double sigma : {0.8, 1.2}) {
      for (const double radius : {1.5, 2.0}) {
        const Truth truth = TruthOf(sigma, radius, 1.0);
        const Findings f = Measure(Stripes(degrees, sigma, radius, 1.0), {"noise", "edges"});
        EXPECT_NEAR(f.ValueOr("halo.overshoot", -1.0), truth.overshoot, 2.5) << degrees << sigma;
        EXPECT_NEAR(f.ValueOr("halo.undershoot", -1.0), truth.overshoot, 2.5) << degrees << sigma;
        EXPECT_NEAR(f.ValueOr("halo.width", -1.0), truth.width, 0.75) << degrees << sigma;
      }
    }
  }
}

TEST(Halo, NoneOnUnsharpenedEdges) {
  const Findings f = Measure(Stripes(30.0, 0.8, 1.0, 0.0), {"noise", "edges"});
  EXPECT_LT(f.ValueOr("halo.overshoot", 9.0), 1.0);
  EXPECT_LT(f.ValueOr("halo.undershoot", 9.0), 1.0);
  EXPECT_FALSE(f.Find("halo.width")->known());
  EXPECT_EQ(f.Find("halo.overshoot")->grade, Grade::kNone);
}

TEST(Halo, GrowsWithTheAmountOnAPictureFullOfEdges) {
  const cv::Mat clean = DeadLeaves({512, 512}, 31, 0.25, 0.7);
  double last = -1.0;
  for (const double amount : {0.0, 0.5, 1.0, 2.0}) {
    const Image image = Degraded(clean, "blur:0.7,usm:" + std::to_string(amount) + ":1.2");
    const Findings f = Measure(image, {"noise", "edges"});
    const double over = f.ValueOr("halo.overshoot", -1.0);
    if (amount == 0.0) EXPECT_LT(over, 2.5);
    EXPECT_GT(over, last);
    last = over;
  }
  EXPECT_GT(last, 10.0);
}

TEST(Halo, UnknownWhereWhiteAndBlackLeaveNoRoom) {
  cv::Mat picture(256, 256, CV_8UC1, cv::Scalar(255));
  for (int x = 16; x < 256; x += 32) picture.colRange(x, x + 16).setTo(0);
  Image image;
  image.pixels = picture;
  const Findings f = Measure(image, {"noise", "edges"});
  EXPECT_FALSE(f.Find("halo.overshoot")->known());
  EXPECT_FALSE(f.Find("halo.undershoot")->known());
}

}  // namespace
}  // namespace sharpscale
