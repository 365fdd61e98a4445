// SPDX-License-Identifier: Apache-2.0

#include "advice/rank.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

Comparison Pair(const std::map<std::string, double>& values) {
  Comparison comparison;
  comparison.registration.comparable = true;
  for (const auto& [id, value] : values) {
    Measurement m;
    m.id = id;
    m.value = value;
    comparison.measurements.push_back(m);
  }
  return comparison;
}

Verdict Rules(int failed) {
  Verdict verdict;
  for (int i = 0; i < 5; ++i) {
    RuleResult rule;
    rule.rule = "gate.rule" + std::to_string(i);
    rule.verdict = i < failed ? RuleVerdict::kFail : RuleVerdict::kPass;
    verdict.rules.push_back(rule);
  }
  return verdict;
}

TEST(RankTest, ContrastWinsNothingAndHalosCost) {
  const Comparison plain = Pair({{"consistency.lr_psnr", 44.0}, {"added.detail", 3.0}});
  const Comparison sharpened = Pair({{"consistency.lr_psnr", 36.0},
                                     {"added.detail", 4.0},
                                     {"added.contrast", 90.0},
                                     {"added.halo_overshoot", 4.0}});
  const Comparison network = Pair({{"consistency.lr_psnr", 46.0}, {"added.detail", 30.0}});
  const Verdict verdict = Rules(0);
  const std::vector<Ranked> order =
      RankResults({{&plain, &verdict}, {&sharpened, &verdict}, {&network, &verdict}});
  ASSERT_EQ(order.size(), 3u);
  EXPECT_EQ(order[0].index, 2u);
  EXPECT_EQ(order[1].index, 0u);
  EXPECT_EQ(order[2].index, 1u);
  EXPECT_NE(order[0].reason.find("etail"), std::string::npos) << order[0].reason;
}

TEST(RankTest, HarmInOnePlaceCosts) {
  const Comparison whole = Pair({{"added.detail", 10.0}, {"added.local_change", 12.0}});
  const Comparison touched = Pair({{"added.detail", 11.0}, {"added.local_change", 60.0}});
  const Comparison specks = Pair({{"added.detail", 11.0}, {"added.strays", 0.035}});
  const Verdict verdict = Rules(0);
  const std::vector<Ranked> order =
      RankResults({{&touched, &verdict}, {&specks, &verdict}, {&whole, &verdict}});
  EXPECT_EQ(order[0].index, 2u);
  EXPECT_EQ(order[1].index, 1u);
  EXPECT_EQ(order[2].index, 0u);
  EXPECT_EQ(order[0].reason.find("tray pixels"), 1u) << order[0].reason;
  EXPECT_NE(order[2].reason.find("etail changed in a place"), std::string::npos) << order[2].reason;
}

TEST(RankTest, FailedRulesComeBeforePointsAndOtherScenesLast) {
  const Comparison good = Pair({{"added.detail", 50.0}});
  const Comparison poor = Pair({{"added.noise", 9.0}});
  const Verdict failed = Rules(1);
  const Verdict passed = Rules(0);
  Verdict other = Rules(0);
  other.comparable = false;
  const std::vector<Ranked> order =
      RankResults({{&good, &other}, {&good, &failed}, {&poor, &passed}});
  EXPECT_EQ(order[0].index, 2u);
  EXPECT_EQ(order[1].index, 1u);
  EXPECT_EQ(order[2].index, 0u);
  EXPECT_EQ(order[0].reason, "Fails no check; the next one fails 1 check: gate.rule0.");
}

TEST(RankTest, AReferenceDecides) {
  const Comparison lively = Pair({{"added.detail", 50.0}});
  const Comparison calm = Pair({});
  const Comparison near = Pair({{"fidelity.haarpsi", 0.9}, {"fidelity.psnr", 35.0}});
  const Comparison far = Pair({{"fidelity.haarpsi", 0.6}, {"fidelity.psnr", 25.0}});
  const Verdict verdict = Rules(0);
  const std::vector<Ranked> order =
      RankResults({{&lively, &verdict, &far}, {&calm, &verdict, &near}});
  EXPECT_EQ(order[0].index, 1u);
  EXPECT_DOUBLE_EQ(order[0].score, 90.0);
  // Agreement is measured after moving one onto the other: the perfect picture in the wrong place
  // (1 px, 3 points) is behind one that is a point from perfect.
  const Comparison moved = Pair({{"fidelity.haarpsi", 1.0}, {"geometry.shift", 1.0}});
  const Comparison there = Pair({{"fidelity.haarpsi", 0.99}, {"geometry.shift", 0.2}});
  const std::vector<Ranked> placed =
      RankResults({{&lively, &verdict, &moved}, {&calm, &verdict, &there}});
  EXPECT_EQ(placed[0].index, 1u);
  EXPECT_DOUBLE_EQ(placed[0].score, 99.0);
  EXPECT_DOUBLE_EQ(placed[1].score, 97.0);
  EXPECT_NE(placed[1].reason.find("costs 3.0 points"), std::string::npos) << placed[1].reason;
  // A bend has its own price, and is told beside the shift.
  const Comparison bent =
      Pair({{"fidelity.haarpsi", 1.0}, {"geometry.shift", 0.2}, {"geometry.local_shift", 1.0}});
  const std::vector<Ranked> lone = RankResults({{&calm, &verdict, &bent}});
  EXPECT_DOUBLE_EQ(lone[0].score, 96.0);
  EXPECT_NE(lone[0].reason.find("and bent in places by 1"), std::string::npos) << lone[0].reason;
}

TEST(RankTest, NothingKnownIsATie) {
  const Comparison nothing = Pair({});
  const Verdict verdict = Rules(0);
  const std::vector<Ranked> order = RankResults({{&nothing, &verdict}, {&nothing, &verdict}});
  EXPECT_EQ(order[0].index, 0u);
  EXPECT_EQ(order[0].score, order[1].score);
  EXPECT_TRUE(RankResults({}).empty());
  // Two tenths of a point are no better, and not "by no measure".
  const Comparison better = Pair({{"added.detail", 10.7}});
  const Comparison other = Pair({{"added.detail", 10.0}});
  const std::vector<Ranked> level = RankResults({{&other, &verdict}, {&better, &verdict}});
  EXPECT_EQ(level[0].index, 1u);
  EXPECT_EQ(level[0].reason, "Level with the next one: less than half a point between them.");
  // Many small differences may come to more.
  const Comparison grainy = Pair({{"added.detail", 9.7}, {"added.noise", 0.4}});
  const std::vector<Ranked> ahead = RankResults({{&grainy, &verdict}, {&better, &verdict}});
  EXPECT_EQ(ahead[0].reason,
            "Ahead of the next one by 0.7 points of many small differences, none of them worth "
            "half a point.");
}

}  // namespace
}  // namespace sharpscale
