// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/study.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "advice/plan.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

StudyEntry Entry(const std::string& plan, bool advised, double psnr, double halo) {
  StudyEntry entry;
  entry.plan = plan;
  entry.advised = advised;
  entry.score.psnr_y = psnr;
  entry.score.halo = halo;
  return entry;
}

TEST(RankEntries, FrontIsWhatNothingBeatsInBoth) {
  StudyCase one;
  one.entries = {Entry("a", true, 30.0, 2.0),
                 Entry("b", false, 31.0, 6.0),
                 Entry("c", false, 29.0, 3.0),
                 Entry("d", false, 30.0, 2.5)};
  RankEntries({}, &one);
  EXPECT_TRUE(one.entries[0].pareto);
  EXPECT_TRUE(one.entries[1].pareto);
  EXPECT_FALSE(one.entries[2].pareto);
  EXPECT_FALSE(one.entries[3].pareto) << "equal fidelity, more halo";
  EXPECT_TRUE(one.advised_is_best);
  EXPECT_DOUBLE_EQ(one.regret_db, 0.0) << "the better plan has 4 points more halo";
}

TEST(RankEntries, AdviceThatIsBeatenIsSaidToBe) {
  StudyCase one;
  one.entries = {Entry("a", true, 30.0, 2.0), Entry("b", false, 31.0, 1.0)};
  RankEntries({}, &one);
  EXPECT_FALSE(one.advised_is_best);
  EXPECT_DOUBLE_EQ(one.regret_db, 1.0);
  // Within the stated nearness of a best plan it still counts.
  one.entries[0].score.psnr_y = 30.95;
  one.entries[0].score.halo = 1.9;
  one.advised_is_best = false;
  RankEntries({}, &one);
  EXPECT_TRUE(one.advised_is_best);
  EXPECT_NEAR(one.regret_db, 0.05, 1e-9);
}

TEST(CandidatePlans, AreDistinctAndWellFormed) {
  for (const int factor : {1, 2, 4}) {
    const std::vector<std::string> plans = CandidatePlans(factor, StudyOptions());
    EXPECT_EQ(std::set<std::string>(plans.begin(), plans.end()).size(), plans.size());
    for (const std::string& plan : plans) {
      if (plan.empty()) continue;
      EXPECT_TRUE(ParseSteps(plan).ok()) << plan << ": " << ParseSteps(plan).status();
    }
  }
  StudyOptions few;
  few.more_strengths.clear();
  EXPECT_EQ(CandidatePlans(1, few).size(), 6u);
  EXPECT_EQ(CandidatePlans(2, few).size(), 13u);
  few.all_orders = false;
  EXPECT_EQ(CandidatePlans(2, few).size(), 9u);
}

TEST(Summarize, CountsWhatWasRight) {
  StudyCase right;
  right.factor = 1;
  right.degradation = "none";
  right.entries = {Entry("", true, 100.0, 0.0)};
  right.advised_is_best = true;
  StudyCase wrong = right;
  wrong.entries = {Entry("sharpen:40%", true, 35.0, 3.0)};
  wrong.advised_is_best = false;
  wrong.regret_db = 2.0;
  StudyCase ordered = right;
  ordered.factor = 2;
  ordered.orders[kOrderTold] = {1.0, 3.0};
  StudyCase other = ordered;
  other.orders[kOrderTold].after = 3.4;
  StudyCase lost = ordered;
  lost.orders[kOrderTold].after = 4.0;
  StudySummary summary = Summarize({right, wrong, ordered, other, lost});
  EXPECT_EQ(summary.cases, 5);
  EXPECT_EQ(summary.orders[kOrderTold].compared, 3);
  EXPECT_EQ(summary.orders[kOrderTold].nearly, 2);
  EXPECT_EQ(summary.advised_best, 4);
  EXPECT_EQ(summary.untouched, 2);
  EXPECT_EQ(summary.untouched_right, 1);
  EXPECT_EQ(summary.orders[kOrderTold].won, 1);
  EXPECT_DOUBLE_EQ(summary.mean_regret_db, 0.4);
}

TEST(StudyOne, FactorsMayBeSixteenths) {
  Image clean;
  Scene(300, 210).convertTo(clean.pixels, CV_8U, 255.0);
  StudyOptions options;
  options.compare_orders = false;
  options.all_orders = false;
  options.more_strengths.clear();
  options.window = 64;
  for (const double factor : {1.0625, 1.375}) {
    options.factors = {factor};
    ASSERT_TRUE(options.Validate().ok());
    const auto one = StudyOne(clean, "jpeg:50", factor, options);
    ASSERT_TRUE(one.ok()) << factor << ": " << one.status();
    // In register: a part that lay elsewhere would be far from its truth.
    for (const StudyEntry& entry : one->entries) EXPECT_GT(entry.score.psnr_y, 20.0) << entry.plan;
  }
  options.factors = {1.1};
  EXPECT_THAT(std::string(options.Validate().message()), testing::HasSubstr("sixteenths"));
}

TEST(StudyOne, ComparesOrdersAloneAndKeepsWhatIsKnown) {
  Image clean;
  Scene(256, 192).convertTo(clean.pixels, CV_8U, 255.0);
  StudyOptions options;
  options.run_plans = false;
  const auto one = StudyOne(clean, "none", 2, options);
  ASSERT_TRUE(one.ok()) << one.status();
  EXPECT_TRUE(one->entries.empty());
  ASSERT_EQ(one->orders.count(kOrderPlain), 1U);
  EXPECT_GT(one->orders.at(kOrderPlain).steepness_after,
            one->orders.at(kOrderPlain).steepness_before);
  // Kept from an earlier run, not measured again.
  StudyCase known = *one;
  known.orders[kOrderPlain].after = 77.0;
  known.entries = {Entry("a", true, 30.0, 2.0)};
  const auto again = StudyOne(clean, "none", 2, options, &known);
  ASSERT_TRUE(again.ok()) << again.status();
  EXPECT_EQ(again->orders.at(kOrderPlain).after, 77.0);
  EXPECT_EQ(again->entries.size(), 1U);
}

TEST(StudyOptions, SayWhatIsWrong) {
  StudyOptions options;
  EXPECT_TRUE(options.Validate().ok());
  options.factors = {5};
  EXPECT_THAT(std::string(options.Validate().message()), testing::HasSubstr("factor 5"));
}

}  // namespace
}  // namespace sharpscale
