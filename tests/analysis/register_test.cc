// SPDX-License-Identifier: Apache-2.0

#include "analysis/register.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "analysis/register_resample.h"

namespace sharpscale {
namespace {

// Shapes and texture at all scales; seeds give different scenes.
cv::Mat1b Scene(int width, int height, uint64_t seed) {
  cv::RNG rng(seed);
  cv::Mat1f scene(height, width, 128.0F);
  for (int octave = 4; octave <= 64; octave *= 2) {
    cv::Mat1f noise(height / octave + 2, width / octave + 2);
    rng.fill(noise, cv::RNG::NORMAL, 0.0, 4.0 + octave / 4.0);
    cv::Mat1f grown;
    cv::resize(noise, grown, {width, height}, 0, 0, cv::INTER_CUBIC);
    scene += grown;
  }
  for (int k = 0; k < 14; ++k) {
    cv::circle(scene,
               {rng.uniform(0, width), rng.uniform(0, height)},
               rng.uniform(width / 40, width / 10),
               cv::Scalar(rng.uniform(20, 235)),
               cv::FILLED,
               cv::LINE_AA);
  }
  cv::Mat1b result;
  scene.convertTo(result, CV_8U);
  return result;
}

TEST(ResampleTest, KeepsConstantsAndTheSameGrid) {
  const cv::Mat flat(31, 47, CV_8UC3, cv::Scalar(10, 200, 90));
  for (const GridKernel kernel : {GridKernel::kArea, GridKernel::kBicubic, GridKernel::kLanczos3}) {
    for (const double step : {0.3, 1.0, 2.7}) {
      const cv::Mat out = ResampleToGrid(flat, {19, step, 0.4}, {23, step, -0.2}, kernel, CV_8U);
      EXPECT_EQ(cv::norm(out, cv::Mat(23, 19, CV_8UC3, cv::Scalar(10, 200, 90)), cv::NORM_INF),
                0.0);
    }
  }
  const cv::Mat scene = Scene(64, 48, 1);
  const cv::Mat same =
      ResampleToGrid(scene, {64, 1.0, 0.0}, {48, 1.0, 0.0}, GridKernel::kBicubic, CV_32F);
  cv::Mat1f expected;
  scene.convertTo(expected, CV_32F);
  EXPECT_LT(cv::norm(same, expected, cv::NORM_INF), 1e-3);
}

TEST(ResampleTest, AreaIsTheMeanOfTheFootprint) {
  const cv::Mat scene = Scene(60, 40, 1);
  cv::Mat expected;
  cv::resize(scene, expected, {20, 20}, 0, 0, cv::INTER_AREA);
  const cv::Mat out =
      ResampleToGrid(scene, {20, 3.0, 0.0}, {20, 2.0, 0.0}, GridKernel::kArea, CV_8U);
  EXPECT_LE(cv::norm(out, expected, cv::NORM_INF), 1.0);
}

TEST(ResampleTest, ReproducesARampAtAnyOffset) {
  cv::Mat1f ramp(16, 64);
  for (int x = 0; x < 64; ++x) ramp.col(x).setTo(3.0 * x);
  const cv::Mat1f out =
      ResampleToGrid(ramp, {40, 0.7, 9.3}, {16, 1.0, 0.0}, GridKernel::kBicubic, CV_32F);
  for (int x = 0; x < 40; ++x) {
    EXPECT_NEAR(out(8, x), 3.0 * ((x + 0.5) * 0.7 + 9.3 - 0.5), 1e-3);
  }
}

TEST(RegisterTest, FindsEnlargements) {
  const cv::Mat1b before = Scene(300, 200, 5);
  for (const double scale : {0.5, 1.0, 1.37, 2.0, 4.0}) {
    cv::Mat1b after;
    const cv::Size size(int(std::lround(300 * scale)), int(std::lround(200 * scale)));
    cv::resize(before, after, size, 0, 0, scale < 1.0 ? cv::INTER_AREA : cv::INTER_CUBIC);
    const Registration r = RegisterPair(before, after);
    EXPECT_TRUE(r.comparable) << scale;
    EXPECT_GT(r.confidence, 0.95) << scale;
    EXPECT_EQ(r.orientation, 1) << scale;
    EXPECT_DOUBLE_EQ(r.scale_x, size.width / 300.0);
    EXPECT_DOUBLE_EQ(r.scale_y, size.height / 200.0);
    EXPECT_NEAR(r.dx, 0.0, 0.08 * std::max(1.0, scale)) << scale;
    EXPECT_NEAR(r.dy, 0.0, 0.08 * std::max(1.0, scale)) << scale;
  }
}

TEST(RegisterTest, FindsSubPixelShifts) {
  const cv::Mat1b before = Scene(400, 300, 6);
  for (const double shift : {0.3, -0.5, 2.25}) {
    const cv::Mat after = ResampleToGrid(
        before, {400, 1.0, -shift}, {300, 1.0, 0.5 * shift}, GridKernel::kLanczos3, CV_8U);
    const Registration r = RegisterPair(before, after);
    EXPECT_TRUE(r.comparable);
    EXPECT_NEAR(r.dx, shift, 0.03);
    EXPECT_NEAR(r.dy, -0.5 * shift, 0.03);
    EXPECT_DOUBLE_EQ(r.scale_x, 1.0);
  }
}

TEST(RegisterTest, FindsCrops) {
  const cv::Mat1b before = Scene(640, 480, 7);
  const cv::Rect box(150, 90, 330, 260);
  cv::Mat after = before(box).clone();
  Registration r = RegisterPair(before, after);
  EXPECT_TRUE(r.comparable);
  EXPECT_NEAR(r.scale_x, 1.0, 1e-3);
  EXPECT_NEAR(r.dx, -150.0, 0.2);
  EXPECT_NEAR(r.dy, -90.0, 0.2);

  cv::resize(before(box), after, {}, 2.0, 2.0, cv::INTER_CUBIC);
  r = RegisterPair(before, after);
  EXPECT_TRUE(r.comparable);
  EXPECT_NEAR(r.scale_x, 2.0, 4e-3);
  EXPECT_NEAR(r.dx, -300.0, 1.0);
  EXPECT_NEAR(r.dy, -180.0, 1.0);

  // And the other way round: `after` shows more.
  r = RegisterPair(before(box).clone(), before);
  EXPECT_TRUE(r.comparable);
  EXPECT_NEAR(r.scale_x, 1.0, 2e-3);
  EXPECT_NEAR(r.dx, 150.0, 0.5);
  EXPECT_NEAR(r.dy, 90.0, 0.5);
}

TEST(RegisterTest, FindsAllOrientations) {
  const cv::Mat1b before = Scene(320, 240, 8);
  constexpr int kInverse[9] = {0, 1, 2, 3, 4, 5, 8, 7, 6};
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Registration r = RegisterPair(before, Orient(before, orientation));
    EXPECT_TRUE(r.comparable) << orientation;
    EXPECT_EQ(r.orientation, kInverse[orientation]);
    EXPECT_NEAR(r.dx, 0.0, 0.05);
    EXPECT_DOUBLE_EQ(r.scale_x, 1.0);
    EXPECT_EQ(cv::norm(Orient(Orient(before, orientation), r.orientation), before), 0.0);
  }
}

TEST(RegisterTest, SurvivesToneNoiseAndSharpening) {
  const cv::Mat1b before = Scene(360, 280, 9);
  cv::Mat1f after;
  before.convertTo(after, CV_32F, 0.7, 40.0);
  cv::Mat1f blurred;
  cv::GaussianBlur(after, blurred, {}, 1.5);
  after = after + 1.5 * (after - blurred);
  cv::Mat1f noise(after.size());
  cv::RNG(3).fill(noise, cv::RNG::NORMAL, 0.0, 8.0);
  cv::Mat1b out;
  cv::Mat(after + noise).convertTo(out, CV_8U);
  const Registration r = RegisterPair(before, out);
  EXPECT_TRUE(r.comparable);
  EXPECT_NEAR(r.dx, 0.0, 0.05);
  EXPECT_DOUBLE_EQ(r.scale_x, 1.0);
}

// Large pictures are reduced by a whole number; what is over at the end must not shift them.
TEST(RegisterTest, LargeTurnedPicturesLieWhereTheyAre) {
  const cv::Mat1b before = Scene(2311, 1733, 11);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    const Registration r = RegisterPair(before, Orient(before, orientation));
    EXPECT_TRUE(r.comparable) << orientation;
    EXPECT_DOUBLE_EQ(r.scale_x, 1.0) << orientation;
    EXPECT_NEAR(r.dx, 0.0, 0.1) << orientation;
    EXPECT_NEAR(r.dy, 0.0, 0.1) << orientation;
  }
}

