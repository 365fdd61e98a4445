// SPDX-License-Identifier: Apache-2.0
//
// The decision table and the arithmetic: every row of the requirements with its exact plan, and for
// every rule of the table: with the value over its threshold the step is there and cites the rule,
// with the value under it the step is gone.

#include "advice/advise.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>

#include "advice/lint.h"
#include "advice/risk.h"
#include "advice/rules.h"
#include "advice/sharpening.h"
#include "advice/situation.h"
#include "tests/advice/report_maker.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

Target Print(std::string_view text, FitMode fit = FitMode::kCover) {
  absl::StatusOr<Target> target = ParsePrint(text);
  EXPECT_TRUE(target.ok()) << target.status();
  if (!target.ok()) return {};
  target->fit = fit;
  return *target;
}

Target Size(int width, int height, FitMode fit = FitMode::kFit) {
  Target target;
  target.width = width;
  target.height = height;
  target.fit = fit;
  target.auto_rotate = false;
  return target;
}

Target Width(int width) {
  Target target;
  target.width = width;
  return target;
}

Plan Advised(const Report& report, const Target& target, const AdviceOptions& options = {}) {
  absl::StatusOr<Plan> plan = Advise(report, target, options);
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? *plan : Plan();
}

// The plan as text, without the sharpening's strength and the export.
std::string Steps(const Plan& plan) {
  std::vector<Step> steps;
  for (Step step : plan.steps) {
    if (step.kind == StepKind::kExport) continue;
    if (step.kind == StepKind::kSharpen) step.strength = 0.4;
    steps.push_back(step);
  }
  return StepsToString(steps);
}

bool Has(const Plan& plan, StepKind kind) {
  for (const Step& step : plan.steps) {
    if (step.kind == kind) return true;
  }
  return false;
}

bool Cites(const Plan& plan, StepKind kind, std::string_view rule) {
  for (const Step& step : plan.steps) {
    if (step.kind != kind) continue;
    for (const Evidence& evidence : step.evidence) {
      if (evidence.rule == rule) return true;
    }
  }
  return false;
}

bool Cautions(const Plan& plan, std::string_view rule) {
  for (const Caution& caution : plan.cautions) {
    if (caution.rule == rule) return true;
  }
  return false;
}

std::string Text(const Plan& plan, std::string_view rule) {
  for (const Caution& caution : plan.cautions) {
    if (caution.rule == rule) return caution.text;
  }
  return "";
}

int Words(const std::string& text) {
  int words = text.empty() ? 0 : 1;
  for (const char c : text) words += c == ' ' ? 1 : 0;
  return words;
}

// ---- arithmetic (requirements R-050 to R-05J), crisp and clean sources

struct Row {
  const char* id;
  int width;
  int height;
  Target target;
  const char* steps;
  double factor;
};

class ArithmeticTest : public testing::TestWithParam<Row> {};

TEST_P(ArithmeticTest, GivesTheExactPlan) {
  const Row& row = GetParam();
  const Plan plan = Advised(MakeReport(row.width, row.height), row.target);
  EXPECT_EQ(Steps(plan), row.steps);
  EXPECT_NEAR(plan.factor_needed, row.factor, 5e-4);
  ASSERT_FALSE(plan.steps.empty());
  const Step* last = nullptr;
  for (const Step& step : plan.steps) {
    EXPECT_FALSE(step.evidence.empty());
    EXPECT_LE(step.kind == StepKind::kUpscale ? step.factor : 1.0, 4.0);
    last = &step;
  }
  EXPECT_EQ(last->width, plan.target_width);
  EXPECT_EQ(last->height, plan.target_height);
  EXPECT_LE(Words(plan.headline), 5) << plan.headline;
}

std::string RowName(const testing::TestParamInfo<Row>& info) {
  std::string name = info.param.id;
  for (char& c : name) c = std::isalnum(static_cast<unsigned char>(c)) ? c : '_';
  return name;
}

INSTANTIATE_TEST_SUITE_P(
    Rows,
    ArithmeticTest,
    testing::Values(
        Row{"R050", 1024, 683, Print("12in@300"), "upscale:4,resize:3600x2401", 3.516},
        Row{"R051_square", 1080, 1080, Print("8x10in@300"), "upscale:3,resize:2400x3000", 2.778},
        Row{"R051_portrait", 1080, 1350, Print("8x10in@300"), "upscale:3,resize:2400x3000", 2.222},
        Row{"R051_landscape", 1080, 566, Print("8x10in@300"), "upscale:4,resize:3000x2400", 4.240},
        Row{"R052", 512, 512, Size(4096, 4096), "upscale:4,upscale:2", 8.0},
        Row{"R053", 512, 384, Width(2048), "upscale:4", 4.0},
        Row{"R054", 600, 600, Width(2000), "upscale:4,resize:2000x2000", 3.333},
        Row{"R055", 800, 800, Width(2000), "upscale:3,resize:2000x2000", 2.5},
        Row{"R056", 800, 800, Width(2400), "upscale:3", 3.0},
        Row{"R057", 500, 500, Size(2000, 2000), "upscale:4", 4.0},
        Row{"R058_cover",
            200,
            200,
            Size(1600, 1200, FitMode::kCover),
            "upscale:4,upscale:2,resize:1600x1200",
            8.0},
        Row{"R058_fit", 200, 200, Size(1600, 1200), "upscale:3,upscale:2", 6.0},
        Row{"R059_4_to_3", 1600, 1200, Print("16x20in@300"), "upscale:4,resize:6000x4800", 4.0},
        Row{"R059_3_to_2", 1733, 1155, Print("16x20in@300"), "upscale:4,resize:6000x4800", 4.1558},
        Row{"R05A", 1280, 720, Size(3840, 2160), "upscale:3", 3.0},
        Row{"R05D", 1024, 1024, Size(4096, 4096), "upscale:4", 4.0},
        Row{"Exact16", 256, 256, Size(4096, 4096), "upscale:4,upscale:4", 16.0},
        Row{"SlightlyLarger", 1000, 1000, Width(1080), "resize:1080x1080", 1.08},
        Row{"Smaller", 4000, 3000, Width(2000), "downscale:0.5", 0.5}),
    RowName);

TEST(AdviseTest, R050PrintsTheProductAndThePpi) {
  const Plan plan = Advised(MakeReport(1024, 683), Print("12in@300"));
  EXPECT_EQ(plan.factor_product, 4.0);
  EXPECT_NEAR(plan.ppi_before, 85.33, 0.01);
  EXPECT_NEAR(plan.ppi_after, 300.0, 1e-6);
  EXPECT_EQ(plan.target_width, 3600);
  EXPECT_THAT(plan.why, HasSubstr("4x, 3.516x needed"));
  EXPECT_THAT(plan.why, HasSubstr("4096"));
  EXPECT_EQ(plan.headline, "Enlarge 3.5x");
  EXPECT_EQ(plan.counterfactual, "No enlargement is needed up to 3.4 in wide.");
}

TEST(AdviseTest, R052NeverGoesThrough8192) {
  const Plan plan = Advised(MakeReport(512, 512), Size(4096, 4096));
  for (const Step& step : plan.steps) EXPECT_LE(step.width, 4096);
  EXPECT_EQ(plan.factor_product, 8.0);
  EXPECT_THAT(plan.why, HasSubstr("4 x 2 = 8x"));
  EXPECT_EQ(plan.risk, Risk::kHigh);
  EXPECT_TRUE(Cautions(plan, "R-098"));
}

