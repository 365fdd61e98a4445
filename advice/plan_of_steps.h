// SPDX-License-Identifier: Apache-2.0
//
// File: advice/plan_of_steps.h
//
// A plan from somebody's own steps: their sizes are worked out one after the other, and what is
// missing at the end is added.
//
//   PlanOfSteps(*ParseSteps("upscale:2,sharpen:40%"), target, report)

#ifndef SHARPSCALE_ADVICE_PLAN_OF_STEPS_H_
#define SHARPSCALE_ADVICE_PLAN_OF_STEPS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

// Fills width and height of every step (px). Where `target` has a size, the picture ends in exactly
// that: a resize is added after the last step that changes the size or repairs, ahead of
// sharpening. An export is added at the end where there is none. Steps without evidence cite the
// user. `origin` (may be null) gets, for each step of the plan, its index in `steps`; -1 = added.
// Of `report` the sizes are read and what its px hold (detail_scale). Verdict kPlan, no ppi, no
// prediction. Errors: InvalidArgument (target impossible; a side that would be below 1 or over
// 300000 px).
absl::StatusOr<Plan> PlanOfSteps(const std::vector<Step>& steps,
                                 const Target& target,
                                 const Report& report,
                                 std::vector<int>* origin = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PLAN_OF_STEPS_H_
