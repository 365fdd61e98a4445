// SPDX-License-Identifier: Apache-2.0

#include "analysis/blur.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>

#include "image/decode.h"
#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

TEST(Blur, FindsGaussianBlur) {
  const cv::Mat clean = DeadLeaves({512, 512}, 21);
  double last = -1.0;
  for (const double sigma : {0.0, 1.0, 1.5, 2.0, 3.0}) {
    const Image image = Degraded(clean, "blur:" + std::to_string(sigma));
    const Findings f = Measure(image, {"noise", "edges"});
    const Measurement* m = f.Find("blur.sigma");
    ASSERT_TRUE(m->known()) << sigma << m->unknown;
    if (sigma > 0.0) {
      EXPECT_NEAR(*m->value, sigma, 0.3) << sigma;
    }
    EXPECT_GT(*m->value, last);
    last = *m->value;
  }
}

TEST(Blur, HoldsUnderNoiseAndJpeg) {
  const cv::Mat clean = DeadLeaves({512, 512}, 22);
  for (const char* history : {"blur:2,noise:5", "blur:2,jpeg:50"}) {
    const Findings f = Measure(Degraded(clean, history), {"noise", "edges"});
    EXPECT_NEAR(f.ValueOr("blur.sigma", -1.0), 2.0, 0.5) << history;
  }
}

TEST(Blur, MapTellsTheSoftHalf) {
  const cv::Mat clean = DeadLeaves({512, 512}, 23);
  Image image = ToImage8(clean);
  const Image soft = Degraded(clean, "blur:2.5");
  soft.pixels.colRange(256, 512).copyTo(image.pixels.colRange(256, 512));
  const Findings f = Measure(image, {"noise", "edges"});
  const Measurement* m = f.Find("blur.sigma");
  ASSERT_NE(m->map, nullptr);
  double sharp = 0.0;
  double blurred = 0.0;
  int sharp_cells = 0;
  int blurred_cells = 0;
  for (int j = 0; j < m->map->values.rows; ++j) {
    for (int i = 0; i < m->map->values.cols; ++i) {
      const float v = m->map->values(j, i);
      if (!std::isfinite(v) || i == 7 || i == 8) continue;
      (i < 8 ? sharp : blurred) += v;
      ++(i < 8 ? sharp_cells : blurred_cells);
    }
  }
  ASSERT_GT(sharp_cells, 10);
  ASSERT_GT(blurred_cells, 10);
  EXPECT_LT(sharp / sharp_cells, 1.0);
  EXPECT_GT(blurred / blurred_cells, 1.6);
  // Half of the frame is in focus: the picture as a whole is not blurred.
  EXPECT_LT(*m->value, 1.0);
}

TEST(Blur, TellsMotionWithLengthAndAngle) {
  const cv::Mat clean = DeadLeaves({512, 512}, 24);
  for (const int angle : {0, 40, 90, 150}) {
    const Image image = Degraded(clean, "motion:13:" + std::to_string(angle));
    const Findings f = Measure(image, {"noise", "edges"});
    EXPECT_EQ(f.Find("blur.kind")->word, "motion") << angle;
    const double found = f.ValueOr("blur.motion_angle", -99.0);
    const double off = std::abs(std::remainder(found - angle, 180.0));
    EXPECT_LT(off, 10.0) << angle << " found " << found;
    EXPECT_NEAR(f.ValueOr("blur.motion_length", 0.0), 13.0, 3.5) << angle;
  }
  for (const char* history : {"none", "blur:2.5", "defocus:4"}) {
    const Findings f = Measure(Degraded(clean, history), {"noise", "edges"});
    EXPECT_NE(f.Find("blur.kind")->word, "motion") << history;
    EXPECT_FALSE(f.Find("blur.motion_angle")->known());
  }
}

