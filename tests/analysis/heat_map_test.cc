// SPDX-License-Identifier: Apache-2.0

#include "analysis/heat_map.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

#include "analysis/edge_profile.h"

namespace sharpscale {
namespace {

constexpr float kNone = std::numeric_limits<float>::quiet_NaN();

TEST(HeatMapTest, UnknownCellsTakeTheMedianAroundThem) {
  cv::Mat1f values(3, 5, kNone);
  values(0, 0) = 1.0F;
  values(1, 1) = 2.0F;
  values(2, 0) = 9.0F;
  FillFromNeighbours(&values);
  EXPECT_EQ(values(0, 0), 1.0F);  // what is known stays
  EXPECT_EQ(values(1, 0), 2.0F);  // of 1, 2, 9
  EXPECT_EQ(values(0, 2), 2.0F);
  EXPECT_TRUE(std::isnan(values(0, 3)));  // not passed on further
  EXPECT_TRUE(std::isnan(values(1, 4)));
}

TEST(HeatMapTest, LargePicturesAreLookedAtInPart) {
  PictureFacts facts;
  facts.width = 3200;
  facts.height = 2400;
  EXPECT_EQ(EdgeCellsOneIn(facts), 1);
  facts.width = 6000;
  facts.height = 4000;
  EXPECT_EQ(EdgeCellsOneIn(facts), 3);
  facts.width = facts.height = 0;
  EXPECT_EQ(EdgeCellsOneIn(facts), 1);
}

}  // namespace
}  // namespace sharpscale
