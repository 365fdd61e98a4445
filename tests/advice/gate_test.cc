// SPDX-License-Identifier: Apache-2.0

#include "advice/gate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <fstream>

#include "tests/advice/report_maker.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

GateProfile Profile(const std::string& name) {
  absl::StatusOr<GateProfile> profile = LoadGateProfile(name);
  EXPECT_TRUE(profile.ok()) << profile.status();
  return profile.ok() ? *profile : GateProfile();
}

Comparison Pair(const std::map<std::string, double>& added = {}) {
  Comparison pair;
  pair.registration.comparable = true;
  pair.registration.confidence = 1.0;
  pair.before = MakeReport(1000, 800);
  pair.after = MakeReport(1000, 800);
  for (const auto& [id, value] : added) {
    Measurement measurement;
    measurement.id = id;
    measurement.value = value;
    measurement.peaks = {{12.0, 34.0, value}};
    pair.measurements.push_back(measurement);
  }
  return pair;
}

const RuleResult* Find(const Verdict& verdict, std::string_view rule) {
  for (const RuleResult& result : verdict.rules) {
    if (result.rule == rule) return &result;
  }
  return nullptr;
}

TEST(GateTest, AllBuiltInProfilesLoad) {
  for (const std::string& name : GateProfileNames()) {
    const GateProfile profile = Profile(name);
    EXPECT_EQ(profile.name, name);
    EXPECT_GE(profile.rules.size(), 15u);
    EXPECT_FALSE(profile.purpose.empty());
    EXPECT_FALSE(profile.date.empty());
    for (const GateRule& rule : profile.rules) {
      EXPECT_EQ(rule.id.rfind("gate.", 0), 0u);
      EXPECT_THAT(rule.text, HasSubstr("{value}"));
      EXPECT_FALSE(rule.fault.empty());
      // The headline holds at most five words.
      const std::string headline = rule.fault + " " + profile.purpose;
      EXPECT_LE(std::count(headline.begin(), headline.end(), ' '), 4) << headline;
      const std::string warning = "Passes, look at " + rule.subject;
      EXPECT_LE(std::count(warning.begin(), warning.end(), ' '), 4) << warning;
    }
  }
}

TEST(GateTest, IdenticalPasses) {
  for (const std::string& name : GateProfileNames()) {
    const Verdict verdict = Judge(Pair({{"added.halo_overshoot", 0.0},
                                        {"added.hallucination", 0.0},
                                        {"consistency.lr_psnr", 99.0},
                                        {"colour.drift", 0.0},
                                        {"geometry.shift", 0.0}}),
                                  Profile(name));
    EXPECT_EQ(verdict.verdict, RuleVerdict::kPass) << name << ": " << verdict.headline;
  }
}

TEST(GateTest, HalosFailWithPlaceAndHeadline) {
  const Verdict verdict = Judge(Pair({{"added.halo_overshoot", 16.6}}), Profile("print"));
  EXPECT_EQ(verdict.verdict, RuleVerdict::kFail);
  EXPECT_EQ(verdict.headline, "Not fit to print: halos too strong");
  const RuleResult* halo = Find(verdict, "gate.halo");
  ASSERT_NE(halo, nullptr);
  EXPECT_EQ(halo->text, "Overshoot added 16.6 %, limit 8 %.");
  EXPECT_EQ(halo->x, 12.0);
  EXPECT_EQ(halo->y, 34.0);
  EXPECT_EQ(halo->threshold, 8.0);
}

TEST(GateTest, BetweenTheLimitsItWarns) {
  const Verdict verdict = Judge(Pair({{"added.halo_overshoot", 6.0}}), Profile("print"));
  EXPECT_EQ(verdict.verdict, RuleVerdict::kWarn);
  EXPECT_EQ(verdict.headline.rfind("Passes, look at halos", 0), 0U) << verdict.headline;
  EXPECT_EQ(Judge(Pair({{"added.halo_overshoot", 5.0}}), Profile("print")).verdict,
            RuleVerdict::kPass);
  EXPECT_EQ(Judge(Pair({{"added.halo_overshoot", 8.0}}), Profile("print")).verdict,
            RuleVerdict::kWarn);
}

