// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/places.h"

#include <gmock/gmock.h>

#include "analysis/metric_table.h"

namespace sharpscale::viewer {
namespace {

TEST(NextPlaceTest, StepsAroundAndStartsWithTheWorst) {
  EXPECT_EQ(NextPlace(-1, 3, +1), 0);
  EXPECT_EQ(NextPlace(0, 3, +1), 1);
  EXPECT_EQ(NextPlace(2, 3, +1), 0);
  EXPECT_EQ(NextPlace(0, 3, -1), 2);
  EXPECT_EQ(NextPlace(0, 0, +1), std::nullopt);
}

TEST(BadnessTest, FollowsTheGradesOfTheMetric) {
  for (const MetricInfo& metric : MetricTable()) {
    if (metric.direction == MetricDirection::kNeutral) {
      EXPECT_EQ(Badness(std::string(metric.id), 1.0), 0.0) << metric.id;
      continue;
    }
    for (int i = 0; i < 3; ++i) {
      EXPECT_NEAR(Badness(std::string(metric.id), metric.grade_from[i]), i + 1.0, 1e-9)
          << metric.id;
    }
  }
  EXPECT_EQ(Badness("no.such.metric", 5.0), 0.0);
}

TEST(PlacesTest, MapsPeaksIntoTheLeadAndMergesNearOnes) {
  const MetricInfo* metric = nullptr;
  for (const MetricInfo& candidate : MetricTable()) {
    if (candidate.direction == MetricDirection::kMoreIsWorse) metric = &candidate;
  }
  ASSERT_NE(metric, nullptr);
  Measurement m;
  m.id = std::string(metric->id);
  const double severe = metric->grade_from[2];
  m.peaks = {{10, 20, severe}, {11, 20, severe}, {90, 20, severe * 1.5}, {50, 50, 0.0}};
  const std::vector<Place> places = PlacesOf(m, {4.0, 4.0, 0.0, 0.0});
  ASSERT_EQ(places.size(), 4u);
  EXPECT_DOUBLE_EQ(places[0].at.x, 42.0);
  EXPECT_DOUBLE_EQ(places[0].at.y, 82.0);
  const std::vector<Place> worst = WorstPlaces({&m}, {}, 1.0, 8.0);
  ASSERT_EQ(worst.size(), 2u);
  EXPECT_DOUBLE_EQ(worst[0].at.x, 90.5);
}

}  // namespace
}  // namespace sharpscale::viewer