TEST(AdviseTest, R051LandscapeSays283Ppi) {
  const Plan plan = Advised(MakeReport(1080, 566), Print("8x10in@300"));
  EXPECT_NEAR(plan.ppi_after, 283.0, 0.5);
  EXPECT_THAT(Text(plan, "R-059"), HasSubstr("283 ppi instead of 300"));
}

TEST(AdviseTest, R059Says289PpiFor3To2AndMeets4To3) {
  const Plan three_two = Advised(MakeReport(1733, 1155), Print("16x20in@300"));
  EXPECT_NEAR(three_two.ppi_after, 288.75, 0.01);
  EXPECT_THAT(Text(three_two, "R-059"), HasSubstr("289 ppi instead of 300"));
  const Plan four_three = Advised(MakeReport(1600, 1200), Print("16x20in@300"));
  EXPECT_EQ(four_three.ppi_after, 300.0);
  EXPECT_FALSE(Cautions(four_three, "R-059"));
}

TEST(AdviseTest, R056CompressesLastAndSaysWhatTheLimitMeans) {
  Target target = Width(2400);
  target.max_bytes = *ParseBytes("150k");
  const Plan plan = Advised(MakeReport(800, 800), target);
  ASSERT_FALSE(plan.steps.empty());
  EXPECT_EQ(plan.steps.back().kind, StepKind::kExport);
  EXPECT_EQ(plan.steps.back().max_bytes, 150000);
  EXPECT_THAT(Text(plan, "C-08"), HasSubstr("0.21 bits per px"));
  EXPECT_GT(plan.risk, Advised(MakeReport(800, 800), Width(2400)).risk);
  target.max_bytes = *ParseBytes("50k");
  EXPECT_THAT(Text(Advised(MakeReport(800, 800), target), "C-08"), HasSubstr("may not fit"));
  EXPECT_LE(plan.predicted.bytes, 150000);
}

TEST(AdviseTest, R057SoftProductPhotoIsSharpenedAfterEnlarging) {
  const Plan plan = Advised(MakeReport(500, 500, {{"blur.sigma", 1.2}}), Size(2000, 2000));
  EXPECT_EQ(Steps(plan), "upscale:4,sharpen:40%");
  EXPECT_GE(plan.steps.back().strength, 0.30);
  EXPECT_LE(plan.steps.back().strength, 0.50);
  // 1 px of its own, four times as large: what `print` calls soft, the headline does.
  EXPECT_EQ(plan.headline, "Enlarge 4x, sharpen: looks soft");
}

TEST(AdviseTest, R058IsRiskyAndNeverSharpenOnly) {
  const Plan plan =
      Advised(MakeReport(200, 200, {{"blur.sigma", 1.3}}), Size(1600, 1200, FitMode::kCover));
  EXPECT_EQ(Steps(plan), "upscale:4,upscale:2,resize:1600x1200,sharpen:40%");
  EXPECT_EQ(plan.risk, Risk::kHigh);
}

TEST(AdviseTest, R05AScreenshotIsNotSharpened) {
  Report report = MakeReport(1280, 720, {{"blur.sigma", 1.3}, {"content.text_x_height", 7.0}});
  SetWord(&report, "content.kind", "screenshot");
  EXPECT_EQ(Steps(Advised(report, Size(3840, 2160))), "upscale:3");
  // Text that was resampled before is soft: lightly.
  SetValue(&report, "blur.sigma", 1.8);
  const Plan plan = Advised(report, Size(3840, 2160));
  EXPECT_EQ(Steps(plan), "upscale:3,sharpen:40%");
  EXPECT_NEAR(plan.steps.back().strength, 0.30, 1e-9);
  // At its own size less blur is enough to tell it from crisp text, which measures under 0.3 px.
  SetValue(&report, "blur.sigma", 1.1);
  EXPECT_EQ(Steps(Advised(report, Target())), "sharpen:40%");
  EXPECT_EQ(Steps(Advised(report, Size(3840, 2160))), "upscale:3");
}

// The size can be had, the sharpness cannot: said first, in words of photographers.
TEST(AdviseTest, WhatStaysSoftOrShakenIsInTheHeadline) {
  Report report = MakeReport(800, 800, {{"blur.sigma", 2.99}});
  Plan plan = Advised(report, Print("8x10in@300"));
  EXPECT_EQ(plan.verdict, PlanVerdict::kPlan);
  EXPECT_EQ(plan.headline, "Enlarge 3.8x, sharpen: stays soft");
  EXPECT_EQ(plan.risk, Risk::kHigh);
  EXPECT_THAT(plan.cautions.back().text, HasSubstr("The size can be reached"));
  SetValue(&report, "compression.jpeg_quality", 50.0);
  EXPECT_EQ(Advised(report, Print("8x10in@300")).headline, "Repair, enlarge 3.8x: stays soft");
  report = MakeReport(800, 800, {{"blur.sigma", 0.6}, {"blur.motion_length", 6.0}});
  plan = Advised(report, Print("8x10in@300"));
  EXPECT_EQ(plan.headline, "Enlarge 3.8x: stays shaken");
  EXPECT_EQ(Advised(MakeReport(800, 800, {{"blur.sigma", 1.9}}), Print("8x10in@300")).headline,
            "Enlarge 3.8x, sharpen: looks soft");
}

// Half of what the eye resolves at reading distance is 143 ppi: 300 ppi with edges of 2.1 px.
TEST(AdviseTest, AResultOfSoftEdgesIsCalledSoft) {
  const auto advised = [](double blur, const char* size) {
    return Advised(MakeReport(1000, 1000, {{"blur.sigma", blur}}), Print(size));
  };
  const Plan crisp = advised(0.4, "18x18in@300");
  EXPECT_EQ(crisp.headline, "Enlarge 5.4x");
  EXPECT_EQ(Text(crisp, "R-060r"), "");
  const Plan soft = advised(0.9, "18x18in@300");
  EXPECT_EQ(soft.headline, "Enlarge 5.4x: looks soft");
  EXPECT_THAT(Text(soft, "R-060r"), HasSubstr("about 3.2 px soft, limit 2.1 px"));
  EXPECT_EQ(soft.risk, crisp.risk);
  // A small enlargement of the same is not.
  EXPECT_EQ(Text(advised(0.9, "6x6in@300"), "R-060r"), "");
  // Where the source is soft at its own size that says it.
  EXPECT_EQ(Text(advised(2.5, "18x18in@300"), "R-060r"), "");
  EXPECT_NE(Text(advised(2.5, "18x18in@300"), "R-060p"), "");
  // Without an enlargement the blur is the source's own.
  EXPECT_EQ(Text(advised(1.9, "3x3in@300"), "R-060r"), "");
}

TEST(AdviseTest, TheHeadlineNamesTheWholeEnlargement) {
  EXPECT_EQ(Advised(MakeReport(1733, 1155), Print("16x20in@300")).headline, "Enlarge 4.2x");
}

TEST(AdviseTest, R05BCompressedDownloadIsRepairedFirstAndOnlyForALargerTarget) {
  const Report report = MakeReport(1080, 1080, {{"compression.jpeg_quality", 70.0}});
  EXPECT_EQ(Steps(Advised(report, Size(2160, 2160))), "restore:auto,upscale:2");
  EXPECT_EQ(Advised(report, Target()).verdict, PlanVerdict::kNothingToDo);
}