TEST(GateTest, RimsThatAreGoneAreNoBlurredPlace) {
  Comparison pair = Pair({{"added.local_smoothing", 50.0}});
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kFail);
  SetValue(&pair.before, "halo.affected", 98.0);
  SetValue(&pair.after, "halo.affected", 60.0);
  const Verdict repaired = Judge(pair, Profile("print"));
  EXPECT_EQ(repaired.verdict, RuleVerdict::kWarn) << repaired.headline;
  EXPECT_THAT(Find(repaired, "gate.local_smoothing")->text, HasSubstr("gone from 38 %"));
  // They are still there.
  SetValue(&pair.after, "halo.affected", 80.0);
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kFail);
  // Whether they are gone cannot be told.
  SetUnknown(&pair.after, "halo.affected", "too few clear edges");
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kFail);
}

// What a repair takes away of noise cannot agree with the noisy source, and is asked of it.
TEST(GateTest, NoiseThatIsGoneIsNoLackOfAgreement) {
  Comparison pair = Pair({{"consistency.lr_psnr", 20.5}});
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kFail);
  SetWord(&pair.before, "noise.kind", "white");
  SetValue(&pair.before, "noise.luma_sigma", 16.0);
  SetValue(&pair.before, "noise.chroma_sigma", 15.0);
  SetWord(&pair.after, "noise.kind", "none");
  const Verdict repaired = Judge(pair, Profile("print"));
  EXPECT_EQ(repaired.verdict, RuleVerdict::kPass) << repaired.headline;
  EXPECT_THAT(Find(repaired, "gate.consistency")->because, HasSubstr("noise of 23.7 levels"));
  // It is not gone from this one.
  pair.after = pair.before;
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kFail);
  // More is missing than noise.
  SetWord(&pair.after, "noise.kind", "none");
  pair.measurements[0].value = 15.0;
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kFail);
}

// Headline, first sentence and first row tell of the same fault.
TEST(GateTest, TheFarthestBeyondItsLimitComesFirst) {
  const Verdict verdict = Judge(Pair({{"added.hallucination", 9.0},   // fails above 8
                                      {"colour.drift", 6.9},          // above 2.3
                                      {"added.halo_overshoot", 7.9},  // warns above 5
                                      {"added.checkerboard", 0.9}}),  // and above 0.7
                                Profile("print"));
  const std::vector<const RuleResult*> rules = WorstFirst(verdict);
  ASSERT_GE(rules.size(), 4u);
  EXPECT_EQ(rules[0]->rule, "gate.colour");
  EXPECT_NEAR(rules[0]->excess, 3.0, 1e-9);
  EXPECT_EQ(rules[1]->rule, "gate.hallucination");
  EXPECT_EQ(rules[2]->rule, "gate.halo");
  EXPECT_EQ(rules[3]->verdict, RuleVerdict::kWarn);
  EXPECT_THAT(verdict.headline, HasSubstr("colour"));
}

