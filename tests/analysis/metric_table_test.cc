// SPDX-License-Identifier: Apache-2.0

#include "analysis/metric_table.h"

#include <set>
#include <string>

#include "analysis/estimator.h"
#include "gtest/gtest.h"

namespace sharpscale {
namespace {

TEST(MetricTable, IdsAreUniqueAndTextsComplete) {
  std::set<std::string_view> ids;
  for (const MetricInfo& info : MetricTable()) {
    EXPECT_TRUE(ids.insert(info.id).second) << info.id << " stands twice";
    EXPECT_NE(info.id.find('.'), std::string_view::npos) << info.id;
    EXPECT_FALSE(info.title.empty()) << info.id;
    EXPECT_FALSE(info.what.empty()) << info.id;
    EXPECT_FALSE(info.method.empty()) << info.id;
    if (info.direction == MetricDirection::kNeutral) continue;
    for (const std::string_view anchor : info.anchors) EXPECT_FALSE(anchor.empty()) << info.id;
    const bool more = info.direction == MetricDirection::kMoreIsWorse;
    for (size_t i = 1; i < 3; ++i) {
      EXPECT_TRUE(more ? info.grade_from[i] > info.grade_from[i - 1]
                       : info.grade_from[i] < info.grade_from[i - 1])
          << info.id;
    }
  }
}

TEST(MetricTable, EveryEstimatedMetricIsListedOnceAndNeedsComeFirst) {
  std::set<std::string_view> found;
  for (const EstimatorInfo& info : EstimatorTable()) {
    for (const EstimatorNeed& need : info.needs) {
      EXPECT_EQ(found.count(need.id), 1U)
          << info.name << " needs " << need.id << " before it is found";
      const bool own =
          std::find(info.metrics.begin(), info.metrics.end(), need.only_for) != info.metrics.end();
      EXPECT_TRUE(need.only_for.empty() || own) << info.name << " finds no " << need.only_for;
    }
    for (const std::string_view id : info.metrics) {
      EXPECT_NE(FindMetric(id), nullptr) << id << " is not in the metric table";
      EXPECT_TRUE(found.insert(id).second) << id << " is estimated twice";
    }
  }
}

TEST(GradeOf, StepsAtTheLimits) {
  MetricInfo info;
  info.direction = MetricDirection::kMoreIsWorse;
  info.grade_from = {1.0, 2.0, 3.0};
  EXPECT_EQ(GradeOf(info, 0.99), Grade::kNone);
  EXPECT_EQ(GradeOf(info, 1.0), Grade::kSlight);
  EXPECT_EQ(GradeOf(info, 2.5), Grade::kModerate);
  EXPECT_EQ(GradeOf(info, 3.0), Grade::kSevere);
  info.direction = MetricDirection::kLessIsWorse;
  info.grade_from = {30.0, 20.0, 10.0};
  EXPECT_EQ(GradeOf(info, 31.0), Grade::kNone);
  EXPECT_EQ(GradeOf(info, 9.0), Grade::kSevere);
  info.direction = MetricDirection::kNeutral;
  EXPECT_EQ(GradeOf(info, 9.0), Grade::kNotGraded);
}

}  // namespace
}  // namespace sharpscale
