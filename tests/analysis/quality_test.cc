// SPDX-License-Identifier: Apache-2.0

#include "analysis/quality.h"

#include <gtest/gtest.h>

#include "analysis/analyze.h"
#include "tests/analysis/degraded.h"

namespace sharpscale {
namespace {

Report Quality(const char* history) {
  AnalyzeOptions options;
  options.maps = false;
  auto report = Analyze(Degraded(DeadLeaves({512, 448}, 3), history, 3), options);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *std::move(report) : Report();
}

TEST(Quality, FallsWithTheStrengthOfEachDegradation) {
  for (const auto& [weak, strong, part] :
       {std::tuple{"noise:2,blur:1", "noise:2,blur:3", "quality.detail"},
        std::tuple{"noise:3", "noise:20", "quality.clarity"},
        std::tuple{"noise:2,jpeg:90", "noise:2,jpeg:25", "quality.clarity"}}) {
    const Report a = Quality(weak);
    const Report b = Quality(strong);
    ASSERT_TRUE(a.Find("quality.overall")->value && b.Find("quality.overall")->value) << weak;
    EXPECT_GT(a.ValueOr("quality.overall", -1.0), b.ValueOr("quality.overall", -1.0) + 5.0) << weak;
    EXPECT_GT(a.ValueOr(part, -1.0), b.ValueOr(part, -1.0) + 5.0) << weak;
    for (const Measurement& m : b.measurements) {
      if (m.id.rfind("quality.", 0) != 0) continue;
      EXPECT_GE(*m.low, 0.0);
      EXPECT_LE(*m.high, 100.0);
    }
  }
}

TEST(Quality, AShakenPictureIsNoGoodOne) {
  const Report still = Quality("noise:1");
  const Report shaken = Quality("motion:24:20,noise:1");
  ASSERT_GT(shaken.ValueOr("blur.motion_length", 0.0), 15.0);
  ASSERT_TRUE(shaken.Find("quality.overall")->value);
  EXPECT_LT(shaken.ValueOr("quality.overall", 100.0), 55.0);
  EXPECT_LT(shaken.ValueOr("quality.overall", 100.0), still.ValueOr("quality.overall", 0.0) - 30.0);
}

// Read on one screen, "JPEG quality: severe" and "quality 85: no defect seen" are a contradiction.
TEST(Quality, IsNeverBetterThanTheGradesBesideIt) {
  for (const char* history : {"noise:2,jpeg:30:420", "noise:1,jpeg:60", "noise:20", "blur:4"}) {
    const Report r = Quality(history);
    ASSERT_TRUE(r.Find("quality.overall")->value) << history;
    Grade worst = Grade::kNone;
    for (const char* id : {"compression.jpeg_quality",
                           "compression.blockiness",
                           "noise.luma_sigma",
                           "noise.chroma_sigma",
                           "blur.sigma"}) {
      const Measurement* m = r.Find(id);
      if (m != nullptr && m->value) worst = std::max(worst, m->grade);
    }
    ASSERT_GE(worst, Grade::kModerate) << history;
    EXPECT_GE(r.Find("quality.overall")->grade,
              worst == Grade::kSevere ? Grade::kModerate : Grade::kSlight)
        << history << ": " << r.ValueOr("quality.overall", -1.0);
  }
}

TEST(Quality, IsUnknownWhereItsPartsAre) {
  Image image;
  image.pixels = cv::Mat(1, 1, CV_8UC1, cv::Scalar(7));
  const auto report = Analyze(image);
  ASSERT_TRUE(report.ok());
  EXPECT_FALSE(report->Find("quality.overall")->known());
}

}  // namespace
}  // namespace sharpscale
