// SPDX-License-Identifier: Apache-2.0

#include "analysis/order_statistics.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

TEST(OrderStatistics, RanksCountFromTheSmallest) {
  std::vector<int> values = {7, 1, 9, 3};
  EXPECT_EQ(AtRank(&values, 0), 1);
  EXPECT_EQ(AtRank(&values, 3), 9);
  EXPECT_EQ(AtRank(&values, 2), 7);
}

TEST(OrderStatistics, QuantilesRoundTheRankDown) {
  std::vector<float> values = {5.0F, 1.0F, 4.0F, 2.0F, 3.0F};
  EXPECT_EQ(Quantile(&values, 0.0), 1.0);
  EXPECT_EQ(Quantile(&values, 0.49), 2.0);
  EXPECT_EQ(Quantile(&values, 0.5), 3.0);
  EXPECT_EQ(Quantile(&values, 0.99), 4.0);
  EXPECT_EQ(Quantile(&values, 1.0), 5.0);
  EXPECT_EQ(Quantile(&values, -1.0), 1.0);
  EXPECT_EQ(Quantile(&values, 2.0), 5.0);
}

TEST(OrderStatistics, TheMedianOfAnEvenNumberIsTheUpperOfTwo) {
  EXPECT_EQ(Median(std::vector<double>{4.0, 1.0, 3.0, 2.0}), 3.0);
  EXPECT_EQ(Median(std::vector<double>{3.0, 1.0, 2.0}), 2.0);
}

TEST(OrderStatistics, ARobustDeviationIsDeafToOutliers) {
  const std::vector<double> values = {4.0, 1.0, 3.0, 2.0, 900.0};
  EXPECT_DOUBLE_EQ(RobustDeviation(values, 3.0), 1.4826);
  EXPECT_DOUBLE_EQ(RobustDeviation(values, 0.0), 3.0 * 1.4826);
  EXPECT_DOUBLE_EQ(RobustDeviation(std::vector<float>{-2.0F, -2.0F}, 0.0), 2.0 * 1.4826);
}

TEST(OrderStatistics, NothingIsZero) {
  std::vector<double> none;
  EXPECT_EQ(RobustDeviation(none, 1.0), 0.0);
  EXPECT_EQ(Quantile(&none, 0.5), 0.0);
  EXPECT_EQ(Median(none), 0.0);
}

}  // namespace
}  // namespace sharpscale
