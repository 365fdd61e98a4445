// SPDX-License-Identifier: Apache-2.0

#include "advice/lint.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>

#include "advice/advise.h"
#include "tests/advice/report_maker.h"

namespace sharpscale {
namespace {

using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;

std::vector<std::string> Rules(const std::string& text,
                               const Report* report = nullptr,
                               const Target* target = nullptr) {
  const absl::StatusOr<std::vector<Step>> steps = ParseSteps(text);
  EXPECT_TRUE(steps.ok()) << steps.status();
  std::vector<std::string> rules;
  for (const LintFinding& finding : Lint(*steps, report, target)) {
    EXPECT_FALSE(finding.text.empty());
    for (const int index : finding.steps) {
      EXPECT_GE(index, 0);
      EXPECT_LT(index, static_cast<int>(steps->size()));
    }
    rules.push_back(finding.rule);
  }
  return rules;
}

Target Width(int width) {
  Target target;
  target.width = width;
  return target;
}

TEST(LintTest, TheClassic) {
  const std::vector<std::string> rules = Rules("sharpen:80,upscale:4");
  EXPECT_EQ(rules, (std::vector<std::string>{"R-091", "R-092"}));
}

TEST(LintTest, RepairBelongsBeforeTheEnlargement) {
  EXPECT_THAT(Rules("upscale:4,restore:auto"), Contains("C-02"));
  EXPECT_THAT(Rules("restore:auto,upscale:4"), Not(Contains("C-02")));
  EXPECT_THAT(Rules("upscale:4,restore:blur"), Contains("C-02"));
  EXPECT_THAT(Rules("restore:blur,upscale:4"), Not(Contains("C-02")));
  EXPECT_THAT(Rules("upscale:2,restore:blur"), Not(Contains("C-02")));
  EXPECT_THAT(Rules("upscale:2,restore:none"), Not(Contains("C-02")));
}

TEST(LintTest, ASizeIsEnoughToJudgeStepsForATarget) {
  Report size;
  size.width = 1000;
  size.height = 800;
  const Target same = Width(1000);
  const Target large = Width(2000);
  EXPECT_THAT(Rules("upscale:4", &size, &same), Contains("R-094"));
  EXPECT_THAT(Rules("sharpen:40", &size, &large), Contains("R-090"));
  EXPECT_THAT(Rules("upscale:2,sharpen:40", &size, &large), IsEmpty());
}

TEST(LintTest, AResizeEndsInTheTarget) {
  Report size;
  size.width = 1600;
  size.height = 1067;
  const Target paper = *ParsePrint("a4");  // 3508 x 2339 px
  EXPECT_THAT(Rules("upscale:3,resize:3508x2339", &size, &paper), IsEmpty());
  EXPECT_THAT(Rules("upscale:3,resize:3000x2001", &size, &paper), Contains("R-036"));
  EXPECT_THAT(Rules("upscale:4,resize:3508x3508", &size, &paper), Contains("R-036"));
  EXPECT_THAT(Rules("resize:800x534,upscale:4", &size), Contains("R-036"));
  EXPECT_THAT(Rules("upscale:2,resize:3000x2001", &size), IsEmpty());
  EXPECT_THAT(Rules("upscale:2,resize:3000x3000", &size), Contains("R-036"));
  // A square cut from the middle is what was asked for.
  Target square = Width(2400);
  square.height = 2400;
  square.fit = FitMode::kCover;
  EXPECT_THAT(Rules("upscale:3,resize:2400x2400", &size, &square), IsEmpty());
}

TEST(LintTest, GoodStepsHaveNoFindings) {
  EXPECT_THAT(Rules("restore:auto,upscale:4,sharpen:40%,export:jpeg:90"), IsEmpty());
  // The source's own blur is repaired, not sharpened.
  EXPECT_THAT(Rules("restore:blur,upscale:4,sharpen:40%"), IsEmpty());
  EXPECT_THAT(Rules(""), IsEmpty());
  EXPECT_THAT(Rules("sharpen:50"), IsEmpty());
}

TEST(LintTest, DeblurringNeedsABlurThatTheNetworkUndoes) {
  const auto rules = [](double blur, double noise, double quality, const char* steps) {
    Report report = MakeReport(1000, 800);
    SetValue(&report, "blur.sigma", blur);
    SetValue(&report, "noise.luma_sigma", noise);
    SetValue(&report, "compression.jpeg_quality", quality);
    return Rules(steps, &report);
  };
  EXPECT_THAT(rules(1.2, 0.0, 95.0, "restore:blur"), Not(Contains("R-033")));
  EXPECT_THAT(rules(0.8, 0.0, 95.0, "upscale:2,restore:blur,upscale:2"), IsEmpty());
  EXPECT_THAT(rules(0.8, 0.0, 95.0, "upscale:3,restore:blur"), Contains("C-02"));
  EXPECT_THAT(rules(1.2, 0.0, 95.0, "upscale:2,restore:blur"), Contains("C-02"));
  EXPECT_THAT(rules(0.5, 0.0, 95.0, "restore:blur"), Contains("R-033"));
  EXPECT_THAT(rules(2.5, 0.0, 95.0, "restore:blur"), Contains("R-033"));
  EXPECT_THAT(rules(1.2, 6.0, 95.0, "restore:blur"), Contains("R-033"));
  EXPECT_THAT(rules(1.2, 0.0, 60.0, "restore:blur"), Contains("R-033"));
  EXPECT_THAT(rules(1.2, 6.0, 60.0, "restore:auto,restore:blur"), Not(Contains("R-033")));
  EXPECT_THAT(rules(0.5, 0.0, 95.0, "restore:auto"), Not(Contains("R-033")));
  EXPECT_THAT(Rules("restore:blur,restore:blur"), Contains("R-033"));
  EXPECT_THAT(Rules("sharpen:40,restore:blur"), Contains("C-01"));
  EXPECT_THAT(Rules("restore:blur,sharpen:40"), IsEmpty());
}

TEST(LintTest, EachMistakeIsFoundAndOnlyWhereItIs) {
  const Report report = MakeReport(1000, 800);
  const Target large = Width(2000);
  const Target same = Width(1000);
  EXPECT_THAT(Rules("sharpen:40", &report, &large), Contains("R-090"));
  EXPECT_THAT(Rules("sharpen:40", &report, &same), Not(Contains("R-090")));
  EXPECT_THAT(Rules("sharpen:30,sharpen:30"), Contains("R-092"));
  EXPECT_THAT(Rules("upscale:4,upscale:2"), Contains("R-093"));
  EXPECT_THAT(Rules("upscale:4"), Not(Contains("R-093")));
  EXPECT_THAT(Rules("upscale:2", &report, &same), Contains("R-094"));
  EXPECT_THAT(Rules("upscale:2", &report, &large), Not(Contains("R-094")));
  EXPECT_THAT(Rules("resize:2000x1600", &report), Contains("R-095"));
  EXPECT_THAT(Rules("upscale:2,resize:2000x1600", &report), Not(Contains("R-095")));
  EXPECT_THAT(Rules("export:jpeg:80,upscale:2"), Contains("R-097"));
  EXPECT_THAT(Rules("upscale:2,export:jpeg:80"), Not(Contains("R-097")));
  EXPECT_THAT(Rules("sharpen:40,restore:auto"), Contains("C-01"));
  EXPECT_THAT(Rules("restore:auto,sharpen:40"), Not(Contains("C-01")));
}

// What the advice reads, lint reads: the ppi of text, px that are missing, what is beyond repair.
TEST(LintTest, AgreesWithTheAdvice) {
  Report screen = MakeReport(1280, 800);
  SetWord(&screen, "content.kind", "screenshot");
  const Target paper = *ParsePrint("4x6in");
  EXPECT_THAT(Rules("upscale:2", &screen, &paper), Not(Contains("R-094")));
  EXPECT_THAT(Rules("upscale:2", &screen, &paper), Not(Contains("R-036")));
  const Report crisp = MakeReport(900, 720);
  const Target large = *ParsePrint("8x10in@300");  // 3.33x
  EXPECT_THAT(Rules("upscale:2", &crisp, &large), Contains("R-095"));
  EXPECT_THAT(Rules("restore:auto", &crisp, &large), Contains("R-095"));
  EXPECT_THAT(Rules("upscale:4", &crisp, &large), IsEmpty());
  Report shaken = crisp;
  SetValue(&shaken, "blur.motion_length", 20.0);
  EXPECT_THAT(Rules("upscale:4,sharpen:40%", &shaken, &large), Contains("R-060m"));
  EXPECT_THAT(Rules("upscale:4", &crisp, &large), Not(Contains("R-060m")));
  // Sharpening at its own size is for soft pictures.
  Report sharp = MakeReport(900, 720, {{"blur.sigma", 0.4}});
  EXPECT_THAT(Rules("sharpen:40%", &sharp), Contains("R-092"));
  SetValue(&sharp, "blur.sigma", 0.9);
  EXPECT_THAT(Rules("sharpen:40%", &sharp), IsEmpty());
  SetUnknown(&sharp, "blur.sigma", "no clear edges");
  EXPECT_THAT(Rules("sharpen:40%", &sharp), IsEmpty());
}

TEST(LintTest, TheOriginalsQualityMatters) {
  const Report noisy = MakeReport(1000, 800, {{"noise.luma_sigma", 9.0}});
  EXPECT_THAT(Rules("upscale:2", &noisy), Contains("R-096"));
  EXPECT_THAT(Rules("restore:auto,upscale:2", &noisy), Not(Contains("R-096")));
  const Report blocky = MakeReport(1000, 800, {{"compression.jpeg_quality", 30.0}});
  EXPECT_THAT(Rules("sharpen:40", &blocky), Contains("C-09"));
  EXPECT_THAT(Rules("restore:auto,sharpen:40", &blocky), Not(Contains("C-09")));
  // What the plan's own network is told of is not called ignored; what is unknown is not called
  // 100.
  const auto text = [](const std::string& steps, const Report& report) {
    const auto parsed = ParseSteps(steps);
    return Lint(*parsed, &report).front().text;
  };
  EXPECT_THAT(text("upscale:2", noisy), HasSubstr("repair while they enlarge"));
  EXPECT_THAT(text("upscale:2@clean", noisy), HasSubstr("enlarged as it is"));
  const Report gridded = MakeReport(1000, 800, {{"compression.blockiness", 2.0}});
  EXPECT_THAT(text("sharpen:40", gridded), HasSubstr("block edges of 2.0 levels"));
  const Report haloed = MakeReport(1000, 800, {{"halo.overshoot", 14.0}});
  EXPECT_THAT(Rules("sharpen:30", &haloed), Contains("R-092"));
  Report screenshot = MakeReport(1000, 800);
  SetWord(&screenshot, "content.kind", "screenshot");
  EXPECT_THAT(Rules("sharpen:30", &screenshot), Contains("C-11"));
}

TEST(LintTest, TwicePassesOfFourAreSixteen) {
  const Report report = MakeReport(512, 512);
  const Target target = Width(4096);
  const absl::StatusOr<std::vector<Step>> steps = ParseSteps("upscale:4,upscale:4");
  std::string text;
  for (const LintFinding& finding : Lint(*steps, &report, &target)) text += finding.text;
  EXPECT_THAT(text, HasSubstr("these make 16x, not 8x"));
}

TEST(LintTest, MoreThanFourInOnePass) {
  Step step;
  step.kind = StepKind::kUpscale;
  step.factor = 8.0;
  const std::vector<LintFinding> findings = Lint({step});
  EXPECT_THAT(findings, Contains(testing::Field(&LintFinding::rule, "R-098")));
}

TEST(LintTest, CaptureSharpeningOfRawIsNoMistake) {
  Report raw = MakeReport(1000, 800);
  raw.source.container = Container::kRaw;
  EXPECT_THAT(Rules("sharpen:40,upscale:2", &raw), Not(Contains("R-091")));
  EXPECT_THAT(Rules("sharpen:80,upscale:2", &raw), Contains("R-091"));
}

TEST(LintTest, TakingBlurAwayRepairsNoCompression) {
  const Report bad = MakeReport(1000, 800, {{"compression.jpeg_quality", 40.0}});
  EXPECT_THAT(Rules("restore:auto,upscale:2,sharpen:40%", &bad), IsEmpty());
  const std::vector<std::string> rules = Rules("restore:blur,upscale:2,sharpen:40%", &bad);
  EXPECT_THAT(rules, Contains("R-096"));
  EXPECT_THAT(rules, Contains("C-09"));
}

TEST(LintTest, WhatIsAdvisedHasNoFindings) {
  for (const double blur : {0.6, 1.3, 2.4}) {
    for (const double noise : {0.5, 8.0}) {
      for (const double quality : {95.0, 40.0}) {
        for (const int width : {900, 1000, 2500, 4000}) {
          const Report report = MakeReport(1000,
                                           800,
                                           {{"blur.sigma", blur},
                                            {"noise.luma_sigma", noise},
                                            {"compression.jpeg_quality", quality}});
          const Target target = Width(width);
          const absl::StatusOr<Plan> plan = Advise(report, target);
          ASSERT_TRUE(plan.ok());
          const std::vector<LintFinding> findings = Lint(plan->steps, &report, &target);
          // A compressed picture that stays at its size is below the limit for repairing it then.
          for (const LintFinding& finding : findings) {
            ADD_FAILURE() << StepsToString(plan->steps) << ": " << finding.rule << " "
                          << finding.text;
          }
        }
      }
    }
  }
}

// Crests of a soft picture are no rims; a shrink to native makes room for an enlargement.
TEST(LintTest, WhatIsAdvisedOfSoftAndEnlargedPicturesHasNoFindings) {
  for (const std::map<std::string, double>& values :
       {std::map<std::string, double>{
            {"blur.sigma", 2.0}, {"halo.overshoot", 17.3}, {"halo.oversharpened", 0.0}},
        // Edges too crisp for one, and soft enough.
        {{"resolution.native_scale", 0.4}},
        {{"resolution.native_scale", 0.4},
         {"blur.sigma", 1.0},
         {"resolution.native_width", 1440.0},
         {"resolution.native_height", 960.0}}}) {
    Report report = MakeReport(3600, 2400, values);
    for (Measurement& one : report.measurements) {
      if (one.id == "resolution.native_scale") one.low = one.high = one.value;
    }
    for (const int width : {3000, 5500}) {
      const Target target = Width(width);
      const absl::StatusOr<Plan> plan = Advise(report, target);
      ASSERT_TRUE(plan.ok());
      EXPECT_FALSE(plan->steps.empty());
      for (const LintFinding& finding : Lint(plan->steps, &report, &target)) {
        ADD_FAILURE() << StepsToString(plan->steps) << ": " << finding.rule << " " << finding.text;
      }
    }
  }
}

TEST(LintTest, TheTableHoldsEveryRule) {
  std::set<std::string_view> ids;
  for (const LintRule& rule : LintRuleTable()) EXPECT_TRUE(ids.insert(rule.id).second);
  EXPECT_EQ(ids.size(), 19u);
}

}  // namespace
}  // namespace sharpscale
