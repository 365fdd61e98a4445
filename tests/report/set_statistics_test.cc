// SPDX-License-Identifier: Apache-2.0

#include "report/set_statistics.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <random>

#include "report/batch_page.h"

namespace sharpscale {
namespace {

std::vector<PictureNumbers> Set(int count, double middle, double spread) {
  std::mt19937_64 random(4);
  std::normal_distribution<double> noise(middle, spread);
  std::vector<PictureNumbers> set(count);
  for (PictureNumbers& picture : set) picture["noise.luma_sigma"] = noise(random);
  return set;
}

TEST(DescribeSet, MiddleAndSpreadOfAKnownDistribution) {
  const SetStatistics set = DescribeSet(Set(4000, 5.0, 0.8));
  ASSERT_EQ(set.metrics.size(), 1u);
  EXPECT_EQ(set.metrics[0].count, 4000u);
  EXPECT_NEAR(set.metrics[0].median, 5.0, 0.05);
  EXPECT_NEAR(set.metrics[0].spread, 0.8, 0.05);
  EXPECT_NEAR(set.metrics[0].low, 5.0 - 1.645 * 0.8, 0.1);
  EXPECT_NEAR(set.metrics[0].high, 5.0 + 1.645 * 0.8, 0.1);
  // 3.5 standard deviations: 0.047 % of a Gaussian.
  EXPECT_LE(set.outliers.size(), 6u);
}

TEST(DescribeSet, TheOddOneIsFoundAndNamed) {
  std::vector<PictureNumbers> pictures = Set(40, 2.0, 0.3);
  pictures[17]["noise.luma_sigma"] = 14.0;
  const SetStatistics set = DescribeSet(pictures);
  ASSERT_EQ(set.outliers.size(), 1u);
  EXPECT_EQ(set.outliers[0].picture, 17u);
  EXPECT_EQ(set.outliers[0].id, "noise.luma_sigma");
  EXPECT_GT(set.outliers[0].distance, 20.0);
}

TEST(DescribeSet, RoundingIsNoOutlier) {
  // All but one the same: the spread is 0, and one unit of the last digit must not stand out.
  std::vector<PictureNumbers> pictures(20, {{"noise.luma_sigma", 2.0}});
  pictures[3]["noise.luma_sigma"] = 2.01;
  EXPECT_TRUE(DescribeSet(pictures).outliers.empty());
  pictures[3]["noise.luma_sigma"] = 9.0;
  EXPECT_EQ(DescribeSet(pictures).outliers.size(), 1u);
}

TEST(DescribeSet, FarButOfTheSameGradeIsNoOutlier) {
  std::vector<PictureNumbers> pictures(20, {{"tone.clipped_shadows", 0.0}});
  pictures[3]["tone.clipped_shadows"] = 0.4;  // 4 of the last digits away, yet "none"
  EXPECT_TRUE(DescribeSet(pictures).outliers.empty());
  pictures[3]["tone.clipped_shadows"] = 40.0;
  EXPECT_EQ(DescribeSet(pictures).outliers.size(), 1u);
}

TEST(DescribeSet, WithoutGradesSmallDifferencesAreNoOutliers) {
  std::vector<PictureNumbers> set(12, {{"noise.shadows_sigma", 0.0}, {"resolution.width", 2000.0}});
  set[3]["noise.shadows_sigma"] = 2.0;  // most have none: how much is much?
  set[4]["resolution.width"] = 1990.0;
  set[5]["resolution.width"] = 1000.0;
  const SetStatistics statistics = DescribeSet(set);
  ASSERT_EQ(statistics.outliers.size(), 1u);
  EXPECT_EQ(statistics.outliers[0].picture, 5u);
}

TEST(DescribeSet, FewAndUnknownSayNothing) {
  EXPECT_TRUE(DescribeSet({}).metrics.empty());
  std::vector<PictureNumbers> few(7, {{"blur.sigma", 1.0}});
  few[0]["blur.sigma"] = 50.0;
  EXPECT_TRUE(DescribeSet(few).outliers.empty());
  std::vector<PictureNumbers> none(9, {{"blur.sigma", std::numeric_limits<double>::quiet_NaN()}});
  EXPECT_TRUE(DescribeSet(none).metrics.empty());
}

TEST(RenderBatchPage, NamesAreTextAndLinksArePaths) {
  BatchPageInput input;
  input.title = "<script>alert(1)</script>";
  BatchPageRow row;
  row.name = "a<b>&\"c.jpg";
  row.link = "javascript:alert(1)";
  row.thumbnail = "javascript:alert(2)";
  row.error = "</table><script>";
  input.rows.push_back(row);
  const std::string page = RenderBatchPage(input);
  EXPECT_EQ(page.find("<script>alert"), std::string::npos);
  EXPECT_EQ(page.find("javascript:"), std::string::npos);
  EXPECT_NE(page.find("href=\"./javascript%3Aalert%281%29\""), std::string::npos);
  EXPECT_NE(page.find("a&lt;b&gt;&amp;&quot;c.jpg"), std::string::npos);
  EXPECT_NE(page.find("1 of 1 could not be done"), std::string::npos);
  EXPECT_NE(RenderBatchPage({}).find("No pictures"), std::string::npos);
}

TEST(RenderBatchPage, FailuresComeFirstWhereNotAllFit) {
  BatchPageInput input;
  input.most_rows = 2;
  for (int i = 0; i < 10; ++i) {
    BatchPageRow row;
    row.name = "picture-" + std::to_string(i);
    if (i == 9) row.error = "broken";
    if (i == 8) row.verdict = "fail";
    input.rows.push_back(row);
  }
  const std::string page = RenderBatchPage(input);
  EXPECT_NE(page.find("picture-9"), std::string::npos);
  EXPECT_NE(page.find("picture-8"), std::string::npos);
  EXPECT_EQ(page.find("picture-0"), std::string::npos);
  EXPECT_NE(page.find("The 2 most remarkable of 10"), std::string::npos);
}

}  // namespace
}  // namespace sharpscale