TEST(AdviseTest, R05C4KStaysUnlessATargetNeedsMore) {
  const Report sharp = MakeReport(3840, 2160);
  EXPECT_EQ(Advised(sharp, Target()).verdict, PlanVerdict::kNothingToDo);
  const Plan plan = Advised(sharp, *ParseDisplay("8k"));
  EXPECT_EQ(Steps(plan), "upscale:2");
  EXPECT_TRUE(Cautions(plan, "R-05C"));
}

TEST(AdviseTest, R035Sharp4KForTwelveInchesIsNothingToDo) {
  for (const FitMode fit : {FitMode::kFit, FitMode::kCover}) {
    const Plan plan = Advised(MakeReport(3840, 2160), Print("12x6.75in", fit));
    EXPECT_EQ(plan.verdict, PlanVerdict::kNothingToDo);
    EXPECT_TRUE(plan.steps.empty());
    EXPECT_NEAR(plan.ppi_before, 320.0, 1e-9);
    EXPECT_EQ(plan.headline, "Nothing to do");
    EXPECT_THAT(plan.why, HasSubstr("320 ppi is enough for 300 ppi"));
    EXPECT_EQ(plan.counterfactual, "Enlargement is not needed up to 12.8 in wide.");
  }
}

TEST(AdviseTest, TargetTooFarIsAnErrorThatSaysWhatIsPossible) {
  const absl::StatusOr<Plan> plan = Advise(MakeReport(100, 100), Size(10100, 10100));
  ASSERT_FALSE(plan.ok());
  EXPECT_EQ(plan.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(plan.status().message()), HasSubstr("at most 100x"));
  EXPECT_FALSE(Advise(Report(), Target()).ok());
  AdviceOptions options;
  options.max_pass_factor = 5.0;
  EXPECT_FALSE(Advise(MakeReport(10, 10), Target(), options).ok());
}

TEST(AdviseTest, PassesAreMadeOfTheScalesAtHand) {
  const Report report = MakeReport(1080, 1350);
  AdviceOptions options;
  options.capabilities.upscalers = {{2, 6.0, ""}, {4, 20.0, ""}};
  EXPECT_EQ(Steps(Advised(report, Print("8x10in@300"), options)), "upscale:4,resize:2400x3000");
  EXPECT_EQ(Steps(Advised(MakeReport(200, 200), Size(1200, 1200), options)),
            "upscale:4,upscale:2,resize:1200x1200");
  // The day a network for 3x is published, it is planned with.
  options.capabilities.upscalers.push_back({3, 12.0, ""});
  EXPECT_EQ(Steps(Advised(report, Print("8x10in@300"), options)), "upscale:3,resize:2400x3000");
  // None at all: said, and a plain resize, which adds no resolution.
  options.capabilities.upscalers.clear();
  const Plan plain = Advised(report, Print("8x10in@300"), options);
  EXPECT_EQ(Steps(plain), "resize:2400x3000");
  EXPECT_TRUE(Cautions(plain, "R-095"));
  EXPECT_FALSE(Cautions(plain, "R-095m"));
  options.capabilities.lacking = {"x4 cannot be used: x4.ssw is damaged"};
  EXPECT_THAT(Text(Advised(report, Print("8x10in@300"), options), "R-095m"), HasSubstr("x4.ssw"));
  EXPECT_EQ(plain.ppi_after, plain.ppi_before);
  for (const Step& step : plain.steps) EXPECT_FALSE(step.evidence.empty());
}

TEST(AdviseTest, AScreenIsNotTurned) {
  const Plan plan = Advised(MakeReport(2000, 3000), *ParseDisplay("fhd"));
  EXPECT_EQ(plan.target_width, 720);
  EXPECT_EQ(plan.target_height, 1080);
  // A paper is.
  EXPECT_EQ(Advised(MakeReport(2000, 3000), Print("30x20cm")).target_height, 3543);
}

// ---- decision table

TEST(AdviseTest, LargeButSoftIsSharpenedWithItsSizeKept) {
  const Plan plan = Advised(MakeReport(4000, 3000, {{"blur.sigma", 1.4}}), Target());
  EXPECT_EQ(Steps(plan), "sharpen:40%");
  EXPECT_EQ(plan.target_width, 4000);
  EXPECT_EQ(plan.headline, "Sharpen lightly");
  EXPECT_EQ(plan.risk, Risk::kLow);
}

TEST(AdviseTest, SmallNoisySoftGetsMoreThanAnEnlargement) {
  const Plan plan =
      Advised(MakeReport(800, 600, {{"noise.luma_sigma", 9.0}, {"blur.sigma", 1.3}}), Width(1600));
  EXPECT_EQ(Steps(plan), "restore:auto,upscale:2,sharpen:40%");
  EXPECT_LE(Words(plan.headline), 5) << plan.headline;
}

TEST(AdviseTest, BlurAndGrainAreJudgedAtTheTargetsSize) {
  const Report report = MakeReport(6000, 4000, {{"blur.sigma", 5.0}, {"noise.luma_sigma", 12.0}});
  EXPECT_EQ(Advised(report, Target()).verdict, PlanVerdict::kNotFixable);
  // Reduced to a twelfth it is crisp and clean.
  EXPECT_EQ(Steps(Advised(report, Width(480))), "downscale:0.08");
}

TEST(AdviseTest, EnlargedBeforeIsShrunkFirst) {
  const Report report =
      MakeReport(2000, 1500, {{"resolution.native_scale", 0.5}, {"blur.sigma", 0.9}});
  EXPECT_EQ(Steps(Advised(report, Size(4000, 3000))), "downscale:0.5,upscale:4");
  EXPECT_EQ(Advised(report, Size(4000, 3000)).headline, "Shrink, then enlarge 4x");
  // What the real detail covers needs no enlargement.
  EXPECT_EQ(Steps(Advised(report, Width(1000))), "downscale:0.5");
  // Without a target it is mentioned, not acted on.
  Report crisp = report;
  SetValue(&crisp, "blur.sigma", 0.65);
  for (Measurement& measurement : crisp.measurements) {
    if (measurement.id == "blur.sigma") measurement.low = 0.45;
  }
  const Plan plan = Advised(crisp, Target());
  EXPECT_EQ(plan.verdict, PlanVerdict::kNothingToDo);
  EXPECT_TRUE(Cautions(plan, "R-01A"));
}

TEST(AdviseTest, UncertainNativeScaleThrowsNothingAway) {
  Report report = MakeReport(2000, 1500, {{"resolution.native_scale", 0.7}});
  report.measurements.front().high = 1.02;
  EXPECT_EQ(Steps(Advised(report, Size(4000, 3000))), "upscale:2");
}

TEST(AdviseTest, CrispEdgesContradictAnOldEnlargement) {
  // Screenshots and patterns can look enlarged by their spectrum alone.
  const Report report =
      MakeReport(2000, 1500, {{"resolution.native_scale", 0.2}, {"blur.sigma", 0.3}});
  EXPECT_EQ(Steps(Advised(report, Size(4000, 3000))), "upscale:2");
  EXPECT_FALSE(Cautions(Advised(report, Target()), "R-01A"));
}

TEST(AdviseTest, GrainThatStaysIsTold) {
  const Plan fine = Advised(MakeReport(2000, 1500, {{"noise.luma_sigma", 3.2}}), Target());
  EXPECT_EQ(fine.verdict, PlanVerdict::kNothingToDo);
  EXPECT_THAT(Text(fine, "R-013v"), HasSubstr("3.2 levels"));
  EXPECT_FALSE(
      Cautions(Advised(MakeReport(2000, 1500, {{"noise.luma_sigma", 6.0}}), Target()), "R-013v"));
}

