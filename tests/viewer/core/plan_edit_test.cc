// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/plan_edit.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace sharpscale::viewer {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

Report Picture(int width = 1200, int height = 900) {
  Report report;
  report.width = width;
  report.height = height;
  report.channels = 3;
  return report;
}

// restore:auto,upscale:4,sharpen:40%,export:jpeg:92 of a 1200 x 900 px picture.
Plan Advised() {
  Plan plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.steps = *ParseSteps("restore:auto,upscale:4,sharpen:40%,export:jpeg:92");
  for (Step& step : plan.steps) {
    step.width = step.kind == StepKind::kRestore ? 1200 : 4800;
    step.height = step.kind == StepKind::kRestore ? 900 : 3600;
    step.evidence.push_back({"R-000", "", std::nullopt, std::nullopt, "", "Because."});
  }
  plan.factor_product = 4.0;
  plan.target_width = 4800;
  plan.target_height = 3600;
  plan.risk = Risk::kHigh;
  plan.cautions = {{"R-058", "More than 2x."}};
  return plan;
}

EditedPlan Edited(const std::vector<PlanStep>& steps, const Target& target = {}) {
  absl::StatusOr<EditedPlan> plan = PlanOfEdits(Advised(), steps, target, Picture(), {});
  EXPECT_TRUE(plan.ok()) << plan.status().message();
  return plan.ok() ? *plan : EditedPlan();
}

TEST(PlanEditTest, UneditedStepsAreTheAdvice) {
  const std::vector<PlanStep> steps = AdvisedSteps(Advised());
  EXPECT_EQ(CountChanges(Advised(), steps), 0);
  const EditedPlan edited = Edited(steps);
  EXPECT_EQ(StepsToString(edited.plan.steps), StepsToString(Advised().steps));
  EXPECT_THAT(edited.origin, ElementsAre(0, 1, 2, 3));
  EXPECT_TRUE(edited.lint.empty());
  EXPECT_EQ(edited.plan.risk, Advised().risk);
  EXPECT_EQ(edited.plan.cautions.size(), 1u);
  EXPECT_EQ(edited.plan.headline, "Repair, enlarge 4x, then sharpen");
}

// An own step adds a word; the advice keeps its own words and the factor that it reaches.
TEST(PlanEditTest, AnOwnStepKeepsTheWordsOfTheAdvice) {
  Plan advised = Advised();
  advised.headline = "Remove noise, then enlarge 2.4x";
  advised.steps = *ParseSteps("restore:auto,upscale:4,resize:2880x2160");
  advised.target_width = 2880;
  advised.target_height = 2160;
  Target target;
  target.width = 2880;
  target.height = 2160;
  std::vector<PlanStep> steps = AdvisedSteps(advised);
  const auto headline = [&] {
    const absl::StatusOr<EditedPlan> plan = PlanOfEdits(advised, steps, target, Picture(), {});
    return plan.ok() ? plan->plan.headline : std::string(plan.status().message());
  };
  steps.push_back({NewStep(StepKind::kSharpen, {}), true, -1});
  EXPECT_EQ(headline(), "Remove noise, enlarge 2.4x, then sharpen");
  steps[0].step.strength = 0.3;  // no longer what the advice spoke of
  EXPECT_EQ(headline(), "Repair, enlarge 2.4x, then sharpen");
}

// What the advice does itself is not held against the user; what the user breaks is.
TEST(PlanEditTest, LintIsOfTheUsersOwnFaults) {
  Plan advised = Advised();
  advised.steps = *ParseSteps("sharpen:40%,upscale:4");
  std::vector<PlanStep> steps = AdvisedSteps(advised);
  const auto lint = [&](const Plan& advice) {
    const absl::StatusOr<EditedPlan> plan = PlanOfEdits(advice, steps, {}, Picture(), {});
    return plan.ok() ? plan->lint.size() : size_t{99};
  };
  EXPECT_EQ(lint(advised), 0u);
  Plan other = advised;
  std::swap(other.steps[0], other.steps[1]);
  EXPECT_GT(lint(other), 0u);
}

