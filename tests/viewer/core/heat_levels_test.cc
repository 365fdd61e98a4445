// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/heat_levels.h"

#include <gmock/gmock.h>

#include <limits>

namespace sharpscale::viewer {
namespace {

TEST(HeatLevelsTest, KeepsTheMaximumAndSkipsUnknown) {
  HeatMap map;
  map.cell = 8;
  map.values = cv::Mat1f(64, 96, 1.0F);
  map.values(37, 51) = 19.0F;
  map.values(0, 0) = std::numeric_limits<float>::quiet_NaN();
  const HeatLevels levels = BuildHeatLevels(map);
  ASSERT_GE(levels.values.size(), 3u);
  for (const cv::Mat1f& level : levels.values) {
    double high = 0.0;
    cv::Mat1f clean = level.clone();
    cv::patchNaNs(clean, 0.0);
    cv::minMaxLoc(clean, nullptr, &high);
    EXPECT_DOUBLE_EQ(high, 19.0);
  }
  EXPECT_FLOAT_EQ(levels.values[1](18, 25), 19.0F);
  EXPECT_FLOAT_EQ(levels.values[1](0, 0), 1.0F);
}

TEST(HeatLevelsTest, AllUnknownStaysUnknown) {
  HeatMap map;
  map.values = cv::Mat1f(40, 40, std::numeric_limits<float>::quiet_NaN());
  const HeatLevels levels = BuildHeatLevels(map);
  EXPECT_TRUE(std::isnan(levels.values.back()(0, 0)));
}

TEST(HeatLevelsTest, LargeMapsAreReducedAndLevelsFollowTheZoom) {
  HeatMap map;
  map.cell = 1;
  map.values = cv::Mat1f(10, 5000, 0.0F);
  const HeatLevels levels = BuildHeatLevels(map, 2048);
  EXPECT_EQ(levels.cell, 4);
  EXPECT_EQ(HeatLevelForZoom(levels, 1.0), 0);
  EXPECT_EQ(HeatLevelForZoom(levels, 0.125), 1);
  EXPECT_EQ(HeatLevelForZoom(levels, 0.0625), 2);
}

}  // namespace
}  // namespace sharpscale::viewer
