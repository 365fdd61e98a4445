// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/plan_edit.h
//
// The plan in the user's hands: steps are switched, weighted, changed, added, removed and moved.
// What comes out is a plan like any other; what the craft's rules say of it comes with it.
//
//   std::vector<PlanStep> steps = AdvisedSteps(advised);
//   MoveStep(&steps, 2, 0);
//   PlanOfEdits(advised, steps, target, report, capabilities) -> R-091 "Sharpening before ..."

#ifndef SHARPSCALE_VIEWER_CORE_PLAN_EDIT_H_
#define SHARPSCALE_VIEWER_CORE_PLAN_EDIT_H_

#include <opencv2/core.hpp>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/advise.h"
#include "advice/lint.h"
#include "advice/plan.h"
#include "analysis/report.h"

namespace sharpscale::viewer {

struct PlanStep {
  Step step;
  bool enabled = true;
  int advised = -1;  // index of the advised step that it came from; -1 = the user's own
};

// The advice as it stands.
std::vector<PlanStep> AdvisedSteps(const Plan& advised);

// Whether both do the same: sizes and evidence aside.
bool SameStep(const Step& a, const Step& b);
bool SameSteps(const std::vector<PlanStep>& a, const std::vector<PlanStep>& b);
// What tells two lists of steps apart, models included.
std::string StepsKey(const std::vector<Step>& steps);

// Steps left out, added, changed or moved (as few moves as make the order).
int CountChanges(const Plan& advised, const std::vector<PlanStep>& steps);

// Kinds in the order of the craft: what can be added.
const std::vector<StepKind>& AddableKinds();
// A step as the advice would begin: 2x, 40 %, half the size, "auto". `size`: of the picture, px.
Step NewStep(StepKind kind, cv::Size size);
// Where the craft would have a step of this kind: no rule is broken by adding it there.
size_t PlaceFor(StepKind kind, const std::vector<PlanStep>& steps);
// The step at `from` comes to stand at `to`; both are indices of the list before and after.
void MoveStep(std::vector<PlanStep>* steps, size_t from, size_t to);

// The enabled steps as for `--steps`, and back; a step that the advice has, too, keeps its reasons.
// Errors: those of ParseSteps.
std::string StepsText(const std::vector<PlanStep>& steps);
absl::StatusOr<std::vector<PlanStep>> StepsFromText(std::string_view text, const Plan& advised);

struct EditedPlan {
  Plan plan;
  std::vector<int> origin;        // of each of its steps: index in the edits; -1 = added
  std::vector<LintFinding> lint;  // its steps are indices in the edits
};

// The plan that runs. Where the advice ends in a size of its own, this one does as well. Without
// any step left it is NOTHING_TO_DO. Risk and cautions are the advice's as long as it enlarges as
// far; beyond that the risk is that of the steps. Errors: those of PlanOfSteps.
absl::StatusOr<EditedPlan> PlanOfEdits(const Plan& advised,
                                       const std::vector<PlanStep>& steps,
                                       const Target& target,
                                       const Report& report,
                                       const Capabilities& capabilities);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_PLAN_EDIT_H_
