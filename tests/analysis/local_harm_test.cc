// SPDX-License-Identifier: Apache-2.0

#include "analysis/local_harm.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgcodecs.hpp>
#include <opencv2/imgproc.hpp>
#include <string>
#include <vector>

#include "analysis/compare.h"
#include "analysis/consistency.h"
#include "tests/analysis/compare_pixels.h"
#include "tests/analysis/dead_leaves.h"

namespace sharpscale {
namespace {

constexpr const char* kMetrics[] = {"added.local_smoothing",
                                    "added.local_change",
                                    "geometry.local_shift",
                                    "colour.local"};

// A photograph's statistics with fine texture, but for the upper third: what is everywhere is
// noise.
cv::Mat Scene(int width, int height, uint64_t seed) {
  cv::Mat3f scene;
  DeadLeaves({width, height}, seed).convertTo(scene, CV_32F, 255.0);
  cv::RNG rng(seed);
  for (const int octave : {2, 4}) {
    cv::Mat1f noise(height / octave + 2, width / octave + 2);
    rng.fill(noise, cv::RNG::NORMAL, 0.0, 7.0);
    cv::Mat1f grown;
    cv::resize(noise, grown, scene.size(), 0, 0, cv::INTER_CUBIC);
    const cv::Mat all[3] = {grown, grown, grown};
    cv::Mat3f texture;
    cv::merge(all, 3, texture);
    texture.rowRange(0, height / 3) *= 0.02;
    scene += texture;
  }
  cv::Mat result;
  scene.convertTo(result, CV_8U);
  return result;
}

cv::Mat Blurred(const cv::Mat& patch, double sigma) {
  cv::Mat blurred;
  cv::GaussianBlur(patch, blurred, {}, sigma);
  return blurred;
}

cv::Mat Bent(const cv::Mat& patch, double reach) {
  cv::Mat1f mx(patch.size());
  cv::Mat1f my(patch.size());
  for (int y = 0; y < patch.rows; ++y) {
    for (int x = 0; x < patch.cols; ++x) {
      mx(y, x) = float(x + reach * std::sin(CV_PI * x / patch.cols));
      my(y, x) = float(y + reach * std::sin(CV_PI * y / patch.rows));
    }
  }
  cv::Mat bent;
  cv::remap(patch, bent, mx, my, cv::INTER_CUBIC, cv::BORDER_REFLECT);
  return bent;
}

// The measurement's worst box, and that it lies where the harm was done.
void ExpectThere(const Comparison& c, const char* id, double least, const cv::Rect& place) {
  const Measurement* m = c.Find(id);
  ASSERT_NE(m, nullptr) << id;
  ASSERT_TRUE(m->value.has_value()) << id << " " << m->unknown;
  EXPECT_GT(*m->value, least) << id;
  ASSERT_FALSE(m->peaks.empty()) << id;
  const Peak& worst = m->peaks.front();
  EXPECT_GT(worst.width, 0.0) << id;
  EXPECT_TRUE(place.contains(cv::Point(int(worst.x), int(worst.y))))
      << id << " at " << worst.x << ", " << worst.y;
}

TEST(LocalHarmTest, HonestResultsHaveNoWorstPlace) {
  const cv::Mat scene = Scene(1000, 700, 1);
  std::vector<std::pair<std::string, cv::Mat>> results = {{"copy", scene.clone()}};
  std::vector<uint8_t> bytes;
  cv::imencode(".jpg", scene, bytes, {cv::IMWRITE_JPEG_QUALITY, 90});
  results.emplace_back("JPEG 90", cv::imdecode(bytes, cv::IMREAD_COLOR));
  cv::Mat sharp;
  cv::addWeighted(scene, 1.6, Blurred(scene, 1.0), -0.6, 0.0, sharp);
  results.emplace_back("unsharp", sharp);
  results.emplace_back("soft", Blurred(scene, 0.8));
  for (const int kernel : {cv::INTER_CUBIC, cv::INTER_LANCZOS4}) {
    cv::Mat large;
    cv::resize(scene, large, {}, 2.0, 2.0, kernel);
    results.emplace_back("2x", large);
  }
  for (const auto& [name, result] : results) {
    const Comparison c = ComparePixels(scene, result);
    EXPECT_LT(c.ValueOr("added.local_smoothing", 0.0), 20.0) << name;
    EXPECT_LT(c.ValueOr("added.local_change", 0.0), 25.0) << name;
    EXPECT_LT(c.ValueOr("geometry.local_shift", 0.0), 0.2) << name;
    EXPECT_LT(c.ValueOr("colour.local", 0.0), 1.0) << name;
    EXPECT_LT(c.ValueOr("added.plastic", 0.0), 5.0) << name;
    EXPECT_EQ(c.ValueOr("added.strays", 1.0), 0.0) << name;
  }
}

TEST(LocalHarmTest, HarmInOnePlaceIsSeenThere) {
  const cv::Mat scene = Scene(1000, 700, 2);
  for (const int scale : {1, 2}) {
    cv::Mat plain;
    cv::resize(scene, plain, {}, scale, scale, cv::INTER_CUBIC);
    const cv::Rect place(560 * scale, 300 * scale, 110 * scale, 110 * scale);
    cv::Mat result = plain.clone();
    Blurred(plain(place), 2.0 * scale).copyTo(result(place));
    ExpectThere(ComparePixels(scene, result), "added.local_smoothing", 40.0, place);

    result = plain.clone();
    plain(cv::Rect(100 * scale, 100 * scale, 110 * scale, 110 * scale)).copyTo(result(place));
    ExpectThere(ComparePixels(scene, result), "added.local_change", 60.0, place);

    result = plain.clone();
    Bent(plain(place), 3.0 * scale).copyTo(result(place));
    const Comparison bent = ComparePixels(scene, result);
    ExpectThere(bent, "geometry.local_shift", 1.0 * scale, place);

    result = plain.clone();
    result(place) += cv::Scalar(25.0, 0.0, -25.0);
    ExpectThere(ComparePixels(scene, result), "colour.local", 4.0, place);
  }
}

TEST(LocalHarmTest, TheBoxFollowsATurnedResult) {
  const cv::Mat scene = Scene(1000, 700, 3);
  const cv::Rect place(560, 300, 120, 100);
  cv::Mat result = scene.clone();
  Blurred(scene(place), 2.0).copyTo(result(place));
  cv::rotate(result, result, cv::ROTATE_90_CLOCKWISE);
  ExpectThere(ComparePixels(scene, result),
              "added.local_smoothing",
              40.0,
              {700 - 300 - 100, 560, 100, 120});
}

TEST(LocalHarmTest, SurfacesWithoutTheirTextureArePlastic) {
  const cv::Mat scene = Scene(600, 400, 4);
  cv::Mat plastic;
  cv::bilateralFilter(scene, plastic, 9, 60.0, 9.0);
  EXPECT_GT(ComparePixels(scene, plastic).ValueOr("added.plastic", 0.0), 20.0);
  cv::Mat median;
  cv::medianBlur(scene, median, 7);
  EXPECT_GT(ComparePixels(scene, median).ValueOr("added.plastic", 0.0), 25.0);
}

TEST(LocalHarmTest, StrayPixelsAreCounted) {
  const cv::Mat scene = Scene(600, 400, 5);
  for (const int scale : {1, 2}) {
    cv::Mat result;
    cv::resize(scene, result, {}, scale, scale, cv::INTER_CUBIC);
    cv::RNG rng(6);
    const int count = static_cast<int>(0.002 * double(result.total()));
    for (int k = 0; k < count; ++k) {
      result.at<cv::Vec3b>(rng.uniform(0, result.rows), rng.uniform(0, result.cols)) =
          cv::Vec3b::all(k % 2 == 0 ? 0 : 255);
    }
    EXPECT_NEAR(ComparePixels(scene, result).ValueOr("added.strays", 0.0), 0.2, 0.03) << scale;
    // A source that has them as well has passed them on; so has one that was made of the result:
    // sparkles and hairs are details of the scene.
    cv::Mat source;
    cv::resize(result, source, scene.size(), 0, 0, cv::INTER_AREA);
    EXPECT_EQ(ComparePixels(source, result).ValueOr("added.strays", 1.0), 0.0) << scale;
  }
}

// On soft ground noise and another tone pull as a movement does, but no movement makes them go
// away.
TEST(LocalHarmTest, NoiseOnSoftGroundBendsNothing) {
  constexpr double kSoft = 16.0;      // px
  constexpr double kContrast = 40.0;  // levels
  for (uint64_t seed = 1; seed < 9; ++seed) {
    cv::Mat1f ground(640, 640);
    cv::RNG rng(seed);
    rng.fill(ground, cv::RNG::NORMAL, 0.0, 1.0);
    cv::GaussianBlur(ground, ground, {}, kSoft);
    ground = 128.0F + ground * float(kContrast * 2.0 * std::sqrt(CV_PI) * kSoft);
    cv::Mat1f toned;
    cv::pow(cv::max(ground, 1.0F) / 255.0F, 0.8, toned);
    cv::Mat1f noise(ground.size());
    rng.fill(noise, cv::RNG::NORMAL, 0.0, 4.0);
    const cv::Mat1f result = 255.0F * toned + noise;
    for (const Window& window : LocalShift(MeasureShift(ground, result), ground, result)) {
      EXPECT_LT(window.value, 0.8) << seed;
    }
  }
}

// Gray is a mix of the channels that fits the rest of a gray night; the red moon is what it took.
TEST(LocalHarmTest, TheOneThingInColourMayNotBecomeGray) {
  cv::Mat gray;
  cv::cvtColor(Scene(640, 480, 9), gray, cv::COLOR_RGB2GRAY);
  cv::Mat night;
  cv::cvtColor(gray * 0.4, night, cv::COLOR_GRAY2RGB);
  cv::multiply(night, cv::Scalar(1.04, 1.0, 0.97), night);
  cv::circle(night, {400, 200}, 40, cv::Scalar(190, 60, 30), cv::FILLED, cv::LINE_AA);
  cv::Mat without;
  cv::cvtColor(night, without, cv::COLOR_RGB2GRAY);
  cv::cvtColor(without, without, cv::COLOR_GRAY2RGB);
  EXPECT_GT(ComparePixels(night, without).ValueOr("colour.local", 0.0), 8.0);
  EXPECT_LT(ComparePixels(night, night * 1.02).ValueOr("colour.local", 9.0), 1.5);
}

TEST(LocalHarmTest, SmallPicturesAreOneWindow) {
  const cv::Mat scene = Scene(48, 40, 7);
  const Comparison c = ComparePixels(scene, scene);
  for (const char* id : kMetrics) EXPECT_LT(c.ValueOr(id, 0.0), 0.5) << id;
}

}  // namespace
}  // namespace sharpscale