TEST(GateTest, AVerdictOnOnePictureSaysHowMuchOfTheRulesItRestsOn) {
  const GateProfile profile = Profile("print");
  const Report report = MakeReport(1000, 800, {{"texture.seams", 0.0}, {"blur.sigma", 0.5}});
  const Verdict verdict = Judge(report, profile);
  EXPECT_EQ(verdict.verdict, RuleVerdict::kPass);
  EXPECT_EQ(verdict.headline.rfind("Fit to print, as far as one picture tells: ", 0), 0U);
  EXPECT_NE(verdict.headline.find(" of " + std::to_string(profile.rules.size()) + " rules judged"),
            std::string::npos)
      << verdict.headline;
  const Report sharpened = MakeReport(1000, 800, {{"halo.oversharpened", 90.0}});
  const Verdict told = Judge(sharpened, profile);
  EXPECT_EQ(told.headline.rfind("Passes, look at sharpening", 0), 0U) << told.headline;
  EXPECT_EQ(told.headline.find("not among them"), std::string::npos) << told.headline;
  // How surely is not how much: it never fails a picture, and a source settles it.
  EXPECT_EQ(told.verdict, RuleVerdict::kWarn);
  Comparison pair = Pair({{"added.halo_overshoot", 1.0}});
  SetValue(&pair.after, "halo.oversharpened", 90.0);
  EXPECT_EQ(Find(Judge(pair, profile), "gate.oversharpened")->verdict, RuleVerdict::kPass);
  for (const RuleResult& rule : verdict.rules) {
    if (rule.metric != "added.seams") continue;
    EXPECT_NE(rule.text.find("needs the source"), std::string::npos) << rule.text;
  }
  // A fault stands, however much is unknown.
  const Verdict seams = Judge(MakeReport(1000, 800, {{"texture.seams", 3.0}}), profile);
  EXPECT_EQ(seams.verdict, RuleVerdict::kFail);
  EXPECT_EQ(seams.headline, "Not fit to print: tile seams visible");
}

TEST(GateTest, InventedDetailFailsAProductPictureOutright) {
  for (double share = 0.0; share < 5.0; share += 0.25) {
    const Verdict verdict = Judge(Pair({{"added.hallucination", share}}), Profile("ecommerce"));
    EXPECT_NE(verdict.verdict, RuleVerdict::kWarn);
    EXPECT_EQ(verdict.verdict == RuleVerdict::kFail, share > 2.0);
  }
  EXPECT_EQ(Judge(Pair({{"added.hallucination", 2.5}}), Profile("web")).verdict,
            RuleVerdict::kPass);
}

TEST(GateTest, FidelityFailsBelow) {
  EXPECT_EQ(Judge(Pair({{"consistency.lr_psnr", 20.0}}), Profile("print")).headline,
            "Not fit to print: not faithful enough");
  EXPECT_EQ(Judge(Pair({{"consistency.lr_psnr", 60.0}}), Profile("archive")).verdict,
            RuleVerdict::kPass);
}

TEST(GateTest, UnknownIsNotApplicableAndSaysWhy) {
  Comparison pair = Pair();
  Measurement unknown;
  unknown.id = "added.seams";
  unknown.unknown = "too small";
  pair.measurements.push_back(unknown);
  const Verdict verdict = Judge(pair, Profile("print"));
  EXPECT_EQ(Find(verdict, "gate.seams")->verdict, RuleVerdict::kNotApplicable);
  EXPECT_THAT(Find(verdict, "gate.seams")->text, HasSubstr("too small"));
  EXPECT_THAT(Find(verdict, "gate.colour")->text, HasSubstr("not measured"));
  EXPECT_EQ(verdict.verdict, RuleVerdict::kPass);
}

TEST(GateTest, AnotherSceneIsNotJudged) {
  Comparison pair = Pair({{"added.halo_overshoot", 0.0}});
  pair.registration.comparable = false;
  const Verdict verdict = Judge(pair, Profile("print"));
  EXPECT_FALSE(verdict.comparable);
  EXPECT_EQ(verdict.headline, "Not the same scene");
}

