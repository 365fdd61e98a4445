// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/simulate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

Image Shapes(int side) {
  Image image;
  image.pixels = cv::Mat(side, side, CV_8UC3, cv::Scalar(120, 140, 160));
  cv::RNG random(3);
  for (int i = 0; i < 40; ++i) {
    const cv::Scalar colour(random.uniform(0, 255), random.uniform(0, 255), random.uniform(0, 255));
    cv::circle(image.pixels,
               {random.uniform(0, side), random.uniform(0, side)},
               random.uniform(4, side / 6),
               colour,
               cv::FILLED,
               cv::LINE_AA);
  }
  return image;
}

Measurement Value(const std::string& id, double value) {
  Measurement measurement;
  measurement.id = id;
  measurement.value = value;
  return measurement;
}

// Steps that need no network, so that the test runs anywhere.
Plan Enlarging() {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.factor_needed = 2.2;
  Step resize;
  resize.kind = StepKind::kResize;
  resize.width = resize.height = 563;
  Step sharpen;
  sharpen.kind = StepKind::kSharpen;
  sharpen.strength = 0.35;
  plan.steps = {resize, sharpen};
  return plan;
}

TEST(SimulateTest, RanksThePlansOnThePictureItself) {
  Report report;
  report.width = report.height = 256;
  StudyOptions options;
  options.all_orders = false;
  options.more_strengths.clear();
  options.window = 128;
  const absl::StatusOr<Simulation> found = Simulate(Shapes(256), report, Enlarging(), options);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_EQ(found->damage, "none");
  EXPECT_EQ(found->truth_reduced, 1);
  EXPECT_EQ(found->result.factor, 2);
  const std::vector<StudyEntry>& entries = found->result.entries;
  EXPECT_EQ(
      std::count_if(
          entries.begin(), entries.end(), [](const StudyEntry& entry) { return entry.advised; }),
      1);
  for (size_t i = 1; i < entries.size(); ++i) {
    EXPECT_GE(entries[i - 1].score.psnr_y, entries[i].score.psnr_y);
  }
}

TEST(SimulateTest, SaysWhatAPictureTooSmallLacks) {
  Report report;
  report.width = report.height = 100;
  const absl::StatusOr<Simulation> found = Simulate(Shapes(100), report, Enlarging(), {});
  ASSERT_FALSE(found.ok());
  EXPECT_THAT(std::string(found.status().message()),
              testing::HasSubstr("100 x 100 px, 2x takes 128 px a side"));
}

TEST(SimulateTest, PutsThePicturesOwnDamageOnItsReduction) {
  Report report;
  report.width = report.height = 320;
  report.measurements = {Value("noise.luma_sigma", 6.0), Value("noise.chroma_sigma", 5.0)};
  StudyOptions options;
  options.all_orders = false;
  options.more_strengths.clear();
  options.window = 128;
  const absl::StatusOr<Simulation> found = Simulate(Shapes(320), report, Enlarging(), options);
  ASSERT_TRUE(found.ok()) << found.status();
  EXPECT_THAT(found->damage, testing::StartsWith("noise:8."));
  EXPECT_EQ(found->truth_reduced, 2);
  EXPECT_FALSE(Simulate(Shapes(64), report, Enlarging(), options).ok()) << "nothing left to judge";
}

}  // namespace
}  // namespace sharpscale