// Noise that is cut off at black raises what is dark: a change of tones, and no movement.
TEST(RegisterTest, NoiseInTheDarkMovesNothing) {
  cv::Mat1f dark;
  Scene(2400, 1600, 12).convertTo(dark, CV_32F, 0.16, -8.0);
  cv::Mat1f noise(dark.size());
  cv::RNG(4).fill(noise, cv::RNG::NORMAL, 0.0, 14.0);
  cv::Mat1b before;
  cv::Mat1b after;
  dark.convertTo(before, CV_8U);
  cv::Mat(cv::max(dark, 0.0) + noise).convertTo(after, CV_8U);
  const Registration r = RegisterPair(before, after);
  EXPECT_TRUE(r.comparable);
  EXPECT_DOUBLE_EQ(r.scale_x, 1.0);
  EXPECT_DOUBLE_EQ(r.scale_y, 1.0);
  EXPECT_NEAR(r.dx, 0.0, 0.5);
  EXPECT_NEAR(r.dy, 0.0, 0.5);
}

// Contrast that cuts off one channel before another leaves luma no curve of its own.
TEST(RegisterTest, ContrastCutOffMovesNothing) {
  constexpr int kWidth = 1200;
  constexpr int kHeight = 800;
  cv::Mat3f scene(kHeight, kWidth);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      const double far = std::hypot(x - 700.0, y - 250.0) / kWidth;
      scene(y, x) = {float(228.0 - 70.0 * far), float(238.0 - 60.0 * far), 240.0F};
    }
  }
  for (int k = 0; k < 6; ++k) {
    const std::vector<cv::Point> leaf = {
        {60 * k - 80, kHeight}, {220 + 90 * k, 90 + 95 * k}, {90 * k, kHeight}};
    cv::fillPoly(scene, std::vector<std::vector<cv::Point>>{leaf}, {250.0, 190.0 + 8.0 * k, 110.0});
  }
  cv::GaussianBlur(scene, scene, {}, 3.0);
  const auto luma = [](const cv::Mat3f& rgb) {
    cv::Mat3b cut;
    rgb.convertTo(cut, CV_8U);
    cv::Mat1b gray;
    cv::cvtColor(cut, gray, cv::COLOR_RGB2GRAY);
    return gray;
  };
  const Registration r =
      RegisterPair(luma(scene), luma(1.4 * scene - cv::Scalar::all(0.4 * 128.0)));
  EXPECT_TRUE(r.comparable);
  EXPECT_DOUBLE_EQ(r.scale_x, 1.0);
  EXPECT_DOUBLE_EQ(r.scale_y, 1.0);
  EXPECT_NEAR(r.dx, 0.0, 0.5);
  EXPECT_NEAR(r.dy, 0.0, 0.5);
}