TEST(GateTest, TheSourcesOwnFaultsAreNotCounted) {
  Comparison pair = Pair();
  SetValue(&pair.before, "halo.overshoot", 30.0);
  SetValue(&pair.after, "halo.overshoot", 30.0);
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kPass);
  EXPECT_THAT(Judge(pair, Profile("print")).headline,
              HasSubstr("No worse than its source: halos too strong"));
  // What would only warn is no fault, and still to be looked at.
  SetValue(&pair.before, "halo.overshoot", 15.0);
  SetValue(&pair.after, "halo.overshoot", 15.0);
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kPass);
  EXPECT_THAT(Judge(pair, Profile("print")).headline,
              HasSubstr("No worse than its source, look at halos"));
  SetValue(&pair.after, "halo.overshoot", 30.0);
  SetValue(&pair.before, "halo.overshoot", 3.0);
  pair.measurements.push_back(Pair({{"added.halo_overshoot", 27.0}}).measurements.front());
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kFail);
  // Without the source there is nothing to forgive.
  EXPECT_EQ(Judge(pair.after, Profile("print")).headline, "Not fit to print: halos too strong");
}

TEST(GateTest, ShiftOfAnEnlargementMayBeAShareOfASourcePixel) {
  Comparison pair = Pair({{"geometry.shift", 1.1}});
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kFail);
  // 0.09 px of the source.
  pair.registration.scale_x = pair.registration.scale_y = 12.5;
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kPass);
  // Corners instead of centres laid on each other: (s - 1) / 2 px.
  pair = Pair({{"geometry.shift", 1.5}});
  pair.registration.scale_x = pair.registration.scale_y = 4.0;
  const Verdict half = Judge(pair, Profile("print"));
  EXPECT_EQ(half.verdict, RuleVerdict::kFail);
  EXPECT_NEAR(Find(half, "gate.shift")->threshold, 1.4, 1e-9);
  EXPECT_EQ(Find(half, "gate.shift")->text,
            "The picture has moved by 1.50 px, limit 1.4 px. That is 0.38 px of the source.");
  // A scale that is no round number makes no limit of five digits.
  pair.registration.scale_x = pair.registration.scale_y = 4.013;
  EXPECT_EQ(Find(Judge(pair, Profile("print")), "gate.shift")->threshold, 1.4);
  // A reduction is judged in its own px.
  pair = Pair({{"geometry.shift", 0.5}});
  pair.registration.scale_x = pair.registration.scale_y = 0.25;
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kWarn);
}

TEST(GateTest, WhatThePairKnowsBetterIsNotHeldAgainstTheResultAlone) {
  Comparison pair = Pair({{"added.seams", 0.0}});
  SetValue(&pair.after, "texture.seams", 0.59);
  EXPECT_EQ(Find(Judge(pair, Profile("print")), "gate.after_seams")->verdict, RuleVerdict::kPass);
  EXPECT_EQ(Find(Judge(pair.after, Profile("print")), "gate.after_seams")->verdict,
            RuleVerdict::kWarn);
}

TEST(GateTest, ANegativeLimitStays) {
  GateProfile profile = Profile("print");
  GateRule* grain = FindRule(&profile, "gate.grain");
  ASSERT_NE(grain, nullptr);
  grain->warn = grain->fail = -1.0;
  grain->HoldAsGiven();
  const Verdict verdict = Judge(MakeReport(100, 100, {{"noise.luma_sigma", 0.0}}), profile);
  EXPECT_EQ(Find(verdict, "gate.grain")->verdict, RuleVerdict::kFail);
  EXPECT_EQ(Find(verdict, "gate.grain")->threshold, -1.0);
}

TEST(GateTest, APictureThatIsASmearAtItsOwnSizeFails) {
  const Report smear = MakeReport(800, 800, {{"blur.sigma", 2.99}});
  for (const char* name : {"print", "web", "ecommerce"}) {
    EXPECT_EQ(Judge(smear, Profile(name)).verdict, RuleVerdict::kFail) << name;
  }
}

TEST(GateTest, BlurOfAnEnlargementIsJudgedInThePixelsOfTheSource) {
  Comparison pair = Pair();
  pair.registration.scale_x = pair.registration.scale_y = 4.0;
  SetValue(&pair.before, "blur.sigma", 1.1);
  SetValue(&pair.after, "blur.sigma", 4.4);
  pair.after.measurements.back().unit = "";
  EXPECT_EQ(Judge(pair, Profile("print")).verdict, RuleVerdict::kPass);
  pair.registration.scale_x = pair.registration.scale_y = 1.0;
  EXPECT_EQ(Judge(pair, Profile("print")).headline, "Not fit to print: too soft");
}