// No movement is a finding where one would have shown, and unknown where it would not.
TEST(Blur, NoMotionIsKnownOnlyWhereOneWouldShow) {
  const cv::Mat clean = DeadLeaves({512, 512}, 24);
  for (const char* history : {"none", "defocus:4", "noise:3"}) {
    const Findings f = Measure(Degraded(clean, history), {"noise", "edges"});
    const Measurement* m = f.Find("blur.motion_length");
    ASSERT_TRUE(m->value.has_value()) << history << ": " << m->unknown;
    EXPECT_EQ(*m->value, 0.0) << history;
    EXPECT_EQ(*m->high, 6.0) << history;
  }
  for (const char* history : {"blur:2.5", "noise:12"}) {
    const Findings f = Measure(Degraded(clean, history), {"noise", "edges"});
    EXPECT_FALSE(f.Find("blur.motion_length")->known()) << history;
  }
  const Findings enlarged =
      Measure(Degraded(clean, "up:2"), {"native_scale", "noise", "content", "edges"});
  EXPECT_FALSE(enlarged.Find("blur.motion_length")->known());
  const Findings flat = Measure(ToImage8(cv::Mat1f(256, 256, 0.5F)), {"noise", "edges"});
  EXPECT_FALSE(flat.Find("blur.motion_length")->known());
}

// Moved along an arc, as a hand does, with a stop at its end.
cv::Mat Shaken(const cv::Mat& picture, double radius) {
  const int side = 2 * static_cast<int>(radius + 2.0) + 1;
  cv::Mat1f path = cv::Mat1f::zeros(side, side);
  constexpr int kMoments = 400;
  for (int k = 0; k < kMoments; ++k) {
    const double t = std::min(1.0, 1.25 * k / kMoments);
    const double angle = 0.4 + 2.4 * t;
    const double x = 0.5 * (side - 1) + radius * std::cos(angle);
    const double y = 0.5 * (side - 1) + radius * std::sin(angle) - 0.5 * radius;
    path(static_cast<int>(y), static_cast<int>(x)) += 1.0F / kMoments;
  }
  cv::Mat result;
  cv::filter2D(picture, result, -1, path, {-1, -1}, 0.0, cv::BORDER_REFLECT);
  return result;
}

TEST(Blur, ACurvedShakeIsMotion) {
  for (const uint64_t seed : {31U, 32U, 33U}) {
    cv::Mat clean = DeadLeaves({512, 512}, seed);
    cv::GaussianBlur(clean, clean, {}, 0.8);  // the lens
    const Findings f = Measure(ToImage8(Shaken(clean, 8.0)), {"noise", "edges"});
    EXPECT_EQ(f.WordOr("blur.kind", ""), "motion") << seed;
    // The arc is 15 px wide and 9 high.
    EXPECT_GT(f.ValueOr("blur.motion_length", 0.0), 7.0) << seed;
    EXPECT_LT(f.ValueOr("blur.motion_length", 99.0), 28.0) << seed;
  }
}

// Four photographs of a hand's shake (Koehler et al. 2012): a picture of ghosts has thin lines that
// are sharp, and must not pass for slightly soft.
TEST(Blur, RealCameraShakeDoesNotPass) {
  const char* data = std::getenv("SHARPSCALE_DATA");
  if (data == nullptr) GTEST_SKIP() << "SHARPSCALE_DATA is not set";
  int motion = 0;
  for (const char* name : {"Blurry1_1", "Blurry2_4", "Blurry3_8", "Blurry4_10"}) {
    const auto image = Decode(std::string(data) + "/val/kohler_camera_shake/" + name + ".png");
    if (!image.ok()) GTEST_SKIP() << image.status();
    const Findings f = Measure(*image, {"native_scale", "noise", "edges"});
    const bool moved = f.WordOr("blur.kind", "") == "motion";
    motion += moved ? 1 : 0;
    const Measurement* blur = f.Find("blur.sigma");
    EXPECT_TRUE(moved || blur->grade == Grade::kModerate || blur->grade == Grade::kSevere) << name;
  }
  EXPECT_GE(motion, 3);
}

