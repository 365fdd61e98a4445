// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/print_layout.h"

#include <gmock/gmock.h>

namespace sharpscale::viewer {
namespace {

Target Print(double w, double h, FitMode fit) {
  Target target;
  target.print_width_in = w;
  target.print_height_in = h;
  target.fit = fit;
  return target;
}

TEST(PrintLayoutTest, CoverCutsTheSidesOfAWiderPicture) {
  // 3:2 on 5:4: height decides; 24 in of 20 in are cut: 1/6 of the width.
  const auto layout = LayOutPrint(Print(20, 16, FitMode::kCover), 1800, 1200);
  ASSERT_TRUE(layout);
  EXPECT_DOUBLE_EQ(layout->picture_height, 16.0);
  EXPECT_DOUBLE_EQ(layout->picture_width, 24.0);
  EXPECT_DOUBLE_EQ(layout->picture_x, -2.0);
  EXPECT_NEAR(layout->cut_x, 1.0 / 6.0, 1e-12);
  EXPECT_DOUBLE_EQ(layout->cut_y, 0.0);
  EXPECT_DOUBLE_EQ(layout->white_x, 0.0);
}

TEST(PrintLayoutTest, FitLeavesWhiteAboveAndBelow) {
  const auto layout = LayOutPrint(Print(20, 16, FitMode::kFit), 1800, 1200);
  ASSERT_TRUE(layout);
  EXPECT_DOUBLE_EQ(layout->picture_width, 20.0);
  EXPECT_NEAR(layout->picture_height, 40.0 / 3.0, 1e-12);
  EXPECT_NEAR(layout->white_y, 16.0 - 40.0 / 3.0, 1e-12);
  EXPECT_NEAR(layout->picture_y, layout->white_y / 2.0, 1e-12);
  EXPECT_DOUBLE_EQ(layout->cut_y, 0.0);
}

TEST(PrintLayoutTest, PaperTurnsWithThePictureUnlessFixed) {
  Target target = Print(20, 16, FitMode::kCover);
  EXPECT_DOUBLE_EQ(LayOutPrint(target, 1200, 1800)->paper_width, 16.0);
  target.auto_rotate = false;
  EXPECT_DOUBLE_EQ(LayOutPrint(target, 1200, 1800)->paper_width, 20.0);
}

TEST(PrintLayoutTest, OneSideHasThePicturesShapeAndNoPaperHasNone) {
  Target target;
  EXPECT_FALSE(LayOutPrint(target, 100, 100));
  target.print_width_in = 12.0;
  const auto layout = LayOutPrint(target, 300, 100);
  ASSERT_TRUE(layout);
  EXPECT_DOUBLE_EQ(layout->paper_height, 4.0);
  EXPECT_DOUBLE_EQ(layout->cut_x + layout->cut_y + layout->white_x + layout->white_y, 0.0);
  EXPECT_FALSE(LayOutPrint(target, 0, 100));
}

TEST(PrintLayoutTest, ScreenScales) {
  EXPECT_DOUBLE_EQ(ScreenPxPerInch(PrintScale::kActualSize, 110.0, 24.0, 48.0), 110.0);
  // Twice as far away looks half as large.
  EXPECT_DOUBLE_EQ(ScreenPxPerInch(PrintScale::kAsSeen, 110.0, 24.0, 48.0), 55.0);
  EXPECT_DOUBLE_EQ(ScreenPxPerInch(PrintScale::kAsSeen, 110.0, 24.0, 0.0), 110.0);
  EXPECT_NEAR(*PlausibleScreenPpi(2560, 597), 108.9, 0.05);
  EXPECT_FALSE(PlausibleScreenPpi(1920, 1600));  // a projector
  EXPECT_FALSE(PlausibleScreenPpi(1920, 0));
}

}  // namespace
}  // namespace sharpscale::viewer
