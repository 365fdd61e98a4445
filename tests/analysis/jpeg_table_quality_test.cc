// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_table_quality.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

JpegFacts Facts(int luma_quality, int chroma_quality) {
  JpegFacts facts;
  facts.luma = IjgLumaTable(luma_quality);
  facts.chroma = IjgChromaTable(chroma_quality);
  facts.components = 3;
  return facts;
}

TEST(JpegTableQualityTest, BaseTablesAreAnnexK) {
  const JpegFacts::Table luma = IjgLumaTable(50);
  EXPECT_EQ(luma[0], 16);
  EXPECT_EQ(luma[1], 11);  // horizontal frequency 1
  EXPECT_EQ(luma[8], 12);  // vertical frequency 1
  EXPECT_EQ(luma[63], 99);
  EXPECT_EQ(IjgChromaTable(50)[0], 17);
  EXPECT_EQ(IjgLumaTable(100)[7], 1);
  EXPECT_EQ(IjgLumaTable(75)[0], 8);
  EXPECT_EQ(IjgLumaTable(10)[0], 80);
}

TEST(JpegTableQualityTest, ExactForEveryQuality) {
  for (int quality = 1; quality <= 100; ++quality) {
    const JpegTableQuality estimate = EstimateJpegTableQuality(Facts(quality, quality));
    EXPECT_TRUE(estimate.ijg) << quality;
    EXPECT_EQ(estimate.quality, quality);
    EXPECT_EQ(estimate.low, quality);
    EXPECT_EQ(estimate.high, quality);
  }
}

TEST(JpegTableQualityTest, ExactForGrayFiles) {
  for (int quality = 5; quality <= 100; ++quality) {
    JpegFacts facts = Facts(quality, quality);
    facts.chroma.reset();
    facts.components = 1;
    const JpegTableQuality estimate = EstimateJpegTableQuality(facts);
    EXPECT_TRUE(estimate.ijg) << quality;
    EXPECT_EQ(estimate.quality, quality);
  }
}

TEST(JpegTableQualityTest, SixteenBitTablesAreIjgToo) {
  JpegFacts facts = Facts(5, 5);
  for (int k = 0; k < 64; ++k) {
    facts.luma[k] = static_cast<uint16_t>((IjgLumaTable(50)[k] * 1000 + 50) / 100);
    facts.chroma->at(k) = static_cast<uint16_t>((IjgChromaTable(50)[k] * 1000 + 50) / 100);
  }
  const JpegTableQuality estimate = EstimateJpegTableQuality(facts);
  EXPECT_TRUE(estimate.ijg);
  EXPECT_EQ(estimate.quality, 5);
}

TEST(JpegTableQualityTest, OtherTablesAreFlaggedAndGetTheNearestQuality) {
  // Photoshop's "save for web 60" luma table.
  JpegFacts facts;
  facts.luma = {6,  4,  7,  11, 14, 17, 22, 17, 4,  5,  6,  10, 14, 19, 12, 12,
                7,  6,  8,  14, 19, 12, 12, 12, 11, 10, 14, 19, 12, 12, 12, 12,
                14, 14, 19, 12, 12, 12, 12, 12, 17, 19, 12, 12, 12, 12, 12, 12,
                22, 12, 12, 12, 12, 12, 12, 12, 17, 12, 12, 12, 12, 12, 12, 12};
  facts.components = 1;
  const JpegTableQuality estimate = EstimateJpegTableQuality(facts);
  EXPECT_FALSE(estimate.ijg);
  EXPECT_NEAR(estimate.quality, 87, 6);
  EXPECT_LT(estimate.low, estimate.quality);
  EXPECT_GE(estimate.high, estimate.quality);
}

TEST(JpegTableQualityTest, OneChangedEntryIsNotIjg) {
  JpegFacts facts = Facts(80, 80);
  facts.luma[20] += 1;
  const JpegTableQuality estimate = EstimateJpegTableQuality(facts);
  EXPECT_FALSE(estimate.ijg);
  EXPECT_EQ(estimate.quality, 80);
}

TEST(JpegTableQualityTest, TwoQualitiesGiveTheLumas) {
  const JpegTableQuality estimate = EstimateJpegTableQuality(Facts(90, 60));
  EXPECT_FALSE(estimate.ijg);
  EXPECT_EQ(estimate.quality, 90);
}

TEST(JpegTableQualityTest, ZeroTableIsUnknown) {
  JpegFacts facts;
  EXPECT_EQ(EstimateJpegTableQuality(facts).quality, 0.0);
}

}  // namespace
}  // namespace sharpscale