TEST(AdviseTest, WhereTheSizeStaysAStepMustBeNeededForSure) {
  Report report = MakeReport(2000, 1500, {{"noise.luma_sigma", 4.5}, {"blur.sigma", 1.1}});
  for (Measurement& measurement : report.measurements) {
    if (measurement.id == "noise.luma_sigma") measurement.low = 3.6;
    if (measurement.id == "blur.sigma") measurement.low = 0.48;
  }
  EXPECT_EQ(Advised(report, Target()).verdict, PlanVerdict::kNothingToDo);
  // Enlarging would make both worse.
  EXPECT_EQ(Steps(Advised(report, Size(4000, 3000))), "restore:auto,upscale:2,sharpen:40%");
}

TEST(AdviseTest, AShakenCamerasDoubleContoursAreNoHalos) {
  Report report = MakeReport(800, 800, {{"halo.affected", 40.0}});
  EXPECT_EQ(Steps(Advised(report, Target())), "restore:halo");
  SetWord(&report, "blur.kind", "motion");
  EXPECT_EQ(Steps(Advised(report, Target())), "");
}

// Letters with rims are drawn so; rims on most of all edges are a mask's.
TEST(AdviseTest, ScreensAreRelievedOfHalosOnMostOfTheirEdgesOnly) {
  Report screen = MakeReport(800, 800, {{"halo.affected", 90.0}, {"halo.oversharpened", 100.0}});
  SetWord(&screen, "content.kind", "text");
  EXPECT_EQ(Steps(Advised(screen, Target())), "restore:halo");
  EXPECT_EQ(Steps(Advised(screen, Size(1600, 1600))), "restore:halo,upscale:2");
  SetValue(&screen, "halo.affected", 40.0);
  EXPECT_EQ(Steps(Advised(screen, Target())), "");
}

TEST(AdviseTest, AllEdgesTogetherTellSharpeningUnlessGrainOrCompressionDisturbThem) {
  const Report report = MakeReport(800, 800, {{"halo.oversharpened", 97.0}});
  EXPECT_EQ(Steps(Advised(report, Target())), "restore:halo");
  EXPECT_EQ(Steps(Advised(MakeReport(800, 800, {{"halo.oversharpened", 70.0}}), Target())), "");
  Report grainy = report;
  SetValue(&grainy, "noise.luma_sigma", 5.0);
  SetWord(&grainy, "noise.kind", "white");
  const auto least = [&](double low) {
    for (Measurement& measurement : grainy.measurements) {
      if (measurement.id == "halo.oversharpened") measurement.low = low;
    }
    return Steps(Advised(grainy, Target()));
  };
  EXPECT_EQ(least(84.0), "restore:auto");
  // Edges that tell it for sure through grain: sharpening made that, of texture.
  EXPECT_EQ(least(86.0), "restore:halo");
  // What reads as coarse grain may be what sharpening made of texture.
  SetWord(&grainy, "noise.kind", "correlated");
  EXPECT_EQ(Steps(Advised(grainy, Target())), "restore:halo");
  Report compressed = report;
  SetValue(&compressed, "compression.jpeg_quality", 70.0);
  EXPECT_EQ(Steps(Advised(compressed, Target())), "");
  Report soft = report;
  SetValue(&soft, "blur.sigma", 1.05);
  EXPECT_EQ(Steps(Advised(soft, Target())), "sharpen:40%");
  Report drawn = report;
  SetWord(&drawn, "content.kind", "line-art");
  EXPECT_EQ(Steps(Advised(drawn, Target())), "");
}

TEST(AdviseTest, EachPassSaysWhyItIsThere) {
  const Plan plan = Advised(MakeReport(512, 512), Size(4096, 4096));
  ASSERT_EQ(Steps(plan), "upscale:4,upscale:2");
  EXPECT_THAT(plan.steps[0].evidence.front().text, HasSubstr("needs 8x"));
  EXPECT_THAT(plan.steps[1].evidence.front().text, HasSubstr("2x of 8x is left to make"));
  EXPECT_THAT(plan.why, HasSubstr("2x of 8x is left to make"));
}

TEST(AdviseTest, SmallResultsAreMadeInAllOrientations) {
  AdviceOptions options;
  const auto seconds = [&](int side) {
    const absl::StatusOr<Plan> plan =
        Advise(MakeReport(side, side), Size(2 * side, 2 * side), options);
    EXPECT_TRUE(plan.ok()) << plan.status();
    return plan->predicted.seconds;
  };
  const double small = seconds(500);
  const double large = seconds(600);
  options.capabilities.all_ways_mp = 1.0;
  EXPECT_GT(seconds(500), small + 1.0);
  EXPECT_EQ(seconds(600), large);
}

TEST(AdviseTest, CleanPicturesTakeLongerWhereTheirNetworkIsWider) {
  const auto seconds = [](double noise, bool wide) {
    AdviceOptions options;
    if (wide) options.capabilities.upscalers[0].own_rates = {{1.0, 97.0, 1.0}};
    const absl::StatusOr<Plan> plan =
        Advise(MakeReport(2000, 2000, {{"noise.luma_sigma", noise}}), Size(4000, 4000), options);
    EXPECT_TRUE(plan.ok()) << plan.status();
    return plan->predicted.seconds;
  };
  EXPECT_GT(seconds(0.5, true), 3.0 * seconds(0.5, false));
  EXPECT_EQ(seconds(1.5, true), seconds(1.5, false));
}

TEST(AdviseTest, ARepairInTwoWaysCostsASecondPass) {
  const auto seconds = [](const Report& report) {
    const Plan plan = Advised(report, Size(8000, 6000));
    EXPECT_EQ(Steps(plan), "restore:auto,upscale:2");
    return plan.predicted.seconds;
  };
  Report noisy = MakeReport(4000, 3000, {{"noise.luma_sigma", 5.0}});
  SetWord(&noisy, "noise.kind", "white");
  const Report compressed = MakeReport(4000, 3000, {{"compression.jpeg_quality", 70.0}});
  const Capabilities rates;
  const double cores = rates.cores / 2.0;
  // One more enlargement, and the repair that the upscaler does alone where there is no noise; a
  // quarter more than the networks alone would take.
  const double more = 1.25 * (48.0 / (rates.upscalers[0].mp_per_s * cores) +
                              12.0 / (rates.restore_mp_per_s * cores));
  EXPECT_NEAR(seconds(noisy) - seconds(compressed), more, 0.1 * more);
}

TEST(AdviseTest, HalosAreTakenAwayBeforeANetworkEnlarges) {
  const Plan plan = Advised(MakeReport(800, 800, {{"halo.affected", 40.0}}), Size(1600, 1600));
  EXPECT_EQ(Steps(plan), "restore:halo,upscale:2");
  EXPECT_TRUE(Cautions(plan, "R-045"));
  EXPECT_EQ(plan.risk, Risk::kMedium);
  EXPECT_EQ(Advised(MakeReport(800, 800), Size(1600, 1600)).risk, Risk::kLow);
}