// A wide Gaussian falls to the floor of rounding, where a disc lets light come back.
TEST(Blur, TellsDefocusFromAWideGaussian) {
  const cv::Mat clean = DeadLeaves({512, 512}, 35);
  for (const char* history : {"defocus:3.5", "defocus:6"}) {
    EXPECT_EQ(Measure(Degraded(clean, history), {"noise", "edges"}).WordOr("blur.kind", ""),
              "defocus")
        << history;
  }
  for (const char* history : {"blur:2", "blur:3", "blur:4"}) {
    EXPECT_EQ(Measure(Degraded(clean, history), {"noise", "edges"}).WordOr("blur.kind", ""), "soft")
        << history;
  }
}

// Nothing but blur of even form, enlargement or JPEG.
TEST(Blur, NoShakeWhereNothingMoved) {
  const cv::Mat clean = DeadLeaves({512, 512}, 34);
  for (const char* history : {"none", "blur:1.5", "blur:3", "defocus:4", "blur:1.5,jpeg:40"}) {
    const Findings f = Measure(Degraded(clean, history), {"noise", "edges"});
    EXPECT_NE(f.WordOr("blur.kind", ""), "motion") << history;
  }
  const Image enlarged = Degraded(clean(cv::Rect(0, 0, 256, 256)), "up:2:bicubic");
  const Findings f = Measure(enlarged, {"native_scale", "noise", "edges"});
  EXPECT_NE(f.WordOr("blur.kind", ""), "motion");
}

absl::StatusOr<Image> Photograph(const char* name) {
  const char* data = std::getenv("SHARPSCALE_DATA");
  if (data == nullptr) return absl::NotFoundError("SHARPSCALE_DATA is not set");
  return Decode(std::string(data) + "/train/" + name);
}

// Everything in a sea lies in one direction, and coarse quantisation evens its 8x8 blocks along it,
// which has the zeros of a movement of 8 px.
TEST(Blur, LevelRipplesUnderJpegDidNotMove) {
  const auto sea = Photograph("cid22/1001682.webp");
  if (!sea.ok()) GTEST_SKIP() << sea.status();
  cv::Mat pixels;
  sea->pixels.convertTo(pixels, CV_32F, 1.0 / 255.0);
  for (const char* history : {"none", "jpeg:30:420", "jpeg:20:420", "blur:1,jpeg:30:420"}) {
    const Findings f = Measure(Degraded(pixels, history), {"noise", "edges"});
    EXPECT_NE(f.WordOr("blur.kind", ""), "motion") << history;
  }
}

// The few pieces of a small soft crop have all kinds of things in common.
TEST(Blur, SmallSoftCropsDidNotMove) {
  for (const char* name : {"wallpapers/ahmadreza-sajadi-10140-edit.webp",
                           "wallpapers/high-trestle-trail.webp",
                           "wallpapers/samuel-zeller-337041.webp",
                           "wallpapers/tony-webster-97532.webp"}) {
    auto image = Photograph(name);
    if (!image.ok()) GTEST_SKIP() << image.status();
    image->pixels = image->pixels(cv::Rect(100, 13, 300, 200)).clone();
    const Findings f = Measure(*image, {"noise", "edges"});
    EXPECT_NE(f.WordOr("blur.kind", ""), "motion") << name;
  }
}

TEST(Blur, UnknownWithoutEdges) {
  Image image;
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(20, 300), cv::Size(300, 300)}) {
    image.pixels = cv::Mat(size, CV_8UC3, cv::Scalar(90, 120, 30));
    const Findings f = Measure(image, {"noise", "edges"});
    EXPECT_FALSE(f.Find("blur.sigma")->known());
    EXPECT_FALSE(f.Find("sharpness.mtf50")->known());
    EXPECT_FALSE(f.Find("blur.sigma")->unknown.empty());
  }
}

}  // namespace
}  // namespace sharpscale
