// SPDX-License-Identifier: Apache-2.0

#include "advice/plan_of_steps.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sharpscale {
namespace {

Report Picture(int width, int height) {
  Report report;
  report.width = width;
  report.height = height;
  return report;
}

std::vector<Step> Steps(const char* text) {
  return *ParseSteps(text);
}

TEST(PlanOfStepsTest, SizesFollowEachOther) {
  std::vector<int> origin;
  const absl::StatusOr<Plan> plan =
      PlanOfSteps(Steps("downscale:0.5,upscale:4,sharpen:40%"), {}, Picture(101, 60), &origin);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(StepsToString(plan->steps), "downscale:0.5,upscale:4,sharpen:40%,export");
  EXPECT_EQ(plan->steps[0].width, 51);  // rounded half up
  EXPECT_EQ(plan->steps[1].width, 204);
  EXPECT_EQ(plan->steps[1].height, 120);
  EXPECT_EQ(plan->target_width, 204);
  EXPECT_EQ(plan->factor_product, 4.0);
  EXPECT_NEAR(plan->factor_needed, 204.0 / 101.0, 1e-9);  // without a target the steps make it
  EXPECT_THAT(origin, testing::ElementsAre(0, 1, 2, -1));
  for (const Step& step : plan->steps) EXPECT_EQ(step.evidence.size(), 1u);
}

TEST(PlanOfStepsTest, OwnStepsRunTheRiskOfThoseAdvised) {
  const auto risk = [](const char* steps, const Target& target = {}) {
    const absl::StatusOr<Plan> plan = PlanOfSteps(Steps(steps), target, Picture(400, 300));
    return plan.ok() ? plan->risk : Risk::kHigh;
  };
  EXPECT_EQ(risk("restore:auto,sharpen:40%"), Risk::kLow);
  EXPECT_EQ(risk("upscale:2"), Risk::kLow);
  EXPECT_EQ(risk("upscale:4"), Risk::kMedium);
  EXPECT_EQ(risk("upscale:4,upscale:4"), Risk::kHigh);
  // A target that is named counts; a plain resize predicts nothing.
  EXPECT_EQ(risk("upscale:4", *ParseSize("600x450")), Risk::kLow);
  EXPECT_EQ(risk("resize:6400x4800"), Risk::kLow);
}

TEST(PlanOfStepsTest, EndsInTheTargetAheadOfSharpening) {
  std::vector<int> origin;
  absl::StatusOr<Plan> plan = PlanOfSteps(
      Steps("upscale:2,sharpen:30%"), *ParsePrint("10x7.5in@300"), Picture(1200, 900), &origin);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(StepsToString(plan->steps), "upscale:2,resize:3000x2250,sharpen:30%,export");
  EXPECT_THAT(origin, testing::ElementsAre(0, -1, 1, -1));
  EXPECT_EQ(plan->steps.back().ppi, 300.0);
  plan = PlanOfSteps(Steps("sharpen:30%,export:png"), {}, Picture(1200, 900), &origin);
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(StepsToString(plan->steps), "sharpen:30%,export:png");
  EXPECT_THAT(origin, testing::ElementsAre(0, 1));
}

TEST(PlanOfStepsTest, NoStepsAreAnExport) {
  const absl::StatusOr<Plan> plan = PlanOfSteps({}, {}, Picture(1, 1));
  ASSERT_TRUE(plan.ok());
  EXPECT_EQ(StepsToString(plan->steps), "export");
  EXPECT_EQ(plan->verdict, PlanVerdict::kPlan);
}

TEST(PlanOfStepsTest, ImpossibleSizesNameTheStep) {
  const absl::StatusOr<Plan> plan = PlanOfSteps(
      Steps("upscale:4,upscale:4,upscale:4,upscale:4,upscale:4"), {}, Picture(6000, 4000));
  ASSERT_FALSE(plan.ok());
  EXPECT_THAT(std::string(plan.status().message()), testing::HasSubstr("step 3 (upscale)"));
  EXPECT_FALSE(PlanOfSteps(Steps("upscale:2"), *ParsePrint("2000in@4800"), Picture(10, 10)).ok());
}

}  // namespace
}  // namespace sharpscale
