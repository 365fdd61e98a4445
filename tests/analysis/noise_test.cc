// SPDX-License-Identifier: Apache-2.0

#include "analysis/noise.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

constexpr double kLumaOfRgb = 0.6685;  // std of Rec.601 luma for independent RGB noise of std 1

std::string Kind(const Findings& findings) {
  return findings.Find("noise.kind")->word;
}

TEST(Noise, FindsGaussianNoiseFromFaintToStrong) {
  const cv::Mat clean = DeadLeaves({384, 384}, 3);
  for (const double sigma : {2.2, 5.0, 10.0, 25.0}) {
    cv::Mat1f one(clean.size());
    cv::RNG rng(11);
    rng.fill(one, cv::RNG::NORMAL, 0.0, sigma / 255.0);
    cv::Mat three;
    cv::merge(std::vector<cv::Mat>{one, one, one}, three);
    const Findings f = Measure(ToImage8(clean + three), {"noise"});
    const Measurement* m = f.Find("noise.luma_sigma");
    ASSERT_TRUE(m->known());
    EXPECT_NEAR(*m->value, sigma, 0.25 + 0.05 * sigma);
    EXPECT_LE(*m->low, sigma);
    EXPECT_GE(*m->high, sigma);
    EXPECT_EQ(Kind(f), "white") << sigma;
  }
}

// Texture that is weaker than the noise hides in its patches; the finest waves hold hardly any.
TEST(Noise, WeakTextureEverywhereAddsNothing) {
  cv::Mat1f texture(384, 384);
  cv::RNG rng(31);
  rng.fill(texture, cv::RNG::NORMAL, 0.0, 1.0);
  cv::GaussianBlur(texture, texture, {}, 0.7);
  cv::Scalar mean, deviation;
  cv::meanStdDev(texture, mean, deviation);
  cv::Mat1f noise(texture.size());
  rng.fill(noise, cv::RNG::NORMAL, 0.0, 25.0);
  const Findings f =
      Measure(ToImage8(0.5 + (noise + texture * (15.0 / deviation[0])) / 255.0), {"noise"});
  EXPECT_NEAR(f.ValueOr("noise.luma_sigma", 0.0), 25.0, 0.5);
}

TEST(Noise, CleanPicturesHaveNone) {
  const Findings f = Measure(ToImage8(DeadLeaves({384, 384}, 4)), {"noise"});
  EXPECT_LT(f.ValueOr("noise.luma_sigma", 9.0), 0.5);
  EXPECT_EQ(Kind(f), "none");
  EXPECT_EQ(f.Find("noise.luma_sigma")->grade, Grade::kNone);
}

TEST(Noise, NamesImpulses) {
  cv::Mat picture = ToImage8(DeadLeaves({384, 384}, 5)).pixels;
  cv::RNG rng(2);
  for (int i = 0; i < 1500; ++i) {
    const uchar v = i % 2 == 0 ? 0 : 255;
    picture.at<cv::Vec3b>(rng.uniform(0, 384), rng.uniform(0, 384)) = {v, v, v};
  }
  Image image;
  image.pixels = picture;
  const Findings f = Measure(image, {"noise"});
  EXPECT_EQ(Kind(f), "impulse");
  EXPECT_NEAR(f.ValueOr("noise.impulse_share", 0.0), 100.0 * 1500 / (384.0 * 384.0), 0.35);
}

// A stray px has nothing to do with its neighbours: what sticks out by little more than these
// differ (freckles, beads of light) is a thing.
TEST(Noise, SpecksAmongTheirLikesAreNoImpulses) {
  const auto share = [](int height) {
    cv::Mat picture(384, 384, CV_8UC1, cv::Scalar(110));
    for (int y = 8; y < 376; y += 16) {
      for (int x = 8; x < 376; x += 16) {
        for (int dx = -1; dx <= 1; ++dx) {
          for (int dy = -1; dy <= 1; ++dy) picture.at<uchar>(y + dy, x + dx) = dx == 0 ? 110 : 140;
        }
        picture.at<uchar>(y, x) = static_cast<uchar>(140 + height);
      }
    }
    Image image;
    image.pixels = picture;
    return Measure(image, {"noise"}).ValueOr("noise.impulse_share", -1.0);
  };
  EXPECT_EQ(share(48), 0.0);  // 1.6 times the 30 levels around it
  EXPECT_GT(share(60), 0.3);  // twice
}