TEST(GateTest, AShakenPictureIsFitForNoUse) {
  for (const char* name : {"print", "web", "ecommerce", "archive"}) {
    Report shaken = MakeReport(1000, 800);
    SetValue(&shaken, "blur.motion_length", 14.0);
    const Verdict alone = Judge(shaken, Profile(name));
    EXPECT_EQ(Find(alone, "gate.motion")->verdict, RuleVerdict::kFail) << name;
    EXPECT_THAT(alone.headline, HasSubstr("shaken")) << name;
    SetValue(&shaken, "blur.motion_length", 0.0);
    EXPECT_EQ(Find(Judge(shaken, Profile(name)), "gate.motion")->verdict, RuleVerdict::kPass);
    // No enhancement takes it away; an archive keeps what it was given.
    Comparison pair = Pair();
    SetValue(&pair.before, "blur.motion_length", 14.0);
    SetValue(&pair.after, "blur.motion_length", 14.0);
    EXPECT_EQ(Find(Judge(pair, Profile(name)), "gate.motion")->verdict,
              std::string(name) == "archive" ? RuleVerdict::kPass : RuleVerdict::kFail);
  }
}

// An enlargement hides a shake, its source does not.
TEST(GateTest, MotionIsAskedOfTheSourceWhereTheResultCannotTell) {
  Comparison pair = Pair();
  pair.registration.scale_x = pair.registration.scale_y = 2.0;
  Measurement length;
  length.id = "blur.motion_length";
  length.unit = "px";
  length.value = 7.0;
  pair.before.measurements.push_back(length);
  length.value.reset();
  length.unknown = "none found, but an enlargement may hide one";
  pair.after.measurements.push_back(length);
  const Verdict verdict = Judge(pair, Profile("print"));
  const RuleResult* motion = Find(verdict, "gate.motion");
  EXPECT_EQ(motion->verdict, RuleVerdict::kFail);
  EXPECT_EQ(motion->value, 14.0);
  EXPECT_THAT(motion->text, HasSubstr("Read from the source"));
  pair.before.measurements.back().value = 0.0;
  EXPECT_EQ(Find(Judge(pair, Profile("print")), "gate.motion")->verdict, RuleVerdict::kPass);
  pair.before.measurements.pop_back();
  EXPECT_EQ(Find(Judge(pair, Profile("print")), "gate.motion")->verdict,
            RuleVerdict::kNotApplicable);
}

// Parallel lines look like a smear, more so when they are enlarged.
TEST(GateTest, MotionThatTheSourceShowsNothingOfIsAWarning) {
  Comparison pair = Pair();
  SetValue(&pair.after, "blur.motion_length", 15.0);
  EXPECT_EQ(Find(Judge(pair, Profile("print")), "gate.motion")->verdict, RuleVerdict::kFail);
  SetValue(&pair.before, "blur.motion_length", 0.0);
  const Verdict verdict = Judge(pair, Profile("print"));
  const RuleResult* motion = Find(verdict, "gate.motion");
  EXPECT_EQ(motion->verdict, RuleVerdict::kWarn);
  EXPECT_THAT(motion->text, HasSubstr("The source shows none of it."));
}

// Sharpening shakes no picture.
TEST(GateTest, MotionOfAResultWithCrisperEdgesThanItsSourceIsAWarning) {
  Comparison pair = Pair();
  SetValue(&pair.after, "blur.motion_length", 39.0);
  pair.measurements.push_back(pair.after.measurements.back());
  pair.measurements.back().id = "added.blur";
  pair.measurements.back().value = -1.2;
  const Verdict verdict = Judge(pair, Profile("print"));
  EXPECT_EQ(Find(verdict, "gate.motion")->verdict, RuleVerdict::kWarn);
  EXPECT_THAT(Find(verdict, "gate.motion")->text, HasSubstr("softer edges"));
  pair.measurements.back().value = 0.4;
  EXPECT_EQ(Find(Judge(pair, Profile("print")), "gate.motion")->verdict, RuleVerdict::kFail);
}

