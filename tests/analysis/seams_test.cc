// SPDX-License-Identifier: Apache-2.0

#include "analysis/seams.h"

#include <gtest/gtest.h>

#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

// Alternate tiles are brighter by `level`.
Image WithSeams(const Image& clean, int period, cv::Point offset, int level) {
  Image image = clean;
  image.pixels = clean.pixels.clone();
  for (int y = 0; y < image.height(); ++y) {
    for (int x = 0; x < image.width(); ++x) {
      const int tile = (x - offset.x + period) / period + (y - offset.y + period) / period;
      auto& p = image.pixels.at<cv::Vec3b>(y, x);
      for (int c = 0; c < 3; ++c) p[c] = cv::saturate_cast<uint8_t>(p[c] + level * (tile % 2));
    }
  }
  return image;
}

Image Photo(int seed) {
  return Degraded(DeadLeaves({1024, 768}, uint64_t(seed)), "blur:0.7,noise:1.5", uint64_t(seed));
}

Findings MeasureSeams(const Image& image) {
  return Measure(image, {"native_scale", "content", "seams"});
}

TEST(Seams, StepsOfOneLevelAreFoundWithPeriodAndOffset) {
  for (const auto& [period, offset] : {std::pair{256, cv::Point(0, 0)},
                                       {128, cv::Point(0, 0)},
                                       {64, cv::Point(24, 8)},
                                       {200, cv::Point(56, 120)}}) {
    const Findings findings = MeasureSeams(WithSeams(Photo(period), period, offset, 1));
    ASSERT_NE(findings.Find("texture.seams"), nullptr);
    EXPECT_NEAR(findings.ValueOr("texture.seams", -1.0), 1.0, 0.3) << period;
    EXPECT_EQ(findings.ValueOr("texture.seam_period", -1.0), period);
    EXPECT_EQ(findings.ValueOr("texture.seam_x", -1.0), offset.x) << period;
    EXPECT_EQ(findings.ValueOr("texture.seam_y", -1.0), offset.y) << period;
  }
}

TEST(Seams, TheMapMarksTheLinesOnly) {
  const Findings findings = MeasureSeams(WithSeams(Photo(3), 256, {0, 0}, 2));
  const Measurement* seams = findings.Find("texture.seams");
  ASSERT_TRUE(seams != nullptr && seams->map != nullptr);
  EXPECT_GT(seams->map->values(2, 8), 0.5F);   // x = 256
  EXPECT_GT(seams->map->values(16, 3), 0.5F);  // y = 512
  EXPECT_EQ(seams->map->values(3, 3), 0.0F);
}

TEST(Seams, NoneInCleanNoisyAndCompressedPictures) {
  for (const char* history :
       {"blur:0.7", "blur:0.7,noise:8", "blur:0.7,noise:2,jpeg:75", "jpeg:30"}) {
    for (const int seed : {1, 2}) {
      const Findings findings =
          MeasureSeams(Degraded(DeadLeaves({640, 512}, uint64_t(seed)), history, uint64_t(seed)));
      EXPECT_EQ(findings.ValueOr("texture.seams", -1.0), 0.0) << history << " " << seed;
      EXPECT_FALSE(findings.Find("texture.seam_period")->known());
    }
  }
}

TEST(Seams, SmallIsUnknownAndFlatIsNone) {
  Image image;
  image.pixels = cv::Mat(1, 1, CV_8UC1, cv::Scalar(7));
  EXPECT_FALSE(MeasureSeams(image).Find("texture.seams")->known());
  image.pixels = cv::Mat(300, 300, CV_8UC3, cv::Scalar::all(90));
  EXPECT_EQ(MeasureSeams(image).ValueOr("texture.seams", -1.0), 0.0);
}

}  // namespace
}  // namespace sharpscale
