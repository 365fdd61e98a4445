// SPDX-License-Identifier: Apache-2.0

#include "analysis/analyze.h"

#include <gtest/gtest.h>

#include <string>

#include "analysis/engine.h"
#include "analysis/metric_table.h"
#include "tests/analysis/degraded.h"
#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

std::vector<const EstimatorInfo*> All() {
  std::vector<const EstimatorInfo*> all;
  for (const EstimatorInfo& info : EstimatorTable()) all.push_back(&info);
  return all;
}

// Everything a measurement says, as text.
std::string Told(const Findings& findings) {
  std::string text;
  for (const Measurement& m : findings.all()) {
    text += m.id + "=" + (m.value ? std::to_string(*m.value) : m.word + m.unknown) + " " +
            std::to_string(m.low.value_or(0)) + " " + std::to_string(m.high.value_or(0));
    if (m.map != nullptr)
      text += " map " + std::to_string(cv::sum(m.map->values == m.map->values)[0]);
    for (const Peak& p : m.peaks) text += " " + std::to_string(p.x) + "," + std::to_string(p.value);
    text += "\n";
  }
  return text;
}

TEST(Analyze, TilesAndThreadsDoNotChangeAnyMetric) {
  const Image image = Degraded(DeadLeaves({500, 333}, 51), "blur:0.8,noise:4,jpeg:80");
  std::string expected;
  for (const auto& [threads, tile] : {std::pair(1, 1024), std::pair(1, 64), std::pair(3, 128)}) {
    PixelsInMemory source(image);
    EngineOptions options;
    options.threads = threads;
    options.tile = tile;
    const auto findings = RunEstimators(source, All(), options, nullptr);
    ASSERT_TRUE(findings.ok());
    if (expected.empty()) expected = Told(*findings);
    EXPECT_EQ(Told(*findings), expected) << threads << " threads, tile " << tile;
  }
}

TEST(Analyze, EveryEstimatorSpeaksOnEveryPicture) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(2, 9), cv::Size(31, 33), cv::Size(700, 3)}) {
    for (const int type : {CV_8UC1, CV_8UC3, CV_16UC3, CV_32FC1}) {
      Image image;
      image.pixels = cv::Mat(size, type, cv::Scalar::all(type == CV_32FC1 ? 0.4 : 40.0));
      PixelsInMemory source(image);
      const auto findings = RunEstimators(source, All(), {}, nullptr);
      ASSERT_TRUE(findings.ok()) << size << type;
      for (const EstimatorInfo& info : EstimatorTable()) {
        for (const std::string_view id : info.metrics) {
          const Measurement* m = findings->Find(id);
          ASSERT_NE(m, nullptr) << id << " is silent on " << size;
          EXPECT_TRUE(m->known() || !m->unknown.empty()) << id;
          EXPECT_TRUE(FindMetric(id)->is_word ? !m->value : m->word.empty()) << id;
          if (m->value) EXPECT_TRUE(std::isfinite(*m->value)) << id;
        }
      }
    }
  }
}

TEST(Analyze, ReportsInTableOrderAndOnlyWhatWasAsked) {
  const Image image = ToImage8(DeadLeaves({200, 180}, 52));
  AnalyzeOptions options;
  options.metrics = {"blur.", "noise.kind"};
  const auto report = Analyze(image, options);
  ASSERT_TRUE(report.ok()) << report.status();
  ASSERT_EQ(report->Find("halo.overshoot"), nullptr);
  ASSERT_NE(report->Find("blur.sigma"), nullptr);
  ASSERT_NE(report->Find("noise.kind"), nullptr);
  EXPECT_EQ(report->width, 200);
  size_t last = 0;
  for (const Measurement& m : report->measurements) {
    size_t place = 0;
    while (MetricTable()[place].id != m.id) ++place;
    EXPECT_GE(place, last);
    last = place;
  }
}

TEST(Analyze, RefusesWhatItCannotMeasure) {
  EXPECT_EQ(Analyze(Image()).status().code(), absl::StatusCode::kInvalidArgument);
  Image linear = ToImage8(DeadLeaves({64, 64}, 53));
  linear.encoding = Encoding::kLinear;
  EXPECT_EQ(Analyze(linear).status().code(), absl::StatusCode::kInvalidArgument);
  AnalyzeOptions options;
  options.metrics = {"noise.colour"};
  const auto report = Analyze(ToImage8(DeadLeaves({64, 64}, 53)), options);
  EXPECT_EQ(report.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_NE(std::string(report.status().message()).find("noise.colour"), std::string::npos);
}

}  // namespace
}  // namespace sharpscale
