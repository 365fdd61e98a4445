// SPDX-License-Identifier: Apache-2.0

#include "analysis/webp_quality.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

// Indices read from files that cwebp 1.2.4 wrote with its default settings.
TEST(WebpQualityTest, InvertsLibwebp) {
  const std::pair<int, double> files[] = {{78, 20.0}, {52, 50.0}, {36, 75.0}, {12, 90.0}};
  for (const auto& [index, quality] : files) {
    const WebpQuality estimate = EstimateWebpQuality(index);
    EXPECT_NEAR(estimate.quality, quality, 1.0) << index;
    EXPECT_LE(estimate.low, quality) << index;
    EXPECT_GE(estimate.high, quality) << index;
  }
}

TEST(WebpQualityTest, FallsAsTheIndexRises) {
  for (int index = 1; index <= 127; ++index) {
    EXPECT_LE(EstimateWebpQuality(index).quality, EstimateWebpQuality(index - 1).quality);
  }
  EXPECT_EQ(EstimateWebpQuality(0).high, 100.0);
  EXPECT_EQ(EstimateWebpQuality(127).low, 0.0);
}

}  // namespace
}  // namespace sharpscale