TEST(RegisterTest, OtherScenesAreNotComparable) {
  for (uint64_t seed = 20; seed < 26; ++seed) {
    const Registration same = RegisterPair(Scene(300, 220, seed), Scene(300, 220, seed + 50));
    EXPECT_FALSE(same.comparable) << seed << " " << same.confidence;
    const Registration other = RegisterPair(Scene(300, 220, seed), Scene(500, 280, seed + 50));
    EXPECT_FALSE(other.comparable) << seed << " " << other.confidence;
  }
}

TEST(RegisterTest, FlatPicturesCompareByTone) {
  const cv::Mat1b gray(40, 60, uint8_t{90});
  EXPECT_TRUE(RegisterPair(gray, cv::Mat1b(80, 120, uint8_t{91})).comparable);
  EXPECT_FALSE(RegisterPair(gray, cv::Mat1b(80, 120, uint8_t{200})).comparable);
  EXPECT_FALSE(RegisterPair(gray, Scene(60, 40, 4)).comparable);
  EXPECT_TRUE(RegisterPair(cv::Mat1b(1, 1, uint8_t{5}), cv::Mat1b(1, 1, uint8_t{5})).comparable);
}

// One row of px shows no scene, and is still itself.
TEST(RegisterTest, APictureLiesOnItself) {
  const cv::Mat1b line = Scene(600, 40, 3).row(20).clone();
  const Registration found = RegisterPair(line, line);
  EXPECT_TRUE(found.comparable);
  EXPECT_EQ(found.confidence, 1.0);
  EXPECT_EQ(found.dx, 0.0);
}

// The tiler left out a tile, or padded a side: it was "another scene" or one that had moved.
TEST(RegisterTest, APlaceThatWasLostMovesNothing) {
  cv::Mat1f pale;
  Scene(800, 600, 5).convertTo(pale, CV_32F, 0.1, 205.0);  // a high key, where black is strongest
  cv::Mat1b truth;
  pale.convertTo(truth, CV_8U);
  cv::Mat small;
  cv::resize(truth, small, {400, 300}, 0, 0, cv::INTER_AREA);
  for (const cv::Rect& lost : {cv::Rect(400, 260, 64, 64),
                               cv::Rect(200, 200, 192, 192),
                               cv::Rect(0, 540, 800, 60),
                               cv::Rect(0, 0, 8, 600)}) {
    cv::Mat1b result = truth.clone();
    result(lost) = 0;
    const Registration found = RegisterPair(small, result);
    EXPECT_TRUE(found.comparable) << lost;
    EXPECT_EQ(found.scale_x, 2.0) << lost;
    EXPECT_EQ(found.scale_y, 2.0) << lost;
    EXPECT_LT(std::hypot(found.dx, found.dy), 0.1) << lost;
    // Another scene with such a place is still another.
    cv::Mat1b other = Scene(800, 600, 6);
    other(lost) = 0;
    EXPECT_FALSE(RegisterPair(small, other).comparable) << lost;
  }
}

}  // namespace
}  // namespace sharpscale
