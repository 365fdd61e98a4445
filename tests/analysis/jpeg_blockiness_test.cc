// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_blockiness.h"

#include <gtest/gtest.h>

#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

// Smooth waves with a little noise; blocks of 8x8 px with their origin at (phase_x, phase_y) get an
// offset of +- `step` levels in a checker order, so that every border steps by 2 x step.
Image Blocks(int width, int height, int phase_x, int phase_y, double step) {
  cv::RNG rng(11);
  Image image;
  image.pixels.create(height, width, CV_8UC1);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      const int bx = (x - phase_x + 80) / 8;
      const int by = (y - phase_y + 80) / 8;
      const double offset = (bx + by) % 2 == 0 ? step : -step;
      const double wave = 40.0 * std::sin(0.031 * x + 0.017 * y) + 30.0 * std::sin(0.023 * y);
      image.pixels.at<uint8_t>(y, x) =
          cv::saturate_cast<uint8_t>(128.0 + wave + offset + rng.gaussian(1.0));
    }
  }
  return image;
}

double Blockiness(const Image& image) {
  return Measure(image, {"jpeg_blockiness"}).ValueOr("compression.blockiness", -1.0);
}

TEST(JpegBlockinessTest, MeasuresTheStep) {
  EXPECT_NEAR(Blockiness(Blocks(320, 240, 0, 0, 2.0)), 4.0, 1.0);
  EXPECT_NEAR(Blockiness(Blocks(320, 240, 0, 0, 1.0)), 2.0, 1.0);
  EXPECT_EQ(Blockiness(Blocks(320, 240, 0, 0, 0.0)), 0.0);
}

TEST(JpegBlockinessTest, RisesWithTheStep) {
  double last = 0.0;
  for (const double step : {1.0, 1.5, 2.0, 3.0, 5.0}) {
    const double value = Blockiness(Blocks(320, 240, 0, 0, step));
    EXPECT_GT(value, last);
    last = value;
  }
}

// Panels at multiples of 8 px, as screens have them.
TEST(JpegBlockinessTest, PanelsOfAScreenAreNoBlocks) {
  cv::RNG rng(12);
  Image image;
  image.pixels = cv::Mat(480, 640, CV_8UC3, cv::Scalar::all(230));
  for (int i = 0; i < 60; ++i) {
    const cv::Rect panel(8 * rng.uniform(0, 60), 8 * rng.uniform(0, 45), 8 * 9, 8 * 5);
    image.pixels(panel & cv::Rect(0, 0, 640, 480))
        .setTo(cv::Scalar(rng.uniform(90, 250), rng.uniform(90, 250), rng.uniform(90, 250)));
  }
  EXPECT_GT(Blockiness(image), 0.35);
  const Findings findings = Measure(image, {"content", "jpeg_compression", "jpeg_blockiness"});
  ASSERT_EQ(findings.WordOr("content.kind", ""), "screenshot");
  ASSERT_EQ(findings.WordOr("compression.source", ""), "none");
  EXPECT_EQ(findings.ValueOr("compression.blockiness", -1.0), 0.0);
  EXPECT_GT(*findings.Find("compression.blockiness")->high, 0.35);
}

TEST(JpegBlockinessTest, StrongestBorderIsTheGrid) {
  for (int phase = 0; phase < 8; ++phase) {
    const Image image = Blocks(200, 200, phase, (phase + 3) % 8, 2.0);
    cv::Mat1f luma;
    image.pixels.convertTo(luma, CV_32F);
    const BorderSteps steps = MeasureBorderSteps(luma);
    EXPECT_EQ(std::max_element(steps.columns.begin(), steps.columns.end()) - steps.columns.begin(),
              phase);
    EXPECT_EQ(std::max_element(steps.rows.begin(), steps.rows.end()) - steps.rows.begin(),
              (phase + 3) % 8);
  }
}

TEST(JpegBlockinessTest, TinyIsUnknown) {
  const Findings findings = Measure(Blocks(15, 40, 0, 0, 2.0), {"jpeg_blockiness"});
  const Measurement* measurement = findings.Find("compression.blockiness");
  ASSERT_NE(measurement, nullptr);
  EXPECT_FALSE(measurement->known());
  EXPECT_FALSE(measurement->unknown.empty());
}

TEST(JpegCompressionTest, TablesAnswerAndNothingIsMadeUp) {
  Image image = Blocks(64, 64, 0, 0, 0.0);
  const Findings without = Measure(image, {"jpeg_compression"});
  EXPECT_FALSE(without.Find("compression.jpeg_quality")->known());
  EXPECT_EQ(without.Find("compression.source")->word, "none");

  JpegFacts jpeg;
  jpeg.luma.fill(1);  // the IJG tables of quality 100
  jpeg.chroma = jpeg.luma;
  jpeg.subsampling = ChromaSubsampling::k420;
  jpeg.components = 3;
  image.source.jpeg = jpeg;
  const Findings with = Measure(image, {"jpeg_compression"});
  EXPECT_EQ(with.ValueOr("compression.jpeg_quality", 0.0), 100.0);
  EXPECT_EQ(with.Find("compression.source")->word, "tables");
  EXPECT_EQ(with.Find("compression.table")->word, "IJG");
  EXPECT_EQ(with.Find("compression.chroma_subsampling")->word, "4:2:0");
}

}  // namespace
}  // namespace sharpscale
