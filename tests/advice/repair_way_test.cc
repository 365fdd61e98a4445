// SPDX-License-Identifier: Apache-2.0

#include "advice/repair_way.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

RepairPlace Place(double noise, double quality, bool photo, double factor) {
  return ChooseRepairWay({noise, quality, photo, factor}).place;
}

TEST(RepairWayTest, NoiseIsRepairedInBothWaysCompressionByTheUpscaler) {
  EXPECT_EQ(Place(8.0, 100.0, true, 2.0), RepairPlace::kBoth);
  EXPECT_EQ(Place(8.0, 85.0, false, 4.0), RepairPlace::kBoth);
  EXPECT_EQ(Place(0.0, 85.0, true, 4.0), RepairPlace::kWhileEnlarging);
  EXPECT_EQ(Place(8.0, 70.0, true, 2.0), RepairPlace::kWhileEnlarging);
  EXPECT_EQ(Place(0.0, 50.0, true, 4.0), RepairPlace::kBoth);
  EXPECT_EQ(Place(0.0, 70.0, false, 4.0), RepairPlace::kWhileEnlarging);
}

TEST(RepairWayTest, WhatUpscalersWereNotTrainedOnIsRepairedBefore) {
  EXPECT_EQ(Place(20.0, 100.0, true, 2.0), RepairPlace::kBefore);
  EXPECT_EQ(Place(20.0, 100.0, true, 4.0), RepairPlace::kBoth);
  EXPECT_NE(Place(20.0, 50.0, true, 2.0), RepairPlace::kBefore) << "mostly broken texture";
  EXPECT_EQ(Place(0.0, 10.0, true, 2.0), RepairPlace::kBefore);
}

TEST(RepairWayTest, TheUpscalerCountsMoreWhereThePictureIsCompressed) {
  EXPECT_DOUBLE_EQ(ChooseRepairWay({8.0, 100.0, true, 2.0}).told_share, 0.5);
  EXPECT_DOUBLE_EQ(ChooseRepairWay({0.0, 50.0, true, 4.0}).told_share, 2.0 / 3.0);
}

TEST(RepairWayTest, CoarselyCodedColoursAreTheRepairs) {
  const RepairWay way = ChooseRepairWay({0.0, 50.0, true, 2.0});
  EXPECT_EQ(way.place, RepairPlace::kBoth);
  EXPECT_DOUBLE_EQ(way.told_share, 1.0);
  EXPECT_TRUE(way.repaired_chroma);
  EXPECT_FALSE(ChooseRepairWay({0.0, 75.0, true, 2.0}).repaired_chroma);
  RepairProblem camera{8.0, 95.0, true, 2.0};
  EXPECT_EQ(ChooseRepairWay(camera).place, RepairPlace::kBoth);
  camera.correlated = true;
  EXPECT_EQ(ChooseRepairWay(camera).place, RepairPlace::kBefore);
  camera.jpeg_quality = 60.0;  // broken up by compression, grain and texture look alike
  EXPECT_NE(ChooseRepairWay(camera).place, RepairPlace::kBefore);
  RepairProblem gray{0.0, 50.0, true, 2.0};
  gray.colour = false;
  EXPECT_EQ(ChooseRepairWay(gray).place, RepairPlace::kWhileEnlarging);
}

}  // namespace
}  // namespace sharpscale