TEST(AdviseTest, WhatItWouldTakeToSharpenIsSaidWithTheInterval) {
  Report report = MakeReport(2000, 1500, {{"blur.sigma", 0.81}});
  for (Measurement& measurement : report.measurements) {
    if (measurement.id != "blur.sigma") continue;
    measurement.low = 0.45;
    measurement.high = 1.17;
  }
  const Plan doubtful = Advised(report, Target());
  EXPECT_TRUE(doubtful.steps.empty());
  EXPECT_EQ(doubtful.counterfactual,
            "Blur 0.81 px, 0.45 to 1.17 px with 90 % certainty: deblurring or sharpening would be "
            "advised if all "
            "of it lay above 0.5 px.");
  EXPECT_EQ(Advised(MakeReport(2000, 1500, {{"blur.sigma", 1.2}}), Target()).counterfactual,
            "Below a blur of 0.65 px no sharpening would be advised.");
}

// The panels of a facade, without an edge to measure on, have the spectrum of a shaken camera.
TEST(AdviseTest, MotionThatNoEdgeShowsIsNotBeyondRepair) {
  Report report = MakeReport(2000, 1300, {{"blur.motion_length", 20.8}});
  SetWord(&report, "blur.kind", "motion");
  EXPECT_EQ(Advised(report, Target()).verdict, PlanVerdict::kNotFixable);
  SetUnknown(&report, "blur.sigma", "too few clear edges to measure on");
  EXPECT_EQ(Advised(report, Target()).verdict, PlanVerdict::kNothingToDo);
}

TEST(AdviseTest, ColourTextureWhereThereIsNoNoiseIsNotRepaired) {
  Report report = MakeReport(800, 800, {{"noise.chroma_sigma", 6.0}});
  EXPECT_EQ(Steps(Advised(report, Size(1600, 1600))), "restore:auto,upscale:2");
  SetWord(&report, "noise.kind", "none");
  EXPECT_EQ(Steps(Advised(report, Size(1600, 1600))), "upscale:2");
  EXPECT_EQ(Steps(Advised(report, Target())), "");
}

TEST(AdviseTest, CoarseGrainOfACompressedPictureIsItsTexture) {
  Report report = MakeReport(800, 800, {{"noise.luma_sigma", 7.0}});
  SetWord(&report, "noise.kind", "correlated");
  EXPECT_EQ(Steps(Advised(report, Target())), "restore:auto");
  SetValue(&report, "compression.blockiness", 1.5);
  EXPECT_EQ(Steps(Advised(report, Target())), "");
}

TEST(AdviseTest, BlurSigma8IsNotFixableAnd1Point2Is) {
  const Plan gone = Advised(MakeReport(2000, 1500, {{"blur.sigma", 8.0}}), Target());
  EXPECT_EQ(gone.verdict, PlanVerdict::kNotFixable);
  EXPECT_TRUE(gone.steps.empty());
  EXPECT_EQ(gone.headline, "Too blurred to repair");
  EXPECT_THAT(Text(gone, "R-060"), HasSubstr("8.0 px"));
  EXPECT_NE(Advised(MakeReport(2000, 1500, {{"blur.sigma", 1.2}}), Target()).verdict,
            PlanVerdict::kNotFixable);
}

TEST(AdviseTest, SmallFacesAndTextOnlyMatterWhereThePictureIsWorkedOn) {
  const Report face = MakeReport(2000, 1500, {{"content.face_min_width", 6.0}});
  EXPECT_EQ(Advised(face, Target()).verdict, PlanVerdict::kNothingToDo);
  const Plan plan = Advised(face, Width(4000));
  EXPECT_EQ(plan.verdict, PlanVerdict::kNotFixable);
  EXPECT_EQ(plan.headline, "Faces too small to recover");
  Report page = MakeReport(2000, 1500, {{"content.text_x_height", 4.0}});
  SetWord(&page, "content.kind", "text");
  EXPECT_EQ(Advised(page, Width(4000)).headline, "Text too small to recover");
  // A photograph is more than the letters in it.
  SetWord(&page, "content.kind", "photo");
  const Plan street = Advised(page, Width(4000));
  EXPECT_EQ(Steps(street), "upscale:2");
  EXPECT_TRUE(Cautions(street, "R-062t"));
  EXPECT_GT(street.risk, Risk::kLow);
  // A repair at the picture's own size invents neither.
  EXPECT_EQ(Steps(Advised(
                MakeReport(2000, 1500, {{"content.text_x_height", 4.0}, {"noise.luma_sigma", 6.0}}),
                Target())),
            "restore:auto");
}

TEST(AdviseTest, ASharpenedPictureIsNotSharpenedAgain) {
  const Plan plan =
      Advised(MakeReport(3000, 2000, {{"blur.sigma", 1.4}, {"halo.overshoot", 9.0}}), Target());
  EXPECT_FALSE(Has(plan, StepKind::kSharpen));
  EXPECT_TRUE(Cautions(plan, "R-092"));
  // Crests beside soft edges, which all edges together do not take for sharpening.
  const Plan soft = Advised(
      MakeReport(
          3000, 2000, {{"blur.sigma", 1.4}, {"halo.overshoot", 9.0}, {"halo.oversharpened", 2.0}}),
      Target());
  EXPECT_TRUE(Has(soft, StepKind::kSharpen));
  EXPECT_FALSE(Cautions(soft, "R-092"));
}

TEST(AdviseTest, UnknownTriggersNothingAndIsMentioned) {
  Report report = MakeReport(1000, 800);
  SetUnknown(&report, "blur.sigma", "no edges to measure on");
  SetUnknown(&report, "noise.luma_sigma", "no flat area");
  SetUnknown(&report, "halo.overshoot", "no edges to measure on");
  SetUnknown(&report, "resolution.native_scale", "too small");
  const Plan plan = Advised(report, Width(2000));
  EXPECT_EQ(Steps(plan), "upscale:2");
  EXPECT_THAT(Text(plan, "U-blur"), HasSubstr("no edges to measure on"));
  EXPECT_TRUE(Cautions(plan, "U-noise"));
  EXPECT_TRUE(Cautions(plan, "U-native"));
  Report empty;
  empty.width = 1;
  empty.height = 1;
  EXPECT_EQ(Advised(empty, Target()).verdict, PlanVerdict::kNothingToDo);
}

TEST(AdviseTest, ASecondRunPlansNothing) {
  const Report source = MakeReport(500, 400, {{"blur.sigma", 1.3}, {"noise.luma_sigma", 5.0}});
  const Target target = Size(2000, 1600);
  const Plan first = Advised(source, target);
  EXPECT_EQ(Steps(first), "restore:auto,upscale:4,sharpen:40%");
  // The result still measures soft and, rightly, as enlarged.
  const Report result =
      MakeReport(2000, 1600, {{"blur.sigma", 1.9}, {"resolution.native_scale", 0.3}});
  AdviceOptions options;
  options.history = HistoryOf(first);
  const Plan second = Advised(result, target, options);
  EXPECT_EQ(second.verdict, PlanVerdict::kNothingToDo);
  EXPECT_THAT(Text(second, "M19"), HasSubstr("upscale 4x"));
  // Without the history it would have been worked on again.
  EXPECT_EQ(Advised(result, target).verdict, PlanVerdict::kPlan);
  // A larger target is still met, with the advice to go back to the original.
  const Plan larger = Advised(result, Size(4000, 3200), options);
  EXPECT_THAT(Text(larger, "R-096"), HasSubstr("enlarging an enlargement"));
  const Report native = MakeReport(2000, 1600, {{"blur.sigma", 1.9}});
  EXPECT_EQ(larger.risk, Higher(Advised(native, Size(4000, 3200)).risk));
}

