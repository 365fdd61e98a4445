// SPDX-License-Identifier: Apache-2.0

#include "analysis/compare.h"

#include <gtest/gtest.h>

#include <array>
#include <opencv2/imgproc.hpp>

#include "analysis/added_between.h"
#include "analysis/metric_table.h"
#include "analysis/register.h"
#include "tests/analysis/compare_pixels.h"
#include "tests/analysis/edited.h"

namespace sharpscale {
namespace {

// A scene with a flat sky, texture, shapes with hard and soft borders, and a little grain.
cv::Mat Scene(int width, int height, uint64_t seed) {
  cv::RNG rng(seed);
  cv::Mat3f scene(height, width);
  for (int y = 0; y < height; ++y) {
    const float t = float(y) / float(height);
    scene.row(y).setTo(cv::Scalar(120.0 + 60.0 * t, 150.0 + 40.0 * t, 215.0 - 30.0 * t));
  }
  cv::Mat1f texture = cv::Mat1f::zeros(height, width);
  for (int octave = 2; octave <= 16; octave *= 2) {
    cv::Mat1f noise(height / octave + 2, width / octave + 2);
    rng.fill(noise, cv::RNG::NORMAL, 0.0, 12.0);
    cv::Mat1f grown;
    cv::resize(noise, grown, {width, height}, 0, 0, cv::INTER_CUBIC);
    texture += grown;
  }
  const cv::Rect ground(0, height / 2, width, height - height / 2);
  for (int y = ground.y; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      scene(y, x) = cv::Vec3f(110.0F, 120.0F, 70.0F) + cv::Vec3f::all(texture(y, x));
    }
  }
  for (int k = 0; k < 10; ++k) {
    cv::circle(scene,
               {rng.uniform(0, width), rng.uniform(height / 2, height)},
               rng.uniform(width / 40, width / 14),
               {double(rng.uniform(20, 235)), double(rng.uniform(20, 235)), 60.0},
               cv::FILLED,
               cv::LINE_AA);
  }
  for (int k = 0; k < 4; ++k) {
    cv::line(scene,
             {rng.uniform(0, width), rng.uniform(height / 3, height)},
             {rng.uniform(0, width), rng.uniform(height / 3, height)},
             {30.0, 30.0, 40.0},
             3,
             cv::LINE_AA);
  }
  cv::GaussianBlur(scene, scene, {}, 0.7);
  cv::Mat3f grain(scene.size());
  rng.fill(grain, cv::RNG::NORMAL, 0.0, 0.8);
  cv::Mat result;
  cv::Mat(scene + grain).convertTo(result, CV_8U);
  return result;
}

TEST(CompareTest, IdenticalPicturesHaveNothingAdded) {
  const cv::Mat scene = Scene(384, 320, 1);
  const Comparison c = ComparePixels(scene, scene.clone());
  EXPECT_TRUE(c.registration.comparable);
  EXPECT_EQ(c.ValueOr("fidelity.psnr", 0.0), 100.0);
  EXPECT_NEAR(c.ValueOr("fidelity.ssim", 0.0), 1.0, 1e-6);
  EXPECT_EQ(c.ValueOr("fidelity.ciede2000", 1.0), 0.0);
  EXPECT_NEAR(c.ValueOr("geometry.shift", 1.0), 0.0, 0.01);
  EXPECT_EQ(c.ValueOr("colour.drift", 1.0), 0.0);
  for (const Measurement& m : c.measurements) {
    if (m.id.rfind("added.", 0) != 0 || !m.value.has_value()) continue;
    EXPECT_NEAR(*m.value, 0.0, 0.02) << m.id;
    EXPECT_TRUE(m.grade == Grade::kNone || m.grade == Grade::kNotGraded) << m.id;
  }
}

TEST(CompareTest, MeasuresEveryPairMetricOrSaysWhyNot) {
  const cv::Mat scene = Scene(384, 320, 1);
  const Comparison c = ComparePixels(scene, Sharpened(scene, 1.0, 0.5));
  for (const MetricInfo& info : MetricTable()) {
    for (const std::string_view prefix :
         {"fidelity.", "consistency.", "colour.drift", "geometry.", "added."}) {
      if (info.id.substr(0, prefix.size()) != prefix) continue;
      const Measurement* m = c.Find(info.id);
      ASSERT_NE(m, nullptr) << info.id;
      EXPECT_NE(m->known(), !m->unknown.empty()) << info.id;
    }
  }
}

TEST(CompareTest, TheFrameIsFollowed) {
  const cv::Mat scene = Scene(400, 300, 3);
  const auto frame = [&](const cv::Mat& result) {
    const Comparison c = ComparePixels(scene, result);
    EXPECT_TRUE(c.registration.comparable);
    return std::array<double, 3>{c.ValueOr("geometry.turned", -1.0),
                                 c.ValueOr("geometry.stretch", -1.0),
                                 c.ValueOr("geometry.cropped", -1.0)};
  };
  EXPECT_EQ(frame(scene), (std::array<double, 3>{0.0, 0.0, 0.0}));
  cv::Mat result;
  cv::flip(scene, result, 1);
  EXPECT_EQ(frame(result), (std::array<double, 3>{2.0, 0.0, 0.0}));
  cv::rotate(scene, result, cv::ROTATE_90_CLOCKWISE);
  EXPECT_EQ(frame(result), (std::array<double, 3>{1.0, 0.0, 0.0}));
  cv::resize(scene, result, {860, 600}, 0, 0, cv::INTER_CUBIC);
  EXPECT_NEAR(frame(result)[1], 7.5, 0.3);
  EXPECT_EQ(frame(result)[2], 0.0);
  cv::resize(scene, result, {801, 600}, 0, 0, cv::INTER_CUBIC);  // a px of rounding
  EXPECT_EQ(frame(result), (std::array<double, 3>{0.0, 0.0, 0.0}));
  EXPECT_NEAR(frame(scene(cv::Rect(40, 30, 320, 240)).clone())[2], 36.0, 1.0);
}

TEST(CompareTest, BicubicEnlargementAddsNothing) {
  const cv::Mat scene = Scene(320, 240, 2);
  for (const double scale : {2.0, 3.0, 4.0}) {
    cv::Mat enlarged;
    cv::resize(scene, enlarged, {}, scale, scale, cv::INTER_CUBIC);
    const Comparison c = ComparePixels(scene, enlarged);
    EXPECT_DOUBLE_EQ(c.registration.scale_x, scale);
    EXPECT_GT(c.ValueOr("consistency.lr_psnr", 0.0), 35.0);
    EXPECT_LT(c.ValueOr("added.hallucination", 100.0), 0.1) << scale;
    EXPECT_LT(c.ValueOr("added.halo_overshoot", 100.0), 4.0) << scale;
    EXPECT_EQ(c.ValueOr("added.seams", 1.0), 0.0) << scale;
    EXPECT_LT(c.ValueOr("added.checkerboard", 9.0), 0.7) << scale;
    EXPECT_LT(c.ValueOr("added.flat_texture", 9.0), 1.0) << scale;
    EXPECT_LT(c.ValueOr("geometry.shift", 9.0), 0.1 * scale) << scale;
    EXPECT_LT(c.ValueOr("added.noise", 9.0), 0.5) << scale;
  }
}

TEST(CompareTest, SharpeningAddsHalosInOrderAndNoFidelity) {
  const cv::Mat scene = Scene(384, 320, 3);
  double last_halo = -1.0;
  double last_psnr = 101.0;
  double last_ssim = 1.1;
  double last_haar = 1.1;
  for (const double amount : {0.0, 0.5, 1.0, 2.0, 3.0}) {
    const Comparison c = ComparePixels(scene, Sharpened(scene, 1.2, amount));
    EXPECT_GT(c.ValueOr("added.halo_overshoot", -1.0), last_halo) << amount;
    EXPECT_LT(c.ValueOr("fidelity.psnr", 999.0), last_psnr) << amount;
    EXPECT_LT(c.ValueOr("fidelity.ssim", 999.0), last_ssim) << amount;
    EXPECT_LT(c.ValueOr("fidelity.haarpsi", 999.0), last_haar) << amount;
    EXPECT_LT(c.ValueOr("added.hallucination", 100.0), 1.0) << amount;
    last_halo = c.ValueOr("added.halo_overshoot", -1.0);
    last_psnr = c.ValueOr("fidelity.psnr", 999.0);
    last_ssim = c.ValueOr("fidelity.ssim", 999.0);
    last_haar = c.ValueOr("fidelity.haarpsi", 999.0);
  }
  EXPECT_GT(last_halo, 8.0);
}

TEST(CompareTest, WhatABlurHadTakenIsRestoredAndNotChanged) {
  const cv::Mat scene = Scene(512, 448, 31);
  cv::Mat soft;
  cv::GaussianBlur(scene, soft, {}, 1.3);
  const Comparison restored = ComparePixels(soft, scene);
  EXPECT_LT(restored.ValueOr("added.local_change", 100.0), 15.0);
  EXPECT_LT(restored.ValueOr("added.hallucination", 100.0), 0.5);
  EXPECT_LT(restored.ValueOr("geometry.shift", 9.0), 0.1);
  EXPECT_LT(restored.ValueOr("added.halo_overshoot", 0.0), 5.0);
  EXPECT_EQ(restored.ValueOr("added.seams", 9.0), 0.0);

  // What is done to a restored picture shows as it does in any other.
  cv::Mat bent = scene.clone();
  cv::Mat patch = scene({200, 260, 72, 72}).clone();
  cv::flip(patch, patch, 1);
  patch.copyTo(bent({200, 260, 72, 72}));
  EXPECT_GT(ComparePixels(soft, bent).ValueOr("added.local_change", 0.0), 35.0);
  cv::Mat moved;
  cv::warpAffine(scene,
                 moved,
                 cv::Mat1d({2, 3}, {1.0, 0.0, 1.5, 0.0, 1.0, 0.0}),
                 scene.size(),
                 cv::INTER_CUBIC,
                 cv::BORDER_REFLECT_101);
  EXPECT_NEAR(ComparePixels(soft, moved).ValueOr("geometry.shift", 0.0), 1.5, 0.2);
  cv::Mat tiled = scene.clone();
  tiled.colRange(0, 128) += cv::Scalar::all(3.0);
  tiled.colRange(256, 384) += cv::Scalar::all(3.0);
  EXPECT_NEAR(ComparePixels(soft, tiled).ValueOr("added.seams", 0.0), 3.0, 0.7);
  cv::Mat single = scene.clone();
  single.rowRange(0, 128) += cv::Scalar::all(3.0);
  EXPECT_NEAR(ComparePixels(soft, single).ValueOr("added.seams", 0.0), 3.0, 0.7);
  // The same halos as without the blur.
  EXPECT_GT(ComparePixels(soft, Sharpened(scene, 1.2, 2.0)).ValueOr("added.halo_overshoot", 0.0),
            8.0);
  EXPECT_GT(ComparePixels(soft, Sharpened(soft, 1.2, 4.0)).ValueOr("added.halo_overshoot", 0.0),
            8.0);
}

TEST(CompareTest, SeamsAreFoundWithTheirPeriod) {
  const cv::Mat scene = Scene(1100, 700, 4);
  cv::Mat tiled = scene.clone();
  for (int y = 0; y < tiled.rows; ++y) {
    for (int x = 0; x < tiled.cols; ++x) {
      const int step = (x / 256 + y / 256) % 2;
      tiled.at<cv::Vec3b>(y, x) += cv::Vec3b::all(uint8_t(step));
    }
  }
  const Comparison c = ComparePixels(scene, tiled);
  EXPECT_NEAR(c.ValueOr("added.seams", 0.0), 1.0, 0.2);
  EXPECT_EQ(c.ValueOr("added.seam_period", 0.0), 256.0);
  const Measurement* seams = c.Find("added.seams");
  ASSERT_FALSE(seams->peaks.empty());
  for (const Peak& peak : seams->peaks) {
    EXPECT_TRUE(int(peak.x) % 256 == 0 || int(peak.y) % 256 == 0) << peak.x << " " << peak.y;
  }
}

// What the solver of a run keeps below its ceiling is what `check` will say.
TEST(CompareTest, HalosOfADeblurredPairAreThoseOfTheRun) {
  const cv::Mat scene = Scene(384, 320, 7);
  cv::Mat soft;
  cv::GaussianBlur(scene, soft, {}, 1.5);
  for (const cv::Mat& result : {scene, Sharpened(scene, 1.2, 0.4), Sharpened(soft, 1.2, 2.0)}) {
    const Comparison c = ComparePixels(soft, result);
    const GridAxis across{result.cols, 1.0, 0.0};
    const GridAxis down{result.rows, 1.0, 0.0};
    const Measurement* noise = c.before.Find("noise.luma_sigma");
    ASSERT_NE(noise, nullptr);
    const std::optional<double> halo = AddedHaloBetween(soft, result, across, down, noise->value);
    ASSERT_TRUE(halo.has_value());
    EXPECT_NEAR(*halo, c.ValueOr("added.halo_overshoot", -9.0), 0.1);
  }
}

TEST(CompareTest, ShiftIsMeasured) {
  const cv::Mat scene = Scene(384, 320, 5);
  cv::Mat moved;
  const cv::Matx23d map(1.0, 0.0, 0.3, 0.0, 1.0, 0.0);
  cv::warpAffine(scene, moved, map, scene.size(), cv::INTER_LANCZOS4, cv::BORDER_REPLICATE);
  const Comparison c = ComparePixels(scene, moved);
  EXPECT_NEAR(c.ValueOr("geometry.shift", 0.0), 0.3, 0.06);
  EXPECT_LT(c.ValueOr("added.hallucination", 100.0), 1.0);
}

// Cells that are poor in detail are read with an error each, and a 95th percentile looks for the
// largest of them.
TEST(CompareTest, NoiseIsNoShift) {
  cv::Mat scene = Scene(640, 512, 5);
  cv::GaussianBlur(scene, scene, {}, 2.5);
  cv::RNG random(11);
  const auto noisy = [&](double shift) {
    cv::Mat moved, noise(scene.size(), CV_16SC3), out;
    const cv::Matx23d map(1.0, 0.0, shift, 0.0, 1.0, 0.0);
    cv::warpAffine(scene, moved, map, scene.size(), cv::INTER_LANCZOS4, cv::BORDER_REPLICATE);
    random.fill(noise, cv::RNG::NORMAL, 0.0, 8.0);
    moved.convertTo(moved, CV_16S);
    cv::Mat(moved + noise).convertTo(out, CV_8U);
    return out;
  };
  const cv::Mat still = noisy(0.0);
  const double shift = ComparePixels(still, noisy(0.0)).ValueOr("geometry.shift", 9.0);
  EXPECT_LT(shift, 0.04);
  EXPECT_NEAR(ComparePixels(still, noisy(0.4)).ValueOr("geometry.shift", 0.0), 0.4, 0.1);
}

TEST(CompareTest, NoiseIsMeasuredWithItsSign) {
  const cv::Mat scene = Scene(384, 320, 6);
  cv::Mat noise(scene.size(), CV_16SC1);
  cv::RNG(4).fill(noise, cv::RNG::NORMAL, 0.0, 5.0);
  cv::Mat noisy;
  cv::merge(std::vector<cv::Mat>(3, noise.clone()), noise);
  cv::add(scene, noise, noisy, cv::noArray(), CV_8U);
  EXPECT_NEAR(ComparePixels(scene, noisy).ValueOr("added.noise", 0.0), 5.0, 0.5);
  EXPECT_NEAR(ComparePixels(noisy, scene).ValueOr("added.noise", 0.0), -5.0, 0.5);
}

TEST(CompareTest, SmoothingIsMeasured) {
  const cv::Mat scene = Scene(384, 320, 7);
  double last = -1.0;
  for (const double sigma : {0.5, 0.8, 1.5, 3.0}) {
    cv::Mat smooth;
    cv::GaussianBlur(scene, smooth, {}, sigma);
    const Comparison c = ComparePixels(scene, smooth);
    EXPECT_GT(c.ValueOr("added.smoothing", -1.0), last) << sigma;
    EXPECT_LT(c.ValueOr("added.hallucination", 100.0), 0.5) << sigma;
    last = c.ValueOr("added.smoothing", -1.0);
  }
  EXPECT_GT(last, 60.0);
}

TEST(CompareTest, BlurIsMeasuredWithItsSign) {
  const cv::Mat scene = Scene(384, 320, 7);
  EXPECT_NEAR(ComparePixels(scene, scene).ValueOr("added.blur", 9.0), 0.0, 0.05);
  for (const double sigma : {1.5, 2.5}) {
    cv::Mat soft;
    cv::GaussianBlur(scene, soft, {}, sigma);
    EXPECT_NEAR(ComparePixels(scene, soft).ValueOr("added.blur", 0.0), sigma, 0.2 * sigma);
    const Comparison sharper = ComparePixels(soft, scene);
    EXPECT_NEAR(sharper.ValueOr("added.blur", 0.0), -sigma, 0.2 * sigma);
    EXPECT_NEAR(sharper.ValueOr("added.deblurring", 0.0), sigma, 0.2 * sigma);
    EXPECT_EQ(ComparePixels(scene, soft).ValueOr("added.deblurring", 9.0), 0.0);
    // Not asked of a reduction, which is no blurred picture.
    cv::Mat reduced;
    cv::resize(scene, reduced, {}, 0.5, 0.5, cv::INTER_AREA);
    EXPECT_FALSE(ComparePixels(soft, reduced).Find("added.deblurring")->value.has_value());
  }
  const cv::Mat flat(320, 384, CV_8UC3, cv::Scalar::all(128));
  const Comparison unknown = ComparePixels(flat, flat);
  ASSERT_NE(unknown.Find("added.blur"), nullptr);
  EXPECT_FALSE(unknown.Find("added.blur")->value.has_value());
}

// The only crisp edges are gone, the texture is all there: that is no blur.
TEST(CompareTest, SofterEdgesAloneAreNoBlur) {
  cv::Mat scene = Scene(384, 320, 7);
  cv::GaussianBlur(scene, scene, {}, 1.5);
  cv::Mat with_edges = scene.clone();
  for (int i = 0; i < 3; ++i) {
    cv::rectangle(with_edges, cv::Rect(100 * i + 30, 100 * i + 20, 40, 30), {10, 10, 10}, -1);
  }
  cv::Mat result = with_edges.clone();
  for (int i = 0; i < 3; ++i) {
    const cv::Rect around(100 * i + 20, 100 * i + 10, 60, 50);
    cv::GaussianBlur(result(around), result(around), {}, 2.0);
  }
  const Comparison c = ComparePixels(with_edges, result);
  ASSERT_LT(c.before.ValueOr("blur.sigma", 9.0) + 0.5, c.after.ValueOr("blur.sigma", 0.0));
  const Measurement* blur = c.Find("added.blur");
  ASSERT_NE(blur, nullptr);
  EXPECT_EQ(blur->unknown, "the sharpest edges are others, the texture is all there");
}

TEST(CompareTest, AStampInTheSkyIsUnsupported) {
  const cv::Mat scene = Scene(384, 320, 8);
  cv::Mat enlarged;
  cv::resize(scene, enlarged, {}, 2.0, 2.0, cv::INTER_CUBIC);
  const cv::Rect stamp(200, 60, 128, 128);
  cv::Mat texture(stamp.size(), CV_16SC1);
  cv::RNG(9).fill(texture, cv::RNG::NORMAL, 0.0, 10.0);
  cv::GaussianBlur(texture, texture, {}, 0.8);
  cv::merge(std::vector<cv::Mat>(3, texture.clone()), texture);
  cv::Mat patch = enlarged(stamp);
  cv::add(patch, texture, patch, cv::noArray(), CV_8U);
  const Comparison c = ComparePixels(scene, enlarged);
  const Measurement* m = c.Find("added.hallucination");
  ASSERT_NE(m->map, nullptr);
  double both = 0.0;
  double either = 0.0;
  for (int j = 0; j < m->map->values.rows; ++j) {
    for (int i = 0; i < m->map->values.cols; ++i) {
      const bool truth = stamp.contains(
          {i * m->map->cell + m->map->cell / 2, j * m->map->cell + m->map->cell / 2});
      const bool found = m->map->values(j, i) >= 50.0F;
      both += truth && found ? 1.0 : 0.0;
      either += truth || found ? 1.0 : 0.0;
    }
  }
  EXPECT_GT(both / either, 0.6);
  ASSERT_FALSE(m->peaks.empty());
  EXPECT_TRUE(stamp.contains({int(m->peaks[0].x), int(m->peaks[0].y)}));
  EXPECT_GT(c.ValueOr("added.flat_texture", 0.0), 1.0);
}

// Where the outlines of a scan at one bit run is open: smooth ones are not invented.
TEST(CompareTest, SmoothOutlinesOfAScanAtOneBitAreNotJudgedAsInvented) {
  cv::Mat large(480, 640, CV_8UC1, cv::Scalar(255));
  cv::RNG rng(5);
  for (int k = 0; k < 24; ++k) {
    const auto at = [&] { return cv::Point(rng.uniform(0, 640), rng.uniform(0, 480)); };
    cv::line(large, at(), at(), cv::Scalar(0), rng.uniform(6, 18), cv::LINE_AA);
  }
  cv::Mat scan;
  cv::resize(large, scan, {}, 0.25, 0.25, cv::INTER_AREA);
  const cv::Mat gray = scan.clone();
  cv::threshold(scan, scan, 127, 255, cv::THRESH_BINARY);
  const Comparison pair = ComparePixels(scan, large);
  const Measurement* smooth = pair.Find("added.hallucination");
  ASSERT_NE(smooth, nullptr);
  EXPECT_FALSE(smooth->value.has_value());
  EXPECT_NE(smooth->unknown.find("one bit"), std::string::npos) << smooth->unknown;
  EXPECT_TRUE(ComparePixels(gray, large).Find("added.hallucination")->value.has_value());
  // Nor do they make it another drawing; a line that is missing does.
  EXPECT_GT(pair.ValueOr("consistency.lr_psnr", 0.0), 40.0);
  cv::Mat other = large.clone();
  other(cv::Rect(200, 100, 200, 200)).setTo(255);
  EXPECT_LT(ComparePixels(scan, other).ValueOr("consistency.lr_psnr", 99.0), 24.0);
}

// What is unknown of a result cannot have grown.
TEST(CompareTest, OfTheSourceOnlyThatIsAskedWhichTheResultKnows) {
  const auto asked = [](std::optional<double> banding) {
    Report after;
    Measurement m;
    m.id = "texture.banding";
    m.value = banding;
    after.measurements.push_back(m);
    const std::vector<std::string> metrics = ComparedMetricsOfSource(after);
    return std::count(metrics.begin(), metrics.end(), m.id);
  };
  EXPECT_EQ(asked(20.0), 1);
  EXPECT_EQ(asked(0.0), 1);
  EXPECT_EQ(asked(std::nullopt), 0);
}

TEST(CompareTest, ColoursUnderTransparentPixelsDoNotCount) {
  Image before;
  before.pixels = Scene(256, 192, 4);
  before.alpha = cv::Mat(before.pixels.size(), CV_8UC1, cv::Scalar(255));
  const cv::Rect hole(40, 30, 80, 60);
  before.alpha(hole).setTo(0);
  Image after = before;
  after.pixels = before.pixels.clone();
  after.pixels(hole).setTo(cv::Scalar(255, 0, 0));
  const auto pair = Compare(before, after);
  ASSERT_TRUE(pair.ok()) << pair.status();
  EXPECT_EQ(pair->Find("colour.drift")->value, 0.0);
  EXPECT_EQ(pair->Find("added.hallucination")->value, 0.0);
}

TEST(CompareTest, OtherScenesAreNotMeasured) {
  cv::Mat other;
  cv::flip(Scene(384, 320, 30), other, 0);
  const Comparison c = ComparePixels(Scene(384, 320, 9), other);
  EXPECT_FALSE(c.registration.comparable);
  ASSERT_NE(c.Find("fidelity.psnr"), nullptr);
  EXPECT_FALSE(c.Find("fidelity.psnr")->known());
}

TEST(CompareTest, TurnedCropsAreJudgedAndPlacedInTheResult) {
  const cv::Mat scene = Scene(480, 400, 10);
  cv::Mat changed = scene.clone();
  cv::rectangle(changed, {100, 60, 40, 40}, {255.0, 0.0, 0.0}, cv::FILLED);
  const cv::Mat turned = Orient(changed, 6);  // a quarter turn clockwise
  const Comparison c = ComparePixels(scene, turned);
  ASSERT_TRUE(c.registration.comparable);
  EXPECT_EQ(c.registration.orientation, 8);
  const Measurement* drift = c.Find("colour.drift");
  ASSERT_NE(drift, nullptr);
  ASSERT_FALSE(drift->peaks.empty());
  // (120, 80) of the upright picture lies at (400 - 80, 120) after the turn.
  EXPECT_NEAR(drift->peaks[0].x, 320.0, 40.0);
  EXPECT_NEAR(drift->peaks[0].y, 120.0, 40.0);
}

TEST(CompareTest, DepthsAndChannelsMayDiffer) {
  const cv::Mat scene = Scene(256, 200, 11);
  cv::Mat deep;
  scene.convertTo(deep, CV_16U, 257.0);
  Comparison c = ComparePixels(scene, deep);
  EXPECT_TRUE(c.registration.comparable);
  EXPECT_GT(c.ValueOr("fidelity.psnr", 0.0), 90.0);
  cv::Mat gray;
  cv::cvtColor(scene, gray, cv::COLOR_RGB2GRAY);
  c = ComparePixels(scene, gray);
  EXPECT_TRUE(c.registration.comparable);
  EXPECT_GT(c.ValueOr("colour.drift", 0.0), 5.0);
  const cv::Mat dot(1, 1, CV_8UC3, cv::Scalar(9, 9, 9));
  EXPECT_TRUE(ComparePixels(dot, dot).registration.comparable);
}

TEST(CompareTest, ThreadsDoNotMatter) {
  const cv::Mat scene = Scene(384, 320, 12);
  const cv::Mat result = Sharpened(scene, 1.0, 1.0);
  const int threads = cv::getNumThreads();
  cv::setNumThreads(1);
  const Comparison one = ComparePixels(scene, result);
  cv::setNumThreads(3);
  const Comparison three = ComparePixels(scene, result);
  cv::setNumThreads(threads);
  ASSERT_EQ(one.measurements.size(), three.measurements.size());
  for (size_t i = 0; i < one.measurements.size(); ++i) {
    EXPECT_EQ(one.measurements[i].value, three.measurements[i].value) << one.measurements[i].id;
  }
}

}  // namespace
}  // namespace sharpscale
