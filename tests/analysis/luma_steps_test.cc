// SPDX-License-Identifier: Apache-2.0

#include "analysis/luma_steps.h"

#include <gtest/gtest.h>

#include "analysis/jpeg_table_quality.h"

namespace sharpscale {
namespace {

TEST(LumaStepsTest, PxGiveTheEncodersTable) {
  EXPECT_EQ(LumaSteps(SourceFacts(), 50.2), IjgLumaTable(50));
  EXPECT_EQ(LumaSteps(SourceFacts(), 0.0), JpegFacts::Table{});
}

TEST(LumaStepsTest, AFilesOwnTableIsTurnedWithThePicture) {
  SourceFacts source;
  source.jpeg.emplace();
  for (size_t k = 0; k < 64; ++k) source.jpeg->luma[k] = static_cast<uint16_t>(k + 1);
  EXPECT_EQ(LumaSteps(source, 90.0), source.jpeg->luma);
  source.orientation = 3;  // upside down: rows stay rows
  EXPECT_EQ(LumaSteps(source, 90.0), source.jpeg->luma);
  source.orientation = 6;
  const JpegFacts::Table turned = LumaSteps(source, 90.0);
  EXPECT_EQ(turned[1], 9);
  EXPECT_EQ(turned[8], 2);
  EXPECT_EQ(turned[63], 64);
}

}  // namespace
}  // namespace sharpscale