TEST(AdviseTest, WhatWasMadeSmallerIsNoEnlargement) {
  const Plan smaller = Advised(MakeReport(1600, 1200, {{"blur.sigma", 0.5}}), Size(400, 300));
  ASSERT_EQ(Steps(smaller), "downscale:0.25");
  AdviceOptions options;
  options.history = HistoryOf(smaller);
  options.history->source_width = 1600;
  options.history->source_height = 1200;
  const Report result = MakeReport(400, 300, {{"blur.sigma", 0.5}});
  const std::string text = Text(Advised(result, Size(1200, 900), options), "R-096");
  EXPECT_THAT(text, HasSubstr("taken away"));
  EXPECT_THAT(text, Not(HasSubstr("enlarging an enlargement")));
}

TEST(AdviseTest, APrintKeepsThePixelsItHasAndTagsThem) {
  const Plan plan =
      Advised(MakeReport(4800, 3200, {{"blur.sigma", 1.9}}), Print("8x12in", FitMode::kFit));
  EXPECT_EQ(Steps(plan), "sharpen:40%");
  EXPECT_EQ(plan.target_width, 4800);
  ASSERT_TRUE(Has(plan, StepKind::kExport));
  EXPECT_NEAR(plan.steps.back().ppi, 400.0, 1e-9);
}

TEST(AdviseTest, ALargePrintIsLookedAtFromFarther) {
  const Plan plan = Advised(MakeReport(6000, 4000), Print("24x36in"));
  EXPECT_EQ(Steps(plan), "upscale:2,resize:10800x7200");
  EXPECT_THAT(plan.counterfactual, HasSubstr("from 65 in, 167 ppi is enough"));
}

TEST(AdviseTest, CoveringCropsEvenWhereNothingIsEnlarged) {
  const Plan plan = Advised(MakeReport(6000, 4000), Print("8x10in"));
  EXPECT_EQ(Steps(plan), "resize:5000x4000");
  EXPECT_THAT(plan.steps.front().evidence.front().text, HasSubstr("cuts 16.7 %"));
  EXPECT_EQ(plan.headline, "Crop to shape");
}

TEST(AdviseTest, PredictsSizeTimeAndMemory) {
  Report jpeg = MakeReport(1000, 1000, {{"compression.jpeg_quality", 90.0}});
  jpeg.source.container = Container::kJpeg;
  jpeg.source.file_bytes = 1000000;
  const Plan plan = Advised(jpeg, Size(4000, 4000));
  // Measured with the Kodak set: x7.2 for 4x at the same quality, not x16; 92 instead of 90
  // adds an eighth.
  EXPECT_NEAR(plan.predicted.bytes, 8.0e6, 0.5e6);
  EXPECT_LT(plan.predicted.bytes_low, plan.predicted.bytes);
  EXPECT_GT(plan.predicted.bytes_high, plan.predicted.bytes);
  EXPECT_GT(plan.predicted.seconds, 16.0 / 20.0);
  EXPECT_LT(plan.predicted.seconds, 10.0);
  EXPECT_GT(plan.predicted.memory_bytes, 100e6);
  // The networks' share falls with the cores.
  AdviceOptions many;
  many.capabilities.cores = 16;
  const absl::StatusOr<Plan> fast = Advise(jpeg, Size(4000, 4000), many);
  ASSERT_TRUE(fast.ok()) << fast.status();
  EXPECT_LT(fast->predicted.seconds, plan.predicted.seconds - 0.6);
  EXPECT_EQ(fast->predicted.cores, 16);
  // A sharpening network takes longer than an unsharp mask.
  const Report soft = MakeReport(3000, 2000, {{"blur.sigma", 1.2}});
  AdviceOptions network;
  network.capabilities.sharpen_mp_per_s = 4.0;
  EXPECT_GT(Advise(soft, Target(), network)->predicted.seconds,
            Advised(soft, Target()).predicted.seconds + 1.0);
}

TEST(AdviseTest, ANarrowBlurIsTakenAwayAfterAFirstEnlargementByTwo) {
  AdviceOptions network;
  network.capabilities.sharpen_mp_per_s = 4.0;
  const Report soft = MakeReport(1000, 800, {{"blur.sigma", 0.8}});
  const auto advised = [&](int width, int height) {
    const Plan plan = Advised(soft, Size(width, height), network);
    for (const LintFinding& finding : Lint(plan.steps, &soft, &plan.target)) {
      EXPECT_EQ(finding.rule, "R-093") << finding.text;  // that 8x is much, whatever the steps
    }
    return plan;
  };
  const Plan twice = advised(2000, 1600);
  EXPECT_EQ(Steps(twice), "upscale:2,restore:blur");
  EXPECT_EQ(twice.headline, "Enlarge 2x, then deblur");
  EXPECT_TRUE(Cites(twice, StepKind::kRestore, "R-033"));
  EXPECT_NE(twice.steps[1].evidence[0].text.find("0.80 px in the source, limit 0.4 px"),
            std::string::npos)
      << twice.steps[1].evidence[0].text;
  EXPECT_EQ(Steps(advised(1500, 1200)), "upscale:2,restore:blur,resize:1500x1200");
  EXPECT_EQ(Steps(advised(3000, 2400)), "upscale:2,restore:blur,upscale:2,resize:3000x2400");
  const Plan four = advised(4000, 3200);
  EXPECT_EQ(Steps(four), "upscale:2,restore:blur,upscale:2");
  EXPECT_DOUBLE_EQ(four.factor_product, 4.0);
  EXPECT_NE(four.steps[2].evidence[0].text.find("Pass 2 of 2: the first makes 2x"),
            std::string::npos)
      << four.steps[2].evidence[0].text;
  EXPECT_EQ(Steps(advised(8000, 6400)), "upscale:2,restore:blur,upscale:4");
  // Too wide for that, and without a network that makes 2x: before.
  const Report wider = MakeReport(1000, 800, {{"blur.sigma", 1.1}});
  EXPECT_EQ(Steps(Advised(wider, Size(2000, 1600), network)), "restore:blur,upscale:2");
  network.capabilities.upscalers = {{4, 20.0, ""}};
  EXPECT_EQ(Steps(Advised(soft, Size(4000, 3200), network)), "restore:blur,upscale:4");
}