TEST(PlanEditTest, ChangesAreCountedOnce) {
  std::vector<PlanStep> steps = AdvisedSteps(Advised());
  steps[2].step.strength = 0.5;
  EXPECT_EQ(CountChanges(Advised(), steps), 1);
  steps[2].enabled = false;
  EXPECT_EQ(CountChanges(Advised(), steps), 1);
  steps.erase(steps.begin());
  EXPECT_EQ(CountChanges(Advised(), steps), 2);
  steps.push_back({NewStep(StepKind::kAdjust, {}), true, -1});
  EXPECT_EQ(CountChanges(Advised(), steps), 3);
  // One step moved over two others is one change, not three.
  std::vector<PlanStep> moved = AdvisedSteps(Advised());
  MoveStep(&moved, 2, 0);
  EXPECT_EQ(StepsText(moved), "sharpen:40%,restore:auto,upscale:4,export:jpeg:92");
  EXPECT_EQ(CountChanges(Advised(), moved), 1);
  MoveStep(&moved, 0, 2);
  EXPECT_TRUE(SameSteps(moved, AdvisedSteps(Advised())));
}

TEST(PlanEditTest, LintSaysWhichRuleAnOrderBreaksAndWhere) {
  std::vector<PlanStep> steps = AdvisedSteps(Advised());
  MoveStep(&steps, 2, 0);
  const EditedPlan edited = Edited(steps);
  std::vector<std::string> rules;
  for (const LintFinding& finding : edited.lint) rules.push_back(finding.rule);
  EXPECT_THAT(rules, ::testing::UnorderedElementsAre("R-091", "C-01"));
  EXPECT_EQ(edited.lint.front().steps.front(), 0);
  // A step that is switched off breaks no rule; indices still count all steps.
  steps[0].enabled = false;
  EXPECT_TRUE(Edited(steps).lint.empty());
  std::vector<PlanStep> strong = AdvisedSteps(Advised());
  strong[0].enabled = false;
  strong[2].step.strength = 0.9;
  const EditedPlan over = Edited(strong);
  ASSERT_EQ(over.lint.size(), 1u);
  EXPECT_EQ(over.lint[0].rule, "R-092");
  EXPECT_THAT(over.lint[0].steps, ElementsAre(2));
}

TEST(PlanEditTest, SizesAndPredictionFollowTheFactor) {
  std::vector<PlanStep> steps = AdvisedSteps(Advised());
  steps[1].step.factor = 2.0;
  const EditedPlan edited = Edited(steps);
  EXPECT_EQ(edited.plan.target_width, 2400);
  EXPECT_EQ(edited.plan.steps[1].height, 1800);
  EXPECT_EQ(edited.plan.factor_product, 2.0);
  EXPECT_EQ(edited.plan.risk, Risk::kLow) << "of 2x, not of the 4x advised";
  EXPECT_TRUE(edited.plan.cautions.empty()) << "they spoke of 4x";
  EXPECT_GT(edited.plan.predicted.seconds, 0.0);
  EXPECT_LT(edited.plan.predicted.seconds, Edited(AdvisedSteps(Advised())).plan.predicted.seconds);
}

TEST(PlanEditTest, ATargetIsReachedWhateverTheSteps) {
  std::vector<PlanStep> steps = AdvisedSteps(Advised());
  steps[1].step.factor = 2.0;
  const EditedPlan edited = Edited(steps, *ParsePrint("16x12in@300"));
  EXPECT_EQ(edited.plan.target_width, 4800);
  EXPECT_EQ(StepsToString(edited.plan.steps),
            "restore:auto,upscale:2,resize:4800x3600,sharpen:40%,export:jpeg:92");
  EXPECT_THAT(edited.origin, ElementsAre(0, 1, -1, 2, 3));
  EXPECT_EQ(edited.plan.steps.back().ppi, 300.0);
}

