// SPDX-License-Identifier: Apache-2.0

#include "advice/gate_overrides.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

const GateRule* Find(const GateProfile& profile, std::string_view id) {
  for (const GateRule& rule : profile.rules) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

TEST(GateOverridesTest, ChangesOneLimit) {
  GateProfile profile = *LoadGateProfile("print");
  ASSERT_TRUE(OverrideLimit("--max-halo", "4%", &profile).ok());
  EXPECT_EQ(Find(profile, "gate.halo")->fail, 4.0);
  EXPECT_EQ(Find(profile, "gate.halo")->warn, 2.5);
  ASSERT_TRUE(OverrideLimit("max-noise", "2 levels", &profile).ok());
  EXPECT_EQ(Find(profile, "gate.noise")->fail, 2.0);
  ASSERT_TRUE(OverrideLimit("min-consistency", "40dB", &profile).ok());
  EXPECT_EQ(Find(profile, "gate.consistency")->fail, 40.0);
  EXPECT_GT(Find(profile, "gate.consistency")->warn, 40.0);
}

TEST(GateOverridesTest, ZeroIsALimit) {
  GateProfile profile = *LoadGateProfile("print");
  ASSERT_TRUE(OverrideLimit("max-seams", "0", &profile).ok());
  EXPECT_EQ(Find(profile, "gate.seams")->fail, 0.0);
  EXPECT_EQ(Find(profile, "gate.seams")->warn, 0.0);
}

TEST(GateOverridesTest, ARuleOfAnotherProfileIsAdded) {
  GateProfile profile = *LoadGateProfile("web");
  ASSERT_EQ(Find(profile, "gate.width"), nullptr);
  ASSERT_TRUE(OverrideLimit("min-width", "1600px", &profile).ok());
  EXPECT_EQ(Find(profile, "gate.width")->fail, 1600.0);
}

TEST(GateOverridesTest, MistakesAreNamed) {
  GateProfile profile = *LoadGateProfile("print");
  EXPECT_THAT(std::string(OverrideLimit("max-nothing", "5", &profile).message()),
              HasSubstr("there are max-hallucination"));
  EXPECT_THAT(std::string(OverrideLimit("max-halo", "5px", &profile).message()),
              HasSubstr("--max-halo 5px: write a number of %"));
  EXPECT_FALSE(OverrideLimit("max-halo", "", &profile).ok());
}

TEST(GateOverridesTest, EveryRuleHasOneOption) {
  const GateProfile profile = *LoadGateProfile("ecommerce");
  std::vector<std::string> options;
  for (const GateOverride& one : GateOverrides(profile)) {
    options.push_back(one.option);
    GateProfile copy = profile;
    EXPECT_TRUE(OverrideLimit(one.option, "3", &copy).ok()) << one.option;
  }
  std::sort(options.begin(), options.end());
  EXPECT_EQ(std::adjacent_find(options.begin(), options.end()), options.end());
  EXPECT_THAT(options, testing::Contains("max-halo"));
}

}  // namespace
}  // namespace sharpscale
