// SPDX-License-Identifier: Apache-2.0

#include "analysis/faces.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <string>

#include "analysis/analyze.h"
#include "image/decode.h"
#include "tests/analysis/dead_leaves.h"

namespace sharpscale {
namespace {

Report MeasureFaces(const Image& image, bool faces) {
  AnalyzeOptions options;
  options.faces = faces;
  options.metrics = {"content."};
  auto report = Analyze(image, options);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *std::move(report) : Report();
}

constexpr const char* kId = "content.face_min_width";

TEST(Faces, AreLookedForOnlyWhenAsked) {
  const Image leaves = ToImage8(DeadLeaves({256, 256}, 1));
  const Report report = MeasureFaces(leaves, false);
  ASSERT_NE(report.Find(kId), nullptr);
  EXPECT_NE(report.Find(kId)->unknown.find("ask for it"), std::string::npos);
  AnalyzeOptions options;
  options.metrics = {kId};
  const auto named = Analyze(leaves, options);
  ASSERT_TRUE(named.ok()) << named.status();
  EXPECT_EQ(named->Find(kId)->unknown.find("ask for it"), std::string::npos);
}

TEST(Faces, WithoutTheCascadeTheReasonIsSaid) {
  ASSERT_EQ(setenv("SHARPSCALE_CASCADES", "/nowhere", 1), 0);
  // Grain makes leaves a photo.
  cv::Mat leaves = DeadLeaves({256, 256}, 1);
  cv::Mat grain(leaves.size(), CV_32FC3);
  cv::RNG rng(1);
  rng.fill(grain, cv::RNG::NORMAL, 0.0, 0.02);
  leaves += grain;
  const Report report = MeasureFaces(ToImage8(leaves), true);
  ASSERT_EQ(unsetenv("SHARPSCALE_CASCADES"), 0);
  ASSERT_NE(report.Find(kId), nullptr);
  EXPECT_NE(report.Find(kId)->unknown.find("opencv-data"), std::string::npos)
      << report.Find(kId)->unknown;
}

TEST(Faces, AreFoundInPortraitsAndNotInLeaves) {
  if (!std::filesystem::exists(FaceCascadePath())) GTEST_SKIP() << "no " << FaceCascadePath();
  for (const uint64_t seed : {1, 2, 3}) {
    const Report report = MeasureFaces(ToImage8(DeadLeaves({640, 480}, seed)), true);
    EXPECT_FALSE(report.Find(kId)->known()) << seed;
  }
  const char* data = std::getenv("SHARPSCALE_DATA");
  const std::string root = data != nullptr ? data : SHARPSCALE_SOURCE_DIR "/../shared/data";
  const auto baby = Decode(root + "/val/set5/baby_GT.bmp");
  if (!baby.ok()) GTEST_SKIP() << "no evaluation pictures";
  const Report report = MeasureFaces(*baby, true);
  const Measurement* face = report.Find(kId);
  ASSERT_TRUE(face->value.has_value()) << face->unknown;
  EXPECT_NEAR(*face->value, 350.0, 60.0);
  ASSERT_FALSE(face->peaks.empty());
  EXPECT_NEAR(face->peaks[0].x, 270.0, 60.0);
}

}  // namespace
}  // namespace sharpscale