// One answer about halos: what the pair added, where there is a pair.
TEST(GateTest, HalosOfTheResultAreSettledByThoseThatWereAdded) {
  for (const char* name : {"print", "web", "ecommerce", "archive"}) {
    for (const char* metric : {"halo.overshoot", "halo.affected"}) {
      Comparison pair = Pair({{"added.halo_overshoot", 0.3}});
      SetValue(&pair.after, metric, 90.0);
      EXPECT_EQ(Judge(pair, Profile(name)).verdict, RuleVerdict::kPass) << name << metric;
      EXPECT_EQ(Judge(pair.after, Profile(name)).verdict, RuleVerdict::kFail) << name << metric;
    }
  }
}

// A mask of 2 px on a picture of twice the size leaves little in the source's px: the pair read
// 4.9 % of the 40 % that everybody saw, and passed it.
TEST(GateTest, HalosBetweenTheSourcesPixelsAreNotSettled) {
  const auto judged = [](double reduced, std::optional<double> source) {
    Comparison pair = Pair({{"added.halo_overshoot", 4.9}, {"consistency.lr_psnr", reduced}});
    pair.registration.scale_x = pair.registration.scale_y = 2.0;
    SetValue(&pair.after, "halo.overshoot", 40.0);
    for (Measurement& one : pair.before.measurements) {
      if (one.id == "halo.overshoot") one.value = source;
    }
    return Find(Judge(pair, Profile("print")), "gate.overshoot")->verdict;
  };
  EXPECT_EQ(judged(41.0, 2.0), RuleVerdict::kFail);
  EXPECT_EQ(judged(41.0, std::nullopt), RuleVerdict::kWarn);
  // An original beside its own reduction, and a source with halos of its own.
  EXPECT_EQ(judged(56.0, 2.0), RuleVerdict::kPass);
  EXPECT_EQ(judged(41.0, 30.0), RuleVerdict::kPass);
}

TEST(GateTest, TheWorstRuleGivesTheHeadline) {
  const Verdict verdict =
      Judge(Pair({{"added.halo_overshoot", 9.0}, {"added.noise", 30.0}}), Profile("print"));
  EXPECT_EQ(verdict.headline, "Not fit to print: too noisy");
}

// What is blurred has lost its texture as well: the blur is the fault, the rest follows from it.
TEST(GateTest, ABlurExplainsTheTextureItTook) {
  const auto judged = [](double blur) {
    return Judge(Pair({{"added.plastic", 95.0},
                       {"added.smoothing", 70.0},
                       {"added.blur", blur},
                       {"added.noise", 3.1}}),
                 Profile("print"));
  };
  const Verdict blurred = judged(2.0);
  EXPECT_EQ(blurred.headline, "Not fit to print: made softer");
  EXPECT_TRUE(Find(blurred, "gate.plastic")->explained);
  EXPECT_FALSE(Find(blurred, "gate.noise")->explained);
  const std::vector<const RuleResult*> ordered = WorstFirst(blurred);
  EXPECT_EQ(ordered[0]->rule, "gate.softened");
  EXPECT_EQ(ordered[1]->rule, "gate.noise");
  EXPECT_EQ(ordered[2]->rule, "gate.plastic");
  // A slight blur does not bring about a failure.
  const Verdict plastic = judged(0.8);
  EXPECT_EQ(plastic.headline, "Not fit to print: surfaces made plastic");
  EXPECT_FALSE(Find(plastic, "gate.plastic")->explained);
}

