// SPDX-License-Identifier: Apache-2.0

#include "analysis/blur.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <string>
#include <utility>
#include <vector>

#include "analysis/motion.h"
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

// Blinds, water, a facade: what all parts of the picture share is contents.
TEST(Blur, ParallelThingsHaveNotMoved) {
  Image scene;
  scene.pixels = cv::Mat(512, 512, CV_8UC3);
  cv::RNG rng(8);
  cv::Mat1f plane(512, 512, 120.0F);
  for (int k = 0; k < 260; ++k) {
    // Lines 50 degrees from level, some px wide, each its own gray.
    const double at = rng.uniform(-650.0, 650.0);
    const cv::Point2d along(std::cos(50.0 * CV_PI / 180.0), -std::sin(50.0 * CV_PI / 180.0));
    const cv::Point2d middle = cv::Point2d(256.0, 256.0) + at * cv::Point2d(-along.y, along.x);
    cv::line(plane,
             middle - 800.0 * along,
             middle + 800.0 * along,
             cv::Scalar(rng.uniform(30.0, 225.0)),
             rng.uniform(1, 9),
             cv::LINE_8);
  }
  cv::GaussianBlur(plane, plane, {}, 1.2);
  cv::Mat gray;
  plane.convertTo(gray, CV_8U);
  cv::cvtColor(gray, scene.pixels, cv::COLOR_GRAY2RGB);
  EXPECT_NE(Measure(scene, {"native_scale", "noise", "edges"}).WordOr("blur.kind", ""), "motion");
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

// `count` clear edges whose gradient points `degrees` counter-clockwise, on the plane that suits.
void AddEdges(double degrees, float sigma, int count, std::vector<EdgeMeasure>* edges) {
  EdgeMeasure edge;
  edge.angle = static_cast<float>(-degrees * CV_PI / 180.0);  // y down
  edge.shape.blur_known = true;
  edge.shape.contrast = 100.0F;
  edge.shape.sigma = sigma;
  edge.shape.reach = 12.0F;
  edges->insert(edges->end(), static_cast<size_t>(count), edge);
}

TEST(Blur, WidthsOfDirectionsAreCompared) {
  std::vector<EdgeMeasure> edges;
  EXPECT_EQ(WidthsOfDirections(edges, 0.0).ratio(), 1.0);
  AddEdges(30.0, 2.4F, 6, &edges);   // counts for 22.5 and 45 degrees
  AddEdges(120.0, 0.8F, 6, &edges);  // 112.5 and 135
  AddEdges(75.0, 2.9F, 5, &edges);   // five are too few
  WidthsByDirection widths = WidthsOfDirections(edges, 0.0);
  EXPECT_EQ(widths.directions, 4);
  EXPECT_EQ(widths.degrees, 22.5);
  EXPECT_NEAR(widths.ratio(), 3.0, 1e-5);
  AddEdges(0.0, 0.2F, 6, &edges);  // sharper than crisp is crisp: 0.45 px
  widths = WidthsOfDirections(edges, 0.0);
  EXPECT_NEAR(widths.ratio(), 2.4 / 0.45, 1e-5);
}

// A pattern that is too weak alone is believed with edges that are wide in one direction only, and
// the plainest one is not where the edges of all directions are alike.
TEST(Blur, EdgesAreTheSecondWitnessOfAMovement) {
  const auto kind =
      [](const BlurPattern& pattern, const std::vector<EdgeMeasure>& edges, double blur) {
        Findings f;
        f.Number("blur.sigma", blur, blur, blur);
        FindMotion(edges, pattern, &f);
        return f.WordOr("blur.kind", "");
      };
  std::vector<EdgeMeasure> even;
  for (int k = 0; k < 8; ++k) AddEdges(22.5 * k, 1.2F, 6, &even);
  std::vector<EdgeMeasure> uneven;
  for (int k = 0; k < 8; ++k) AddEdges(22.5 * k, k < 3 || k == 7 ? 2.4F : 1.2F, 6, &uneven);
  std::vector<EdgeMeasure> streaks;
  for (int k = 0; k < 8; ++k) AddEdges(22.5 * k, k < 2 || k == 7 ? 2.9F : 0.7F, 6, &streaks);

  BlurPattern shake;
  shake.known = true;
  shake.pieces = 48;
  shake.shake_match = 0.08;
  shake.shake_length = 5.0;
  EXPECT_EQ(kind(shake, even, 1.1), "soft");
  EXPECT_EQ(kind(shake, uneven, 1.1), "motion");
  EXPECT_EQ(kind(shake, uneven, 0.6), "none");     // crisp
  EXPECT_EQ(kind(shake, streaks, 0.6), "motion");  // along the streaks
  // Power that was added is that of parallel things, unless the edges say otherwise.
  shake.shake_match = 0.3;
  EXPECT_EQ(kind(shake, even, 1.1), "motion");
  shake.skew = 2.0;
  EXPECT_EQ(kind(shake, even, 1.1), "soft");
  EXPECT_EQ(kind(shake, uneven, 1.1), "motion");

  BlurPattern straight;
  straight.known = true;
  straight.pieces = 24;
  straight.motion_rms = 0.5;
  straight.length = 9.0;
  straight.degrees = 20.0;
  straight.motion_match = 0.7;
  straight.motion_zeros = 0.2;
  EXPECT_EQ(kind(straight, even, 1.1), "soft");
  EXPECT_EQ(kind(straight, uneven, 1.1), "motion");
  straight.length = 5.8;  // shorter than any that is named
  EXPECT_EQ(kind(straight, uneven, 1.1), "soft");
  straight.length = 9.0;
  straight.degrees = 110.0;  // across the wide edges
  EXPECT_EQ(kind(straight, uneven, 1.1), "soft");
  straight.motion_match = 0.95;
  straight.motion_zeros = 0.6;
  EXPECT_EQ(kind(straight, even, 1.1), "soft");
}

// Of photographs from telephones and stock: streaks with crisp edges along them, doubled letters;
// and a crossing, bricks and woven cloth, which lie in rows.
TEST(Blur, RealMovementsAndRows) {
  const char* data = std::getenv("SHARPSCALE_DATA");
  if (data == nullptr) GTEST_SKIP() << "SHARPSCALE_DATA is not set";
  for (const auto& [name, moved] : {std::pair("biq_mos/ss03 (5569).jpg", true),
                                    std::pair("biq_mos/ss03 (6166).jpg", true),
                                    std::pair("biq_mos/ss01 (813).jpg", true),
                                    std::pair("biq_mos/ss01 (1841).jpg", true),
                                    std::pair("biq_mos/ss03 (7067).jpg", false),
                                    std::pair("biq_mos/ss03 (7931).jpg", false),
                                    std::pair("biq_mos/ss03 (4505).jpg", false),
                                    std::pair("set14/barbara.bmp", false),
                                    std::pair("set14/zebra.bmp", false)}) {
    const auto image = Decode(std::string(data) + "/val/" + name);
    if (!image.ok()) GTEST_SKIP() << image.status();
    const Findings f = Measure(*image, {"native_scale", "noise", "content", "edges"});
    EXPECT_EQ(f.WordOr("blur.kind", "") == "motion", moved) << name;
  }
}

// It was "too blurred to repair".
TEST(Blur, ARampFromBorderToBorderIsNoEdge) {
  Image ramp;
  ramp.pixels.create(192, 256, CV_16UC1);
  for (int x = 0; x < ramp.pixels.cols; ++x) ramp.pixels.col(x).setTo(1000 + 247 * x);
  const Findings f = Measure(ramp, {"noise", "edges"});
  ASSERT_FALSE(f.Find("blur.sigma")->known());
  EXPECT_NE(f.Find("blur.sigma")->unknown.find("gradient"), std::string::npos);
  // What fits the picture is still measured.
  const Findings soft =
      Measure(Degraded(DeadLeaves({256, 192}, 21), "blur:10"), {"noise", "edges"});
  EXPECT_TRUE(soft.Find("blur.sigma")->known());
}

// A screen that was sharpened: letters are too close to be judged, a shadow is soft on purpose. It
// was "plainly soft", and sharpened once more.
TEST(Blur, CrispLettersBesideASoftShadowAreCrisp) {
  cv::Mat screen(400, 600, CV_8UC3, cv::Scalar::all(255));
  cv::rectangle(screen, {60, 200, 480, 150}, cv::Scalar::all(110), cv::FILLED);
  cv::GaussianBlur(screen, screen, {}, 3.0);
  for (int line = 0; line < 6; ++line) {
    cv::putText(screen,
                "Reach your audience in new places",
                {8, 24 + 26 * line},
                cv::FONT_HERSHEY_SIMPLEX,
                0.6,
                cv::Scalar::all(0),
                1,
                cv::LINE_AA);
  }
  Image image;
  image.pixels = screen;
  EXPECT_LT(Measure(image, {"noise", "edges"}).ValueOr("blur.sigma", -1.0), 0.3);
  // Out of focus as a whole it is soft.
  cv::GaussianBlur(screen, image.pixels, {}, 3.0);
  EXPECT_GT(Measure(image, {"noise", "edges"}).ValueOr("blur.sigma", -1.0), 2.0);
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
