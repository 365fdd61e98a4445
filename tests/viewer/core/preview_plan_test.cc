// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/preview_plan.h"

#include <gmock/gmock.h>

namespace sharpscale::viewer {
namespace {

Plan FourTimes() {
  Plan plan;
  plan.target_width = 2400;
  plan.target_height = 1600;
  Step upscale;
  upscale.kind = StepKind::kUpscale;
  upscale.factor = 4;
  upscale.width = 2400;
  upscale.height = 1600;
  plan.steps = {upscale};
  return plan;
}

TEST(PreviewPlanTest, ARegionIsScaledLikeTheWhole) {
  const Plan part = PlanForRegion(FourTimes(), {600, 400}, {10, 20, 50, 30});
  EXPECT_EQ(part.target_width, 200);
  EXPECT_EQ(part.target_height, 120);
  EXPECT_EQ(part.steps[0].width, 200);
  EXPECT_EQ(part.steps[0].height, 120);
  const Placement at = PlannedPlacement(FourTimes(), {600, 400});
  EXPECT_DOUBLE_EQ(at.scale_x, 4.0);
  EXPECT_DOUBLE_EQ(at.dx, 0.0);
}

// Cover: 600 x 400 to 2400 x 2400 is scaled by 6 to 3600 x 2400 and cut by 600 px at each side.
TEST(PreviewPlanTest, AFilledPaperCutsInTheMiddle) {
  Plan plan = FourTimes();
  plan.target_height = 2400;
  const Placement at = PlannedPlacement(plan, {600, 400});
  EXPECT_DOUBLE_EQ(at.scale_x, 6.0);
  EXPECT_DOUBLE_EQ(at.scale_y, 6.0);
  EXPECT_DOUBLE_EQ(at.dx, -600.0);
  EXPECT_DOUBLE_EQ(at.dy, 0.0);
  // The region itself is not cut: what of it lies beside the paper is left to the view.
  const Plan part = PlanForRegion(plan, {600, 400}, {0, 0, 100, 100});
  EXPECT_EQ(part.target_width, 600);
  EXPECT_EQ(part.target_height, 600);
}

// A target rounded to whole px is the whole picture: no cut, and the corners coincide.
TEST(PreviewPlanTest, RoundedShapesKeepTheirCorners) {
  Plan plan = FourTimes();
  plan.target_width = 1000;
  plan.target_height = 667;  // 666.67
  const Placement at = PlannedPlacement(plan, {600, 400});
  EXPECT_DOUBLE_EQ(at.ToLead({600, 400}).x, 1000.0);
  EXPECT_DOUBLE_EQ(at.ToLead({600, 400}).y, 667.0);
}

TEST(PreviewPlanTest, MarginsStayInside) {
  EXPECT_EQ(WithMargin({0, 5, 10, 10}, 24, {600, 400}), cv::Rect(0, 0, 34, 39));
  EXPECT_EQ(WithMargin({590, 390, 10, 10}, 24, {600, 400}), cv::Rect(566, 366, 34, 34));
}

TEST(PreviewPlanTest, WithoutASizeNothingMoves) {
  Plan plan;
  EXPECT_DOUBLE_EQ(PlannedPlacement(plan, {600, 400}).scale_x, 1.0);
  EXPECT_EQ(PlannedSize(plan, {600, 400}), cv::Size(600, 400));
}

}  // namespace
}  // namespace sharpscale::viewer
