// SPDX-License-Identifier: Apache-2.0

#include "analysis/halo.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "datasets/kernels.h"
#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"
#include "tests/bench/halo_chart.h"

namespace sharpscale {
namespace {

Image Stripes(double degrees, double sigma, double radius, double amount) {
  HaloChart chart;
  chart.degrees = degrees;
  chart.sigma = sigma;
  chart.radius = radius;
  chart.amount = amount;
  return ToImage8(DrawHaloChart(chart, {256, 256}));
}

HaloTruth TruthOf(double sigma, double radius, double amount) {
  HaloChart chart;
  chart.sigma = sigma;
  chart.radius = radius;
  chart.amount = amount;
  return HaloTruthOf(chart);
}

TEST(Halo, FindsTheAnalyticOvershootAndWidth) {
  for (const double degrees : {0.0, 22.0, 63.0}) {
    for (const double sigma : {0.8, 1.2}) {
      for (const double radius : {1.5, 2.0}) {
        const HaloTruth truth = TruthOf(sigma, radius, 1.0);
        const Findings f = Measure(Stripes(degrees, sigma, radius, 1.0), {"noise", "edges"});
        EXPECT_NEAR(f.ValueOr("halo.overshoot", -1.0), truth.overshoot, 2.2) << degrees << sigma;
        EXPECT_NEAR(f.ValueOr("halo.undershoot", -1.0), truth.overshoot, 2.2) << degrees << sigma;
        EXPECT_NEAR(f.ValueOr("halo.width", -1.0), truth.width, 0.6) << degrees << sigma;
      }
    }
  }
}

TEST(Halo, NoneOnUnsharpenedEdges) {
  const Findings f = Measure(Stripes(30.0, 0.8, 1.0, 0.0), {"noise", "edges"});
  EXPECT_LT(f.ValueOr("halo.overshoot", 9.0), 1.0);
  EXPECT_LT(f.ValueOr("halo.undershoot", 9.0), 1.0);
  EXPECT_FALSE(f.Find("halo.width")->known());
  EXPECT_EQ(f.ValueOr("halo.affected", 9.0), 0.0);
  EXPECT_EQ(f.ValueOr("halo.amount", 9.0), 0.0);
  EXPECT_EQ(f.Find("halo.overshoot")->grade, Grade::kNone);
}

TEST(Halo, GrowsWithTheAmountOnAPictureFullOfEdges) {
  const cv::Mat clean = DeadLeaves({512, 512}, 31, 0.25, 0.7);
  double last = -1.0;
  for (const double amount : {0.0, 0.5, 1.0, 2.0}) {
    const Image image = Degraded(clean, "blur:0.7,usm:" + std::to_string(amount) + ":1.2");
    const Findings f = Measure(image, {"noise", "edges"});
    const double over = f.ValueOr("halo.overshoot", -1.0);
    if (amount == 0.0) {
      EXPECT_LT(over, 2.5);
    }
    EXPECT_GT(over, last);
    last = over;
  }
  EXPECT_GT(last, 10.0);
}

// Gray letters and frames with dark outlines on white, as screens are full of: a drawn outline
// beside an edge whose other side is white is no halo. The same drawing sharpened on light gray is
// seen.
TEST(Halo, OutlinesOfDrawingsAreNoHalo) {
  const auto drawing = [](float paper) {
    cv::Mat1f picture(512, 512, paper);
    for (int y = 16; y + 40 < 512; y += 56) {
      for (int x = 16; x + 40 < 512; x += 56) {
        picture(cv::Rect(x, y, 36, 36)) = 0.25F;
        picture(cv::Rect(x + 3, y + 3, 30, 30)) = 0.5F;
      }
    }
    return picture;
  };
  const Findings outlined =
      Measure(ToImage8(drawing(1.0F)), {"native_scale", "noise", "content", "edges"});
  ASSERT_NE(outlined.WordOr("content.kind", "photo"), "photo");
  EXPECT_EQ(outlined.ValueOr("halo.undershoot", 0.0), 0.0);
  EXPECT_EQ(outlined.ValueOr("halo.affected", 0.0), 0.0);

  cv::Mat1f plain(512, 512, 0.8F);
  for (int y = 16; y + 40 < 512; y += 56) {
    for (int x = 16; x + 40 < 512; x += 56) plain(cv::Rect(x, y, 36, 36)) = 0.4F;
  }
  const Findings sharpened =
      Measure(Degraded(plain, "blur:0.8,usm:2:1.2"), {"native_scale", "noise", "content", "edges"});
  EXPECT_GT(sharpened.ValueOr("halo.overshoot", 0.0), 10.0);
  EXPECT_GT(sharpened.ValueOr("halo.affected", 0.0), 50.0);
}

// Letters are too close to have even surroundings on both sides; the ground beside them tells.
TEST(Halo, LettersTellOnTheirGround) {
  cv::Mat page(400, 600, CV_8UC1, cv::Scalar::all(170));
  for (int line = 0; line < 12; ++line) {
    cv::putText(page,
                "Reach your audience, 47 new places",
                {8, 28 + 32 * line},
                cv::FONT_HERSHEY_SIMPLEX,
                0.6,
                cv::Scalar::all(line % 3 == 2 ? 240 : 40),
                1,
                cv::LINE_AA);
  }
  cv::Mat1f untouched;
  page.convertTo(untouched, CV_32F, 1.0 / 255.0);
  const std::vector<std::string_view> needed = {"native_scale", "noise", "content", "edges"};
  const Findings f = Measure(ToImage8(untouched), needed);
  ASSERT_NE(f.WordOr("content.kind", "photo"), "photo");
  ASSERT_TRUE(f.Find("halo.affected")->known()) << f.Find("halo.affected")->unknown;
  EXPECT_EQ(f.ValueOr("halo.affected", -1.0), 0.0);
  EXPECT_EQ(f.ValueOr("halo.overshoot", -1.0), 0.0);

  const Findings sharpened = Measure(Degraded(untouched, "usm:1.5:1.2"), needed);
  EXPECT_GT(sharpened.ValueOr("halo.affected", 0.0), 40.0);
  EXPECT_GT(sharpened.ValueOr("halo.overshoot", 0.0), 10.0);
  EXPECT_GT(sharpened.ValueOr("halo.undershoot", 0.0), 5.0);

  // Shadows by design lie on one side of what casts them.
  cv::Mat1f shadowed = untouched.clone();
  for (int y = 1; y < shadowed.rows; ++y) {
    for (int x = 1; x < shadowed.cols; ++x) {
      if (untouched(y, x) == untouched(0, 0) && untouched(y - 1, x - 1) < 0.4F)
        shadowed(y, x) = 0.9F;
    }
  }
  EXPECT_EQ(Measure(ToImage8(shadowed), needed).ValueOr("halo.affected", -1.0), 0.0);
}

// Rims on one side only, as lines beside edges make: no halo.
TEST(Halo, LinesBesideEdgesAreNoHalo) {
  cv::Mat1f picture(256, 256);
  for (int y = 0; y < 256; ++y) {
    for (int x = 0; x < 256; ++x) {
      const int u = (x + y / 4) % 64;
      picture(y, x) = u < 30 ? 0.35F : u < 32 ? 0.15F : u < 62 ? 0.65F : 0.45F;
    }
  }
  const cv::Mat soft = Convolve(picture, GaussianKernel(0.7));
  const Findings f = Measure(ToImage8(soft), {"noise", "edges"});
  EXPECT_EQ(f.ValueOr("halo.affected", 0.0), 0.0);
  const Measurement* over = f.Find("halo.overshoot");
  EXPECT_TRUE(over->peaks.empty());
}

// Two edges of five have a light band on the bright side, two a dark one on the dark side, one has
// both: most edges have each, so that their median has both, and hardly any has what a mask makes.
TEST(Halo, BandsThatNoEdgeAnswersAreNoHalo) {
  cv::Mat1f picture(512, 512);
  for (int y = 0; y < 512; ++y) {
    for (int x = 0; x < 512; ++x) {
      const int kind = (x / 64 + 3 * (y / 64)) % 5;
      const int u = x % 64;
      const bool bright = u >= 16 && u < 48;
      float value = bright ? 0.65F : 0.35F;
      const bool beside = bright ? u < 19 || u >= 45 : (u >= 13 && u < 16) || (u >= 48 && u < 51);
      if (beside && bright && kind != 1 && kind != 3) value += 0.05F;
      if (beside && !bright && kind != 0 && kind != 2) value -= 0.05F;
      picture(y, x) = value;
    }
  }
  // The crisper half has edges of every kind.
  const cv::Mat crisp = Convolve(picture, GaussianKernel(0.6));
  const cv::Mat soft = Convolve(picture, GaussianKernel(1.0));
  cv::Mat mixed = crisp.clone();
  for (int y = 0; y < 512; y += 128) soft.rowRange(y, y + 64).copyTo(mixed.rowRange(y, y + 64));
  const Findings f = Measure(ToImage8(mixed), {"noise", "edges"});
  EXPECT_LT(f.ValueOr("halo.overshoot", 99.0), 5.0);
  EXPECT_LT(f.ValueOr("halo.undershoot", 99.0), 5.0);
  EXPECT_EQ(f.ValueOr("halo.affected", 9.0), 0.0);
}

// The worst place lies on the sharpened half, on an edge.
TEST(Halo, PeaksLieWhereThePictureWasSharpened) {
  const cv::Mat clean = DeadLeaves({512, 512}, 12, 0.25, 0.7);
  const Image plain = Degraded(clean, "blur:0.6");
  Image picture = Degraded(clean, "blur:0.6,usm:2.5:1.2");
  plain.pixels.colRange(0, 256).copyTo(picture.pixels.colRange(0, 256));
  const Findings f = Measure(picture, {"noise", "edges"});
  const Measurement* over = f.Find("halo.overshoot");
  ASSERT_TRUE(over->known());
  ASSERT_FALSE(over->peaks.empty());
  EXPECT_GT(over->peaks.front().x, 250.0);
  EXPECT_GT(over->peaks.front().value, 8.0);
}

// Discs before black, some of them with a bright limb: only bright sides can show a rim, and the
// scene's own are not taken for sharpening; those of a mask are.
TEST(Halo, RimsBeforeBlackAreNoHaloUnlessMostEdgesHaveThem) {
  cv::Mat1f picture(512, 512, 0.0F);
  int disc = 0;
  for (int y = 32; y < 500; y += 64) {
    for (int x = 32; x < 500; x += 64, ++disc) {
      for (int v = -24; v <= 24; ++v) {
        for (int u = -24; u <= 24; ++u) {
          const double r = std::hypot(u, v);
          if (r > 24.0) continue;
          picture(y + v, x + u) = disc % 5 < 2 && r > 21.0 ? 0.62F : 0.5F;
        }
      }
    }
  }
  const cv::Mat soft = Convolve(picture, GaussianKernel(0.7));
  const Findings scene = Measure(ToImage8(soft), {"noise", "edges"});
  EXPECT_FALSE(scene.Find("halo.undershoot")->known());
  EXPECT_EQ(scene.ValueOr("halo.affected", 9.0), 0.0);
  const Findings sharpened = Measure(Degraded(soft, "usm:2:1.2"), {"noise", "edges"});
  EXPECT_GT(sharpened.ValueOr("halo.affected", 0.0), 50.0);
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
