// SPDX-License-Identifier: Apache-2.0

#include "analysis/tone_match.h"

#include <gtest/gtest.h>

#include <cmath>
#include <functional>
#include <opencv2/imgproc.hpp>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "analysis/compare.h"
#include "tests/analysis/compare_pixels.h"

namespace sharpscale {
namespace {

// Discs of all colours on each other, with fine texture (levels) and a little grain.
cv::Mat Scene(int width, int height, uint64_t seed, double texture_levels = 8.0) {
  cv::RNG rng(seed);
  cv::Mat3f scene(height, width, cv::Vec3f(130.0F, 120.0F, 100.0F));
  for (int k = 0; k < 400; ++k) {
    cv::circle(
        scene,
        {rng.uniform(0, width), rng.uniform(0, height)},
        rng.uniform(6, width / 8),
        {double(rng.uniform(15, 230)), double(rng.uniform(15, 230)), rng.uniform(15.0, 230.0)},
        cv::FILLED,
        cv::LINE_AA);
  }
  cv::Mat1f texture(height / 2 + 1, width / 2 + 1);
  rng.fill(texture, cv::RNG::NORMAL, 0.0, texture_levels);
  cv::resize(texture, texture, scene.size(), 0, 0, cv::INTER_CUBIC);
  cv::Mat colours[3] = {texture, texture, texture};
  cv::Mat3f all;
  cv::merge(colours, 3, all);
  cv::GaussianBlur(scene, scene, {}, 0.7);
  cv::Mat3f grain(scene.size());
  rng.fill(grain, cv::RNG::NORMAL, 0.0, 0.8);
  cv::Mat result;
  cv::Mat(scene + all + grain).convertTo(result, CV_8U);
  return result;
}

// `change` of nominal values, one per channel.
cv::Mat Edited(const cv::Mat& picture, const std::function<cv::Vec3d(const cv::Vec3d&)>& change) {
  cv::Mat3b result(picture.size());
  for (int y = 0; y < picture.rows; ++y) {
    for (int x = 0; x < picture.cols; ++x) {
      const cv::Vec3d value = cv::Vec3d(picture.at<cv::Vec3b>(y, x)) / 255.0;
      result(y, x) = cv::Vec3b(cv::Vec3d(change(value)) * 255.0);
    }
  }
  return result;
}

double Linear(double v) {
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}
double Encoded(double v) {
  v = std::clamp(v, 0.0, 1.0);
  return v <= 0.0031308 ? 12.92 * v : 1.055 * std::pow(v, 1.0 / 2.4) - 0.055;
}

cv::Vec3d Each(const cv::Vec3d& v, const std::function<double(double)>& f) {
  return {f(v[0]), f(v[1]), f(v[2])};
}

const std::vector<std::pair<std::string, std::function<cv::Vec3d(const cv::Vec3d&)>>>& Edits() {
  static const std::vector<std::pair<std::string, std::function<cv::Vec3d(const cv::Vec3d&)>>>
      edits = {
          {"half a stop brighter",
           [](const cv::Vec3d& v) {
             return Each(v, [](double x) { return Encoded(std::sqrt(2.0) * Linear(x)); });
           }},
          {"half a stop darker",
           [](const cv::Vec3d& v) {
             return Each(v, [](double x) { return Encoded(std::sqrt(0.5) * Linear(x)); });
           }},
          {"contrast + 20 %",
           [](const cv::Vec3d& v) {
             return Each(v, [](double x) { return 0.5 + 1.2 * (x - 0.5); });
           }},
          {"gamma 0.9",
           [](const cv::Vec3d& v) { return Each(v, [](double x) { return std::pow(x, 0.9); }); }},
          {"gamma 1.2",
           [](const cv::Vec3d& v) { return Each(v, [](double x) { return std::pow(x, 1.2); }); }},
          {"warmer",
           [](const cv::Vec3d& v) {
             return cv::Vec3d(Encoded(1.15 * Linear(v[0])), v[1], Encoded(0.85 * Linear(v[2])));
           }},
          {"more saturated", [](const cv::Vec3d& v) {
             const double luma = 0.299 * v[0] + 0.587 * v[1] + 0.114 * v[2];
             return Each(v, [luma](double x) { return luma + 1.25 * (x - luma); });
           }}};
  return edits;
}

TEST(ToneMatchTest, WhatDidNotChangeIsLeftAlone) {
  const cv::Mat scene = Scene(400, 300, 1);
  EXPECT_FALSE(ToneMatch::Fit(scene, scene).has_value());
  cv::Mat soft;
  cv::GaussianBlur(scene, soft, {}, 1.5);
  EXPECT_FALSE(ToneMatch::Fit(scene, soft).has_value());
  cv::Mat3s noise(scene.size());
  cv::RNG rng(2);
  rng.fill(noise, cv::RNG::NORMAL, 0.0, 8.0);
  cv::Mat noisy;
  cv::add(scene, noise, noisy, cv::noArray(), CV_8U);
  EXPECT_FALSE(ToneMatch::Fit(scene, noisy).has_value());
  EXPECT_FALSE(ToneMatch::Fit(scene(cv::Rect(0, 0, 40, 40)), noisy(cv::Rect(0, 0, 40, 40))));
}

TEST(ToneMatchTest, EditsOfTheWholePictureAreFollowed) {
  const cv::Mat scene = Scene(400, 300, 3);
  for (const auto& [name, edit] : Edits()) {
    const cv::Mat edited = Edited(scene, edit);
    const auto match = ToneMatch::Fit(scene, edited);
    ASSERT_TRUE(match.has_value()) << name;
    cv::Mat difference;
    cv::absdiff(match->Apply(scene), edited, difference);
    EXPECT_LT(cv::mean(cv::mean(difference))[0], 1.0) << name;
    EXPECT_LT(cv::norm(scene, edited, cv::NORM_L1) * 0.15 + cv::norm(difference, cv::NORM_L1),
              cv::norm(scene, edited, cv::NORM_L1))
        << name;
  }
}

// Small bright strokes on nearly black panels, some of whose px the contrast cuts off: the means of
// such cells are not what the change makes of the means before.
TEST(ToneMatchTest, WhatIsCutOffInPartDoesNotHideTheChange) {
  cv::Mat3b screen(320, 480, cv::Vec3b(0, 0, 0));
  cv::rectangle(screen, cv::Rect(0, 0, 480, 60), cv::Scalar::all(5), cv::FILLED);
  cv::rectangle(screen, cv::Rect(300, 80, 160, 90), cv::Scalar(105, 121, 118), cv::FILLED);
  cv::rectangle(screen, cv::Rect(300, 190, 160, 60), cv::Scalar(90, 70, 118), cv::FILLED);
  cv::RNG rng(9);
  for (int k = 0; k < 900; ++k) {
    const cv::Rect stroke(rng.uniform(4, 280), rng.uniform(4, 310), rng.uniform(1, 5), 1);
    cv::rectangle(screen, stroke, cv::Scalar::all(rng.uniform(55, 122)), cv::FILLED);
  }
  cv::Mat large;
  cv::resize(screen, large, {}, 2.0, 2.0, cv::INTER_CUBIC);
  for (const double contrast : {1.3, 1.4, 1.6}) {
    const cv::Mat edited = Edited(large, [contrast](const cv::Vec3d& v) {
      return Each(v, [contrast](double x) { return 0.5 + contrast * (x - 0.5); });
    });
    const auto match = ToneMatch::Fit(large, edited);
    ASSERT_TRUE(match.has_value()) << contrast;
    cv::Mat difference;
    cv::absdiff(match->Apply(large), edited, difference);
    EXPECT_LT(cv::norm(difference, cv::NORM_L1), 0.1 * cv::norm(large, edited, cv::NORM_L1))
        << contrast;
    EXPECT_LT(ComparePixels(screen, edited).ValueOr("added.hallucination", 100.0), 1.0) << contrast;
  }
}

// Below black the curve may do what it likes.
TEST(ToneMatchTest, ShadowsThatAreCutOffDoNotHideTheChange) {
  cv::Mat dark;
  Scene(400, 300, 4, 2.0).convertTo(dark, CV_8U, 0.5, -20.0);
  for (const auto& [steep, power, cut] :
       {std::tuple(1.0, 1.3, 0.1), std::tuple(1.5, 1.3, 0.05), std::tuple(1.0, 1.7, 0.2)}) {
    const cv::Mat edited = Edited(dark, [a = steep, g = power, b = cut](const cv::Vec3d& v) {
      return Each(v, [&](double x) { return a * std::pow(x, g) - b; });
    });
    EXPECT_TRUE(ToneMatch::Fit(dark, edited).has_value()) << steep << " " << power << " " << cut;
  }
}

TEST(ToneMatchTest, AChangeInOnePlaceIsNotExplainedAway) {
  const cv::Mat scene = Scene(400, 300, 4);
  const cv::Rect place(40, 40, 120, 120);
  cv::Mat local = scene.clone();
  local(place) += cv::Scalar::all(30.0);
  EXPECT_FALSE(ToneMatch::Fit(scene, local).has_value());
  // Beside an edit of the whole picture it stays what it is.
  cv::Mat both = Edited(scene, Edits()[3].second);
  both(place) += cv::Scalar::all(30.0);
  const auto match = ToneMatch::Fit(scene, both);
  ASSERT_TRUE(match.has_value());
  cv::Mat left;
  cv::subtract(both, match->Apply(scene), left, cv::noArray(), CV_16S);
  EXPECT_NEAR(cv::mean(left(place))[1], 29.0, 2.5);
  EXPECT_NEAR(cv::mean(left(cv::Rect(200, 0, 200, 300)))[1], 0.0, 1.0);
}

TEST(ToneMatchTest, AnEditOfToneIsNoArtefact) {
  const cv::Mat scene = Scene(400, 300, 5);
  cv::Mat large;
  cv::resize(scene, large, {}, 2.0, 2.0, cv::INTER_CUBIC);
  for (const cv::Mat& plain : {scene, large}) {
    const Comparison without = ComparePixels(scene, plain);
    EXPECT_EQ(without.ValueOr("colour.tone", -1.0), 0.0);
    for (const auto& [name, edit] : Edits()) {
      const Comparison c = ComparePixels(scene, Edited(plain, edit));
      EXPECT_GT(c.ValueOr("colour.drift", 0.0), 1.0) << name;
      EXPECT_GT(c.ValueOr("colour.tone", 0.0), 0.8 * c.ValueOr("colour.drift", 0.0)) << name;
      const std::pair<const char*, double> metrics[] = {{"added.halo_overshoot", 1.0},
                                                        {"added.hallucination", 0.5},
                                                        {"added.checkerboard", 0.2},
                                                        {"added.flat_texture", 0.4},
                                                        {"added.noise", 0.8},
                                                        {"added.smoothing", 4.0},
                                                        {"geometry.shift", 0.05}};
      for (const auto& [metric, slack] : metrics) {
        EXPECT_LT(c.ValueOr(metric, 0.0), without.ValueOr(metric, 0.0) + slack)
            << name << " " << metric << " " << plain.cols;
      }
    }
  }
}

TEST(ToneMatchTest, TwoChangesAreNotNone) {
  const cv::Mat scene = Scene(512, 384, 3);
  cv::Mat edited = scene.clone();
  edited.colRange(0, 256) += cv::Scalar(30, 0, -30);
  edited.colRange(256, 512) += cv::Scalar(-30, 0, 30);
  const Comparison c = ComparePixels(scene, edited);
  ASSERT_NE(c.Find("colour.tone"), nullptr);
  EXPECT_FALSE(c.Find("colour.tone")->value) << *c.Find("colour.tone")->value;
  EXPECT_GT(c.ValueOr("colour.drift", 0.0), 2.0);
}

// Detail stands as much stronger as the tone is steeper.
TEST(ToneMatchTest, ContrastIsStillContrast) {
  const cv::Mat scene = Scene(400, 300, 7);
  const Comparison c = ComparePixels(scene, Edited(scene, Edits()[2].second));
  EXPECT_NEAR(c.ValueOr("added.contrast", 0.0), 20.0, 3.0);
}

TEST(ToneMatchTest, HalosBesideAnEditAreStillHalos) {
  const cv::Mat scene = Scene(400, 300, 6, 0.0);
  cv::Mat soft;
  cv::GaussianBlur(scene, soft, {}, 1.5);
  cv::Mat sharpened;
  cv::addWeighted(scene, 2.5, soft, -1.5, 0.0, sharpened);
  const double plain = ComparePixels(scene, sharpened).ValueOr("added.halo_overshoot", 0.0);
  EXPECT_GT(plain, 5.0);
  const Comparison edited = ComparePixels(scene, Edited(sharpened, Edits()[3].second));
  EXPECT_GT(edited.ValueOr("colour.tone", 0.0), 1.0);
  EXPECT_NEAR(edited.ValueOr("added.halo_overshoot", 0.0), plain, 0.25 * plain);
}

}  // namespace
}  // namespace sharpscale