TEST(AdviseTest, ASoftSourceIsDeblurredBeforeItIsEnlarged) {
  AdviceOptions network;
  network.capabilities.sharpen_mp_per_s = 4.0;
  const auto steps = [&](const Report& report, const Target& target) {
    return Steps(Advised(report, target, network));
  };
  const Report soft = MakeReport(1000, 800, {{"blur.sigma", 1.4}});
  const Plan plan = Advised(soft, Size(4000, 3200), network);
  EXPECT_EQ(Steps(plan), "restore:blur,upscale:4");
  EXPECT_EQ(plan.headline, "Deblur, then enlarge 4x");
  EXPECT_TRUE(Lint(plan.steps, &soft, &plan.target).empty());
  EXPECT_TRUE(Cites(plan, StepKind::kRestore, "R-033"));
  // So it is at its own size. Without a network it is sharpened, after the enlargement.
  const Plan own = Advised(soft, Target(), network);
  EXPECT_EQ(Steps(own), "restore:blur");
  EXPECT_EQ(own.headline, "Sharpen by deblurring");
  EXPECT_TRUE(Cites(own, StepKind::kRestore, "R-033s"));
  EXPECT_EQ(Steps(Advised(soft, Target())), "sharpen:40%");
  EXPECT_EQ(Steps(Advised(soft, Size(4000, 3200))), "upscale:4,sharpen:40%");
  EXPECT_EQ(steps(MakeReport(1000, 800, {{"blur.sigma", 0.38}}), Size(4000, 3200)), "upscale:4");
  // A reduction takes blur away by itself.
  EXPECT_EQ(steps(soft, Size(300, 240)), "downscale:0.3");
  // What the network does not reach, and what is no blur of a lens; and beside another repair.
  EXPECT_EQ(steps(MakeReport(1000, 800, {{"blur.sigma", 2.2}}), Size(4000, 3200)),
            "upscale:4,sharpen:40%");
  Report shaken = soft;
  SetWord(&shaken, "blur.kind", "motion");
  EXPECT_EQ(steps(shaken, Size(4000, 3200)), "upscale:4,sharpen:40%");
  EXPECT_EQ(steps(MakeReport(1000, 800, {{"blur.sigma", 1.4}, {"noise.luma_sigma", 6.0}}),
                  Size(4000, 3200)),
            "restore:auto,upscale:4,sharpen:40%");
  // Nor what would come back as texture, though it calls for no repair at its own size.
  const Report grainy = MakeReport(
      1000, 800, {{"blur.sigma", 1.4}, {"noise.luma_sigma", 3.9}, {"noise.chroma_sigma", 3.8}});
  EXPECT_EQ(steps(grainy, Target()), "sharpen:40%");
  EXPECT_EQ(steps(MakeReport(1000, 800, {{"blur.sigma", 1.4}, {"compression.jpeg_quality", 68.0}}),
                  Target()),
            "sharpen:40%");
}