// Water or combed grass: as even and as wide as noise, but with a direction. CV_32F around 0, of 10
// levels.
cv::Mat CombedTexture() {
  cv::Mat noise(384, 384, CV_32F);
  cv::RNG rng(21);
  rng.fill(noise, cv::RNG::NORMAL, 0.0, 1.0);
  cv::Mat texture;
  cv::GaussianBlur(noise, texture, {}, 2.0, 0.8);
  cv::Scalar mean, deviation;
  cv::meanStdDev(texture, mean, deviation);
  return texture * (10.0 / 255.0 / deviation[0]);
}

TEST(Noise, TextureWithADirectionIsNoNoise) {
  const Findings f = Measure(ToImage8(0.5 + CombedTexture()), {"noise"});
  const Measurement* m = f.Find("noise.luma_sigma");
  ASSERT_TRUE(m->known());
  EXPECT_NE(Kind(f), "correlated");
  EXPECT_LT(*m->value, 1.0);
  // Nothing else speaks against noise: it may be.
  EXPECT_GT(*m->high, 7.0);
}

// Colours of such a texture go with its luma.
// A small picture of foliage or ornaments that was blurred: its flattest windows are as alike as
// noise makes them, but as soft as all the rest, and nothing of them is at the finest scale.
TEST(Noise, BlurredBusyTextureIsNoNoise) {
  const auto cells = [](int side, double strength, uint64_t seed) {
    cv::Mat1f values(180 / side, 132 / side);
    cv::RNG rng(seed);
    rng.fill(values, cv::RNG::UNIFORM, -strength / 255.0, strength / 255.0);
    cv::Mat large;
    cv::resize(values, large, {132, 180}, 0, 0, cv::INTER_NEAREST);
    return large;
  };
  cv::Mat busy = 0.5 + cells(4, 60.0, 21) + cells(12, 40.0, 22);
  cv::GaussianBlur(busy, busy, {}, 1.4);
  const Findings f = Measure(ToImage8(busy), {"noise"});
  EXPECT_LT(f.ValueOr("noise.luma_sigma", 99.0), 1.0);
  EXPECT_GT(*f.Find("noise.luma_sigma")->high, 5.0) << "it could hide noise";
  EXPECT_EQ(Kind(f), "none");
}

TEST(Noise, ColoursOfTextureAreNoColourNoise) {
  const cv::Mat texture = CombedTexture();
  cv::Mat grass;
  cv::merge(std::vector<cv::Mat>{0.5 + texture, 0.55 + 1.2 * texture, 0.3 + 0.1 * texture}, grass);
  const Findings f = Measure(ToImage8(grass), {"noise"});
  EXPECT_EQ(Kind(f), "none");
  const Measurement* m = f.Find("noise.chroma_sigma");
  ASSERT_TRUE(m->known());
  EXPECT_LT(*m->value, 1.0);
  EXPECT_GT(*m->high, 3.0);  // a bound all the same
}

TEST(Noise, NamesCorrelatedNoiseAndGivesItsPixelStd) {
  const cv::Mat clean = DeadLeaves({384, 384}, 6);
  cv::Mat noise(clean.size(), CV_32FC3);
  cv::RNG rng(7);
  const double sigma = 8.0;
  rng.fill(noise, cv::RNG::NORMAL, 0.0, sigma / 255.0 * 2.0 * std::sqrt(CV_PI) * 1.2);
  cv::GaussianBlur(noise, noise, {0, 0}, 1.2);
  const Findings f = Measure(ToImage8(clean + noise), {"noise"});
  EXPECT_EQ(Kind(f), "correlated");
  EXPECT_NEAR(f.ValueOr("noise.luma_sigma", 0.0), kLumaOfRgb * sigma, 0.9);
  EXPECT_GT(f.ValueOr("noise.grain_size", 0.0), 1.3);
}

// A JPEG of good quality takes most of white noise from the finest scale and leaves the rest.
TEST(Noise, WhiteNoiseThroughJpegIsReadWhole) {
  for (const uint64_t seed : {13, 15, 18}) {
    const Findings f =
        Measure(Degraded(DeadLeaves({512, 512}, seed), "noise:8,jpeg:90"), {"noise"});
    const Measurement* m = f.Find("noise.luma_sigma");
    ASSERT_TRUE(m->known());
    EXPECT_NEAR(*m->value, kLumaOfRgb * 8.0, 1.0) << seed;
    EXPECT_LE(*m->low, kLumaOfRgb * 8.0) << seed;
    EXPECT_GE(*m->high, kLumaOfRgb * 8.0) << seed;
  }
}

