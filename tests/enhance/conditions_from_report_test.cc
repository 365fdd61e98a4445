// SPDX-License-Identifier: Apache-2.0

#include "enhance/conditions_from_report.h"

#include <gtest/gtest.h>

#include "image/channel_noise.h"

#include <cmath>

namespace sharpscale {
namespace {

Report With(const std::string& id, double value, Grade grade = Grade::kModerate) {
  Report report;
  Measurement measurement;
  measurement.id = id;
  measurement.value = value;
  measurement.grade = grade;
  report.measurements.push_back(measurement);
  return report;
}

TEST(ConditionsFromReportTest, AnEmptyReportIsClean) {
  const Conditions conditions = ConditionsFromReport(Report());
  EXPECT_EQ(conditions.noise_sigma, 0.0);
  EXPECT_EQ(conditions.jpeg_quality, 100.0);
  EXPECT_FALSE(conditions.jpeg_grid);
  EXPECT_EQ(conditions.blur_sigma, 0.0);
  EXPECT_EQ(conditions.halo, 0.0);
}

TEST(ConditionsFromReportTest, ValuesAreClamped) {
  EXPECT_EQ(ConditionsFromReport(With("noise.luma_sigma", 80.0)).noise_sigma, 50.0);
  EXPECT_EQ(ConditionsFromReport(With("blur.sigma", 9.0)).blur_sigma, 3.0);
  EXPECT_EQ(ConditionsFromReport(With("compression.jpeg_quality", 0.0)).jpeg_quality, 1.0);
}

TEST(ConditionsFromReportTest, TheBlurOfAGoodPictureIsNone) {
  EXPECT_EQ(ConditionsFromReport(With("blur.sigma", 0.45)).blur_sigma, 0.0);
  EXPECT_NEAR(ConditionsFromReport(With("blur.sigma", 1.0)).blur_sigma, 0.8, 1e-9);
}

TEST(ConditionsFromReportTest, OnlyBlurThatIsSurelyThereIsTold) {
  Report report = With("blur.sigma", 1.0);
  report.measurements[0].low = 0.4;
  EXPECT_EQ(ConditionsFromReport(report).blur_sigma, 0.0);
  report.measurements[0].low = 0.9;
  EXPECT_NEAR(ConditionsFromReport(report).blur_sigma, AddedBlur(0.9), 1e-9);
}

TEST(ConditionsFromReportTest, NoiseOfNoKindIsTexture) {
  Report report = With("noise.chroma_sigma", 6.0);
  EXPECT_GT(ConditionsFromReport(report).noise_sigma, 6.0);
  Measurement kind;
  kind.id = "noise.kind";
  kind.word = "none";
  report.measurements.push_back(kind);
  EXPECT_EQ(ConditionsFromReport(report).noise_sigma, 0.0);
  report.measurements.back().word = "chroma";
  EXPECT_GT(ConditionsFromReport(report).noise_sigma, 6.0);
}

// Sharpening lifts what grain and texture there are: that goes back with its halos. What is more
// colourful than grain is texture of its own.
TEST(ConditionsFromReportTest, WhatOverSharpeningLiftedIsTold) {
  Report report = With("noise.luma_sigma", 1.5);
  report.measurements.push_back(With("noise.chroma_sigma", 6.0).measurements[0]);
  report.measurements.push_back(With("halo.oversharpened", 60.0).measurements[0]);
  Measurement kind;
  kind.id = "noise.kind";
  kind.word = "none";
  report.measurements.push_back(kind);
  EXPECT_EQ(ConditionsFromReport(report).noise_sigma, 0.0);
  report.measurements[2].value = 80.0;
  EXPECT_NEAR(ConditionsFromReport(report).noise_sigma, ChannelNoise(1.5, 1.65), 1e-9);
}

TEST(ConditionsFromReportTest, ColourBesideGrainIsTexture) {
  Report report = With("noise.luma_sigma", 5.0);
  report.measurements.push_back(With("noise.chroma_sigma", 9.0).measurements[0]);
  Measurement kind;
  kind.id = "noise.kind";
  kind.word = "white";
  report.measurements.push_back(kind);
  EXPECT_NEAR(ConditionsFromReport(report).noise_sigma, ChannelNoise(5.0, 5.5), 1e-9);
  report.measurements[1].value = 4.8;
  EXPECT_NEAR(ConditionsFromReport(report).noise_sigma, ChannelNoise(5.0, 4.8), 1e-9);
  // Where there is hardly anything else, a little of it is not told, much is.
  report.measurements[0].value = 0.2;
  report.measurements[1].value = 2.5;
  report.measurements[2].word = "chroma";
  EXPECT_NEAR(ConditionsFromReport(report).noise_sigma, 0.2, 1e-9);
  report.measurements[1].value = 5.0;
  EXPECT_NEAR(ConditionsFromReport(report).noise_sigma, ChannelNoise(0.2, 5.0), 1e-9);
}

TEST(ConditionsFromReportTest, NoiseThatGrowsWithTheLightIsToldAsALine) {
  Report report = With("noise.luma_sigma", 5.0);
  const auto add = [&](const char* id, double value) {
    report.measurements.push_back(With(id, value).measurements[0]);
  };
  add("noise.chroma_sigma", 4.8);
  // Shot noise: variance in proportion to luma, 8 levels at 0.5.
  add("noise.shadows_sigma", 8.0 * std::sqrt(2.0 * 48.0 / 255.0));
  add("noise.highlights_sigma", 8.0 * std::sqrt(2.0 * 208.0 / 255.0));
  Measurement kind;
  kind.id = "noise.kind";
  kind.word = "signal-dependent";
  report.measurements.push_back(kind);
  EXPECT_NEAR(NoiseLineOf(report).luma_sigma, 8.0, 1e-9);
  const Conditions told = ConditionsFromReport(report);
  EXPECT_NEAR(told.noise_slope, 2.0, 1e-9);
  EXPECT_NEAR(told.noise_sigma, 8.0 / 5.0 * ChannelNoise(5.0, 4.8), 1e-9);
  // White noise is the same everywhere, whatever single levels say; nor is a line of one end.
  report.measurements.back().word = "white";
  EXPECT_EQ(ConditionsFromReport(report).noise_slope, 0.0);
  report.measurements.back().word = "signal-dependent";
  report.measurements[3].value.reset();
  EXPECT_EQ(ConditionsFromReport(report).noise_slope, 0.0);
  EXPECT_NEAR(ConditionsFromReport(report).noise_sigma, ChannelNoise(5.0, 4.8), 1e-9);
}

TEST(ConditionsFromReportTest, OvershootAloneIsNoHalo) {
  EXPECT_EQ(ConditionsFromReport(With("halo.overshoot", 30.0, Grade::kSevere)).halo, 0.0);
}

}  // namespace
}  // namespace sharpscale
