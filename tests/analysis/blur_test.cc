// SPDX-License-Identifier: Apache-2.0

#include "analysis/blur.h"

#include <gtest/gtest.h>

#include <string>

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
    if (sigma > 0.0) EXPECT_NEAR(*m->value, sigma, 0.3) << sigma;
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
    EXPECT_FALSE(f.Find("blur.motion_length")->known());
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