// Texture of every strength, all of it wider than a px: grain below it could be as strong as the
// weakest, and nothing tells.
TEST(Noise, WhatTextureCouldHideIsInTheInterval) {
  cv::Mat1f texture(384, 384);
  cv::RNG rng(31);
  rng.fill(texture, cv::RNG::NORMAL, 0.0, 1.0);
  cv::GaussianBlur(texture, texture, {}, 2.5);
  cv::Scalar mean, deviation;
  cv::meanStdDev(texture, mean, deviation);
  // Another one every 16 px: the weakest windows have 3 to 5 levels.
  cv::Mat1f strength(24, 24);
  rng.fill(strength, cv::RNG::NORMAL, std::log(14.0), 0.8);
  cv::exp(strength, strength);
  cv::resize(strength, strength, texture.size(), 0.0, 0.0, cv::INTER_LINEAR);
  texture = 0.5 + texture.mul(strength) * (1.0 / 255.0 / deviation[0]);
  const Findings f = Measure(ToImage8(texture), {"noise"});
  const Measurement* m = f.Find("noise.luma_sigma");
  ASSERT_TRUE(m->known());
  EXPECT_EQ(Kind(f), "none");
  EXPECT_LT(*m->value, 2.0);
  EXPECT_GT(*m->high, 4.0);
  EXPECT_LT(*m->high, 10.0);
}

// Blotches of colour that are some px wide leave nothing at the finest scale.
TEST(Noise, FindsColourBlotches) {
  const cv::Mat clean = DeadLeaves({384, 384}, 9);
  EXPECT_LT(Measure(ToImage8(clean), {"noise"}).ValueOr("noise.chroma_sigma", 9.0), 0.5);
  cv::Mat3f blotches(clean.size());
  cv::RNG rng(12);
  rng.fill(blotches, cv::RNG::NORMAL, 0.0, 1.0);
  cv::GaussianBlur(blotches, blotches, {}, 1.5);
  for (cv::Vec3f& p : blotches) p -= cv::Vec3f::all(0.299F * p[0] + 0.587F * p[1] + 0.114F * p[2]);
  cv::Mat ycc;
  cv::cvtColor(blotches, ycc, cv::COLOR_RGB2YCrCb);
  std::vector<cv::Mat> planes;
  cv::split(ycc, planes);
  const double cr = cv::norm(planes[1] - cv::mean(planes[1])[0]);
  const double cb = cv::norm(planes[2] - cv::mean(planes[2])[0]);
  const double sigma = std::sqrt(0.5 * (cr * cr + cb * cb) / static_cast<double>(clean.total()));
  const cv::Mat noisy = clean + blotches * (4.0 / 255.0 / sigma);
  const Measurement m = *Measure(ToImage8(noisy), {"noise"}).Find("noise.chroma_sigma");
  ASSERT_TRUE(m.known());
  EXPECT_NEAR(*m.value, 4.0, 1.4);
  EXPECT_EQ(m.grade, Grade::kSlight);
}

TEST(Noise, FloatAndSixteenBitPicturesAreOnTheEightBitScale) {
  const cv::Mat clean = DeadLeaves({256, 256}, 8);
  cv::Mat noise(clean.size(), CV_32FC3);
  cv::RNG rng(9);
  rng.fill(noise, cv::RNG::NORMAL, 0.0, 6.0 / 255.0);
  Image image;
  image.pixels = clean + noise;
  const double in_float = Measure(image, {"noise"}).ValueOr("noise.luma_sigma", 0.0);
  cv::Mat deep;
  image.pixels.convertTo(deep, CV_16U, 65535.0);
  image.pixels = deep;
  const double in_16 = Measure(image, {"noise"}).ValueOr("noise.luma_sigma", 0.0);
  EXPECT_NEAR(in_float, kLumaOfRgb * 6.0, 0.4);
  EXPECT_NEAR(in_16, in_float, 0.1);
}