// An enlargement has no more texture than its source: that is no plastic.
TEST(GateTest, ThePairSettlesWhatOnePictureSuggests) {
  const auto judged = [](std::optional<double> plastic) {
    Comparison pair;
    pair.registration.comparable = true;
    pair.before = MakeReport(100, 100, {{"texture.smoothness", 10.0}});
    pair.after = MakeReport(400, 400, {{"texture.smoothness", 80.0}});
    Measurement m;
    m.id = "added.plastic";
    m.value = plastic;
    pair.measurements.push_back(m);
    const Verdict verdict = Judge(pair, Profile("print"));
    const auto rule =
        std::find_if(verdict.rules.begin(), verdict.rules.end(), [](const RuleResult& r) {
          return r.rule == "gate.after_smoothing";
        });
    // Who reads a value over its limit beside "pass" is told why.
    EXPECT_EQ(rule->because.empty(), rule->verdict != RuleVerdict::kPass);
    return rule->verdict;
  };
  EXPECT_EQ(judged(2.0), RuleVerdict::kPass);
  EXPECT_EQ(judged(20.0), RuleVerdict::kWarn);
  EXPECT_EQ(judged(std::nullopt), RuleVerdict::kWarn);
  EXPECT_EQ(judged(70.0), RuleVerdict::kFail);
  // Alone there is nothing that would settle it.
  const Verdict alone =
      Judge(MakeReport(400, 400, {{"texture.smoothness", 80.0}}), Profile("print"));
  EXPECT_EQ(alone.verdict, RuleVerdict::kFail);
}

TEST(GateTest, ABoxIsNamed) {
  Comparison pair = Pair({{"added.local_smoothing", 70.0}});
  pair.measurements[0].peaks = {{863.5, 1031.5, 70.0, 128.0, 96.0}};
  const Verdict verdict = Judge(pair, Profile("print"));
  EXPECT_EQ(verdict.headline, "Not fit to print: a place blurred");
  EXPECT_THAT(Find(verdict, "gate.local_smoothing")->text,
              HasSubstr("128x96 px at 800, 984: 70 % of the detail there was lost"));
}

TEST(GateTest, OnePictureAlone) {
  const Verdict verdict = Judge(MakeReport(2000, 1500), Profile("print"));
  EXPECT_EQ(verdict.verdict, RuleVerdict::kPass);
  EXPECT_EQ(Find(verdict, "gate.halo")->verdict, RuleVerdict::kNotApplicable);
  EXPECT_EQ(Judge(MakeReport(300, 300, {{"resolution.width", 300}}), Profile("ecommerce")).headline,
            "Not fit to sell: too few pixels");
  EXPECT_EQ(Judge(Report(), Profile("print")).headline, "Nothing could be judged");
}

TEST(GateProfileTest, UsersFileExtendsABuiltInOne) {
  const absl::StatusOr<GateProfile> profile = ParseGateProfile(R"({
      "schema": "sharpscale.gate/1", "name": "mine", "extends": "print",
      "rules": [{"id": "gate.halo", "metric": "added.halo_overshoot", "warn": 1, "fail": 2},
                {"id": "mine.psnr", "metric": "fidelity.psnr", "fails": "below", "fail": 30}]})",
                                                               "mine.json");
  ASSERT_TRUE(profile.ok()) << profile.status();
  EXPECT_EQ(profile->rules.size(), Profile("print").rules.size() + 1);
  const Verdict verdict =
      Judge(Pair({{"added.halo_overshoot", 3.0}, {"fidelity.psnr", 35.0}}), *profile);
  EXPECT_EQ(verdict.verdict, RuleVerdict::kFail);
  EXPECT_EQ(Find(verdict, "mine.psnr")->verdict, RuleVerdict::kPass);
}