TEST(AdviseTest, PredictsTheFileThatWillBeWritten) {
  const Report png = MakeReport(1000, 1000);
  AdviceOptions options;
  const int64_t same = Advise(png, Size(2000, 2000), options)->predicted.bytes;
  options.output.format = "jpeg";
  const absl::StatusOr<Plan> jpeg = Advise(png, Size(2000, 2000), options);
  ASSERT_TRUE(jpeg.ok()) << jpeg.status();
  EXPECT_LT(jpeg->predicted.bytes, same / 2);
  // The user's own quality counts.
  AdviceOptions coarse = options;
  coarse.output.quality = 50;
  EXPECT_LT(Advise(png, Size(2000, 2000), coarse)->predicted.bytes, jpeg->predicted.bytes / 2);
  // Windows and letters are little as PNG (0.66 bits per px here) and much as JPEG; measured on
  // 1920 x 2501 px reduced to 1280: 62 to 314 kB.
  Report screen = MakeReport(1920, 2501);
  SetWord(&screen, "content.kind", "screenshot");
  screen.source.file_bytes = 396678;
  const absl::StatusOr<Plan> window = Advise(screen, Size(1280, 1667), options);
  ASSERT_TRUE(window.ok()) << window.status();
  EXPECT_LT(window->predicted.bytes_low, 200'000);
  EXPECT_GT(window->predicted.bytes_high, 200'000);
  // Noise that is taken away takes its bytes with it.
  Report noisy = MakeReport(1000, 1000, {{"noise.luma_sigma", 8.0}});
  SetWord(&noisy, "noise.kind", "white");
  const absl::StatusOr<Plan> repaired = Advise(noisy, Size(2000, 2000), options);
  ASSERT_TRUE(repaired.ok()) << repaired.status();
  EXPECT_LT(repaired->predicted.bytes, jpeg->predicted.bytes / 2);
}

TEST(AdviseTest, AnEarlierSavingCountsHoweverFineTheLast) {
  Report twice = MakeReport(800, 800, {{"compression.jpeg_quality", 92.0}});
  SetValue(&twice, "compression.first_quality", 30.0);
  EXPECT_EQ(*WorstJpegQuality(twice), 30.0);
  const Plan plan = Advised(twice, Target());
  ASSERT_FALSE(plan.steps.empty());
  EXPECT_EQ(plan.steps.front().kind, StepKind::kRestore);
  EXPECT_EQ(plan.steps.front().evidence.front().rule, "R-014g");
  EXPECT_THAT(plan.steps.front().evidence.front().text, HasSubstr("first at quality 30"));
  // A first saving that was fine is no damage.
  SetValue(&twice, "compression.first_quality", 85.0);
  EXPECT_EQ(Advised(twice, Target()).verdict, PlanVerdict::kNothingToDo);
  SetUnknown(&twice, "compression.first_quality", "no trace");
  EXPECT_EQ(*WorstJpegQuality(twice), 92.0);
  EXPECT_FALSE(WorstJpegQuality(MakeReport(800, 800)).has_value());
}

TEST(AdviseTest, WhyTextAndLineArtWantMorePpiIsSaid) {
  Report report = MakeReport(600, 600);
  SetWord(&report, "content.kind", "screenshot");
  EXPECT_THAT(Text(Advised(report, Print("4x4in")), "R-05T"),
              HasSubstr("Taken for a screenshot or drawing: 600 ppi"));
  EXPECT_EQ(Text(Advised(report, Print("4x4in@300")), "R-05T"), "");
  SetWord(&report, "content.kind", "photo");
  EXPECT_EQ(Text(Advised(report, Print("4x4in")), "R-05T"), "");
}

// A gray PNG has a third of the samples; the lower eight bits of sixteen are noise to a compressor.
TEST(AdviseTest, GrayAndDeepFilesArePredictedByTheirSamples) {
  const auto predicted = [](int channels, int bits) {
    Report report = MakeReport(1000, 1000);
    report.source.container = Container::kPng;
    report.source.file_bytes = static_cast<uint64_t>(500'000) * channels;
    report.source.bits_per_sample = bits;
    report.channels = channels;
    return Advised(report, Size(2000, 2000)).predicted;
  };
  const auto colour = static_cast<double>(predicted(3, 8).bytes);
  EXPECT_NEAR(3.0 * static_cast<double>(predicted(1, 8).bytes), colour, 0.01 * colour);
  // 4 megapixels of 12.5 bits a sample.
  EXPECT_EQ(predicted(1, 16).bytes, 6'250'000);
  EXPECT_EQ(predicted(3, 16).bytes, 18'750'000);
}

TEST(AdviseTest, WithoutANetworkNothingIsCalledPredicted) {
  AdviceOptions none;
  none.capabilities.upscalers.clear();
  const absl::StatusOr<Plan> plan = Advise(MakeReport(500, 500), Size(2000, 2000), none);
  ASSERT_TRUE(plan.ok()) << plan.status();
  EXPECT_EQ(Text(*plan, "R-05H"), "");
  EXPECT_THAT(Text(*plan, "R-095"), HasSubstr("plain resize"));
  EXPECT_THAT(plan->why, Not(HasSubstr("after enlarging there are")));
}

// ---- every rule of the table

// A case in which the rule, and nothing else of its effect, decides.
struct RuleCase {
  Report report;
  Target target;
};

double Over(const Rule& rule) {
  return rule.above ? rule.threshold * 1.05 + (rule.threshold == 0.0 ? 1.0 : 0.0)
                    : rule.threshold * 0.95;
}

double Under(const Rule& rule) {
  return rule.above ? rule.threshold * 0.95 : rule.threshold * 1.05;
}

RuleCase CaseWith(const Rule& rule, double value) {
  RuleCase result;
  const bool enlarging = rule.when == RuleWhen::kEnlarging;
  result.report = MakeReport(1000, 1000);
  if (rule.content == RuleContent::kScreen) SetWord(&result.report, "content.kind", "text");
  if (enlarging) result.target = Size(2000, 2000);
  if (rule.metric == "target.factor") {
    const int side = static_cast<int>(std::lround(1000.0 * value));
    result.target = Size(side, side);
  } else if (rule.metric == "target.megapixels") {
    const int side = static_cast<int>(std::lround(1000.0 * std::sqrt(value)));
    result.target = Size(side, side);
  } else if (rule.metric == "target.mismatch") {
    const int side = 1000 + static_cast<int>(value);
    result.target = Size(side, side);
  } else if (rule.metric == "target.ppi") {
    // A print so large that it needs an enlargement, or none.
    if (value > 0.0) result.target = Print("8x8in@300");
    if (value <= 0.0) result.target = Size(2400, 2400);
  } else if (rule.metric == "target.max_bytes") {
    result.target = Size(2000, 2000);
    if (value > 0.0) result.target.max_bytes = 100000;
  } else if (rule.metric == "result.blur") {
    // 0.95 px come out as 0.6 px of the source: 4x of that is soft.
    result.target = Size(4000, 4000);
    SetValue(&result.report, "blur.sigma", value > rule.threshold ? 0.95 : 0.4);
  } else {
    SetValue(&result.report, std::string(rule.metric), value);
  }
  return result;
}

StepKind KindOf(RuleEffect effect) {
  switch (effect) {
    case RuleEffect::kShrinkToNative:
      return StepKind::kDownscale;
    case RuleEffect::kRestore:
    case RuleEffect::kRepairHalos:
    case RuleEffect::kDeblur:
      return StepKind::kRestore;
    case RuleEffect::kUpscale:
      return StepKind::kUpscale;
    case RuleEffect::kResize:
      return StepKind::kResize;
    case RuleEffect::kSharpen:
      return StepKind::kSharpen;
    default:
      return StepKind::kExport;
  }
}

class RuleTest : public testing::TestWithParam<size_t> {};

TEST_P(RuleTest, DecidesByItsThreshold) {
  const Rule& rule = RuleTable()[GetParam()];
  const RuleCase with = CaseWith(rule, Over(rule));
  const RuleCase without = CaseWith(rule, Under(rule));
  AdviceOptions options;
  // Only a network deblurs; without it the result is sharpened.
  if (rule.effect == RuleEffect::kDeblur) options.capabilities.sharpen_mp_per_s = 4.0;
  const Plan over = Advised(with.report, with.target, options);
  const Plan under = Advised(without.report, without.target, options);
  switch (rule.effect) {
    case RuleEffect::kNotFixable:
      EXPECT_EQ(over.verdict, PlanVerdict::kNotFixable);
      EXPECT_TRUE(Cautions(over, rule.id));
      EXPECT_NE(under.verdict, PlanVerdict::kNotFixable);
      return;
    case RuleEffect::kCaution:
    case RuleEffect::kRaiseRisk:
      EXPECT_TRUE(Cautions(over, rule.id));
      EXPECT_FALSE(Cautions(under, rule.id));
      if (rule.effect == RuleEffect::kRaiseRisk && over.verdict == PlanVerdict::kPlan) {
        EXPECT_GT(over.risk, Risk::kLow);
      }
      return;
    default:
      break;
  }
  const StepKind kind = KindOf(rule.effect);
  EXPECT_TRUE(Cites(over, kind, rule.id)) << over.why;
  EXPECT_FALSE(Has(under, kind)) << under.why;
  for (const Plan* plan : {&over, &under}) {
    for (const Step& step : plan->steps) {
      ASSERT_FALSE(step.evidence.empty()) << StepKindName(step.kind);
      for (const Evidence& evidence : step.evidence) {
        EXPECT_NE(FindRule(evidence.rule), nullptr) << evidence.rule;
        EXPECT_TRUE(evidence.value.has_value());
        EXPECT_TRUE(evidence.threshold.has_value());
        EXPECT_THAT(evidence.text, Not(testing::IsEmpty()));
      }
    }
    EXPECT_LE(Words(plan->headline), 5) << plan->headline;
  }
}

std::string RuleName(const testing::TestParamInfo<size_t>& info) {
  std::string name(RuleTable()[info.param].id);
  for (char& c : name) c = c == '-' ? '_' : c;
  return name;
}

INSTANTIATE_TEST_SUITE_P(Table, RuleTest, testing::Range(size_t{0}, RuleTable().size()), RuleName);

TEST(RuleTableTest, IdsAreUniqueAndSentencesHoldTheirNumbers) {
  std::vector<std::string> ids;
  for (const Rule& rule : RuleTable()) ids.emplace_back(rule.id);
  for (const Remark& remark : RemarkTable()) ids.emplace_back(remark.id);
  for (const MissedMetric& missed : MissedMetricTable()) ids.emplace_back(missed.id);
  std::sort(ids.begin(), ids.end());
  EXPECT_EQ(std::adjacent_find(ids.begin(), ids.end()), ids.end());
  for (const Rule& rule : RuleTable()) {
    const std::string text = RuleText(rule, 1234.5);
    EXPECT_THAT(text, Not(HasSubstr("{"))) << rule.id;
    EXPECT_FALSE(rule.source.empty()) << rule.id;
  }
  EXPECT_FALSE(RuleHolds(RuleTable()[0], std::nan("")));
}

// ---- sharpening

TEST(SharpeningTest, StrengthFallsWithTheRadiusInsideTheBand) {
  SharpeningNeed need;
  need.blur_sigma = 1.5;
  EXPECT_NEAR(AdviseSharpening(need).strength, 0.48, 0.011);
  need.blur_sigma = 2.0;
  EXPECT_NEAR(AdviseSharpening(need).strength, 0.34, 0.011);
  need.blur_sigma = 3.0;
  EXPECT_NEAR(AdviseSharpening(need).strength, 0.30, 1e-9);
  need.blur_sigma = 0.7;
  EXPECT_LE(AdviseSharpening(need).strength, 0.50);
}

TEST(SharpeningTest, HaloCeilingIsKept) {
  for (double sigma : {0.5, 1.0, 2.0}) {
    for (double halo : {0.0, 2.0, 4.5, 5.0, 9.0}) {
      SharpeningNeed need;
      need.blur_sigma = sigma;
      need.print_ppi = 600.0;  // a radius wider than the blur overshoots
      need.halo = halo;
      const OutputSharpening advised = AdviseSharpening(need);
      if (halo >= 5.0) {
        EXPECT_EQ(advised.strength, 0.0);
      } else if (advised.strength > 0.0) {
        EXPECT_LE(halo + advised.overshoot, 5.0 + 1e-6);
      }
    }
  }
}

TEST(SharpeningTest, OvershootGrowsWithStrengthAndIsKnownForAWideMask) {
  EXPECT_EQ(UnsharpOvershoot(0.0, 1.0, 1.0), 0.0);
  EXPECT_GT(UnsharpOvershoot(0.5, 1.0, 1.0), UnsharpOvershoot(0.3, 1.0, 1.0));
  // Far wider than the edge, half of the mask stands beyond it: s / 2.
  EXPECT_NEAR(UnsharpOvershoot(1.0, 500.0, 0.5), 50.0, 1.0);
}

}  // namespace
}  // namespace sharpscale