// Variance proportional to the level: the std at 208 is more than twice that at 48.
TEST(Noise, ReadsTheLevelFunctionOfSignalDependentNoise) {
  cv::Mat clean(384, 512, CV_32FC1);
  for (int y = 0; y < clean.rows; ++y) {
    for (int x = 0; x < clean.cols; ++x) {
      clean.at<float>(y, x) = 0.08F + 0.85F * static_cast<float>(x) / 512.0F;
    }
  }
  const Findings f = Measure(Degraded(clean, "noise:8:poisson"), {"noise"});
  EXPECT_EQ(Kind(f), "signal-dependent");
  EXPECT_NEAR(f.ValueOr("noise.shadows_sigma", 0.0), 8.0 * std::sqrt(2.0 * 48 / 255), 0.8);
  EXPECT_NEAR(f.ValueOr("noise.highlights_sigma", 0.0), 8.0 * std::sqrt(2.0 * 208 / 255), 0.8);
  // RMS over the whole picture, whose mean is half of white.
  EXPECT_GE(*f.Find("noise.luma_sigma")->high, 8.0);
}

// The line goes on where nothing was seen: a dark picture says what its highlights would have,
// within a wider interval.
TEST(Noise, ContinuesTheLevelFunctionOfADarkPicture) {
  cv::Mat clean(384, 512, CV_32FC1);
  for (int y = 0; y < clean.rows; ++y) {
    for (int x = 0; x < clean.cols; ++x) {
      clean.at<float>(y, x) = 0.06F + 0.5F * static_cast<float>(x) / 512.0F;
    }
  }
  const Findings f = Measure(Degraded(clean, "noise:8:poisson"), {"noise"});
  EXPECT_EQ(Kind(f), "signal-dependent");
  EXPECT_NEAR(f.ValueOr("noise.highlights_sigma", 0.0), 8.0 * std::sqrt(2.0 * 208 / 255), 1.6);
  // White noise has no line to go on.
  EXPECT_EQ(Measure(Degraded(clean, "noise:8"), {"noise"}).ValueOr("noise.highlights_sigma", -1.0),
            -1.0);
}

// White cuts off the upper half of the noise.
TEST(Noise, WhiteGroundKeepsHalfOfItsNoise) {
  const cv::Mat clean(256, 256, CV_32FC1, cv::Scalar(1.0));
  const Findings f = Measure(Degraded(clean, "noise:2"), {"noise"});
  EXPECT_NEAR(f.ValueOr("noise.luma_sigma", 0.0), 2.0, 0.25);
}

TEST(Noise, UnknownWhereItCannotShow) {
  Image image;
  image.pixels = cv::Mat(12, 12, CV_8UC3, cv::Scalar(9, 9, 9));
  EXPECT_FALSE(Measure(image, {"noise"}).Find("noise.luma_sigma")->known());
  image.pixels = cv::Mat(200, 200, CV_8UC1);
  cv::randu(image.pixels, 0, 2);
  image.pixels *= 255;
  EXPECT_FALSE(Measure(image, {"noise"}).Find("noise.luma_sigma")->known());
  image.pixels = cv::Mat(200, 200, CV_8UC1, cv::Scalar(77));
  EXPECT_EQ(Measure(image, {"noise"}).ValueOr("noise.luma_sigma", -1.0), 0.0);
}

// The only even place is white, and cut off there; stray pixels show all the same.
TEST(Noise, LettersOnWhiteCannotTell) {
  Image page;
  page.pixels = cv::Mat(400, 400, CV_8UC1, cv::Scalar(255));
  for (int y = 20; y < 400; y += 20) {
    cv::putText(page.pixels,
                "Letters on white, no gray ground",
                {10, y},
                cv::FONT_HERSHEY_SIMPLEX,
                0.6,
                cv::Scalar(0),
                1,
                cv::LINE_AA);
  }
  const Findings f = Measure(page, {"noise"});
  EXPECT_FALSE(f.Find("noise.luma_sigma")->known());
  EXPECT_FALSE(f.Find("noise.kind")->known());
  EXPECT_TRUE(f.Find("noise.impulse_share")->known());
  page.pixels(cv::Rect(100, 100, 200, 200)).setTo(200);  // an even gray field can
  const Findings gray = Measure(page, {"noise"});
  EXPECT_EQ(gray.ValueOr("noise.luma_sigma", -1.0), 0.0);
  EXPECT_LT(*gray.Find("noise.luma_sigma")->high, 2.0);
}

}  // namespace
}  // namespace sharpscale