TEST(GateProfileTest, WhatAUsersRuleLeavesOutStays) {
  const absl::StatusOr<GateProfile> profile = ParseGateProfile(R"({
      "schema": "sharpscale.gate/1", "name": "mine", "extends": "ecommerce",
      "rules": [{"id": "gate.width", "fail": 2400}, {"id": "halo", "warn": 3},
                {"id": "mine.psnr", "metric": "fidelity.psnr", "fail": 30}]})",
                                                               "mine.json");
  ASSERT_TRUE(profile.ok()) << profile.status();
  const auto rule = [](const GateProfile& of, const std::string& id) { return *FindRule(of, id); };
  const GateRule width = rule(*profile, "gate.width");
  EXPECT_EQ(width.metric, "resolution.width");
  EXPECT_FALSE(width.upper);
  EXPECT_FALSE(width.forgive_source) << "a small source makes no small result";
  EXPECT_EQ(width.fail, 2400.0);
  EXPECT_EQ(width.warn, 2400.0);
  const GateRule halo = rule(*profile, "gate.halo");
  EXPECT_EQ(halo.warn, 3.0);
  EXPECT_EQ(halo.fail, rule(Profile("ecommerce"), "gate.halo").fail);
  EXPECT_EQ(halo.explains, rule(Profile("ecommerce"), "gate.halo").explains);
  EXPECT_FALSE(rule(*profile, "mine.psnr").upper) << "less is worse";
}

TEST(GateProfileTest, MistakesAreNamed) {
  const auto error = [](const std::string& rules) {
    return std::string(
        ParseGateProfile(R"({"schema": "sharpscale.gate/1", "name": "x", "rules": )" + rules + "}",
                         "x.json")
            .status()
            .message());
  };
  EXPECT_THAT(error("[]"), HasSubstr("\"rules\""));
  EXPECT_THAT(error(R"([{"metric": "blur.sigma", "fail": 1}])"),
              HasSubstr("rule 1: \"id\" is missing"));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "blur.sigma", "fail": "x"}])"),
              HasSubstr("\"fail\""));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "blur.sigma", "fail": 1, "warn": 2}])"),
              HasSubstr("a warning comes before a failure"));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "blur.sigma", "fail": 1, "max": 2}])"),
              HasSubstr("\"max\""));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "blur.sigma", "fail": 1, "fails": "at"}])"),
              HasSubstr("above and below"));
  EXPECT_THAT(
      error(
          R"([{"id": "a", "metric": "blur.sigma", "fail": 1}, {"id": "a", "metric": "noise.luma_sigma", "fail": 1}])"),
      HasSubstr("there already"));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "resolution.width", "fail": 1}])"),
              HasSubstr("\"fails\" is missing"));
  EXPECT_THAT(error(R"([{"id": "hallo", "fail": 1}])"),
              HasSubstr("\"metric\" is missing: \"hallo\" is a new rule"));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "blur.sigma", "fail": 1, "text": "{vale} px"}])"),
              HasSubstr("\"text\" has \"{vale}\""));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "halo.overshot", "fail": 1}])"),
              HasSubstr("rule 1: no metric \"halo.overshot\""));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "noise.kind", "fail": 1, "fails": "above"}])"),
              HasSubstr("noise.kind is a word, no limit holds for it. none, white,"));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "blur.sigma", "fail": 1, "settled_by": "b"}])"),
              HasSubstr("rule a: \"settled_by\" names \"b\""));
  EXPECT_THAT(error(R"([{"id": "a", "metric": "blur.sigma", "fail": 1, "explains": ["a"]}])"),
              HasSubstr("rule a: \"explains\" names \"a\""));
  EXPECT_THAT(std::string(ParseGateProfile("{", "x.json").status().message()), HasSubstr("x.json"));
  EXPECT_THAT(std::string(ParseGateProfile("[]", "x.json").status().message()),
              HasSubstr("one JSON object"));
  EXPECT_THAT(std::string(LoadGateProfile("no-such").status().message()),
              HasSubstr("neither a profile (print, web, ecommerce and archive) nor a file"));
}

}  // namespace
}  // namespace sharpscale