TEST(PlanEditTest, WhereTheAdviceKeepsThePixelsTheUserMayChangeThem) {
  Plan keeps = Advised();
  keeps.steps = *ParseSteps("sharpen:40%,export");
  keeps.target_width = 1200;
  keeps.target_height = 900;
  keeps.factor_product = 1.0;
  keeps.ppi_before = keeps.ppi_after = 400.0;
  std::vector<PlanStep> steps = AdvisedSteps(keeps);
  steps.insert(steps.begin(), {NewStep(StepKind::kUpscale, {1200, 900}), true, -1});
  const absl::StatusOr<EditedPlan> edited =
      PlanOfEdits(keeps, steps, *ParsePrint("3x2.25in@300"), Picture(), {});
  ASSERT_TRUE(edited.ok());
  EXPECT_EQ(edited->plan.target_width, 2400);
  EXPECT_EQ(edited->plan.ppi_after, 800.0);
  EXPECT_EQ(edited->plan.steps.back().ppi, 800.0);
}

TEST(PlanEditTest, NoStepLeftIsNothingToDo) {
  std::vector<PlanStep> steps = AdvisedSteps(Advised());
  for (PlanStep& step : steps) step.enabled = false;
  EXPECT_EQ(Edited(steps).plan.verdict, PlanVerdict::kNothingToDo);
  EXPECT_EQ(Edited({}).plan.verdict, PlanVerdict::kNothingToDo);
}

TEST(PlanEditTest, ImpossibleStepsAreAnError) {
  std::vector<PlanStep> steps;
  for (int i = 0; i < 6; ++i) {
    steps.push_back({NewStep(StepKind::kUpscale, {}), true, -1});
    steps.back().step.factor = 4.0;
  }
  const absl::StatusOr<EditedPlan> edited = PlanOfEdits(Advised(), steps, {}, Picture(), {});
  ASSERT_FALSE(edited.ok());
  EXPECT_THAT(std::string(edited.status().message()), HasSubstr("step 4 (upscale)"));
}

TEST(PlanEditTest, NewStepsGoWhereTheyBreakNoRule) {
  for (const StepKind kind : AddableKinds()) {
    if (kind == StepKind::kExport) continue;
    std::vector<PlanStep> steps = AdvisedSteps(Advised());
    const size_t place = PlaceFor(kind, steps);
    steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(place),
                 {NewStep(kind, {1200, 900}), true, -1});
    for (const LintFinding& finding : Edited(steps).lint) {
      // Twice sharpened, or enlarged beyond 4x, is too much wherever it stands.
      EXPECT_TRUE(finding.rule == "R-092" || finding.rule == "R-093")
          << StepsText(steps) << ": " << finding.text;
    }
  }
}

TEST(PlanEditTest, TextIsTheVocabularyOfTheCommandLine) {
  const Plan advised = Advised();
  const std::string text = StepsText(AdvisedSteps(advised));
  EXPECT_EQ(text, "restore:auto,upscale:4,sharpen:40%,export:jpeg:92");
  const absl::StatusOr<std::vector<PlanStep>> back = StepsFromText(text, advised);
  ASSERT_TRUE(back.ok());
  EXPECT_TRUE(SameSteps(*back, AdvisedSteps(advised)));
  EXPECT_EQ((*back)[1].step.evidence.size(), 1u) << "its reasons stay";
  const absl::StatusOr<std::vector<PlanStep>> other =
      StepsFromText("upscale:2@clean,upscale:3,sharpen:10%", advised);
  ASSERT_TRUE(other.ok());
  EXPECT_EQ((*other)[0].advised, 1);
  EXPECT_EQ((*other)[1].advised, -1);
  EXPECT_EQ(StepsText(*other), "upscale:2@clean,upscale:3,sharpen:10%");
  EXPECT_TRUE(StepsFromText("  ", advised)->empty());
  const absl::StatusOr<std::vector<PlanStep>> bad = StepsFromText("upscale:7", advised);
  ASSERT_FALSE(bad.ok());
  EXPECT_THAT(std::string(bad.status().message()), HasSubstr("upscale:7"));
}

}  // namespace
}  // namespace sharpscale::viewer
