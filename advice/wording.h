// SPDX-License-Identifier: Apache-2.0
//
// File: advice/wording.h
//
// The plan in words: verdict in at most five words, the reasons in prose, and what would have to be
// different for another verdict.

#ifndef SHARPSCALE_ADVICE_WORDING_H_
#define SHARPSCALE_ADVICE_WORDING_H_

#include <string>

#include "advice/plan.h"
#include "advice/situation.h"
#include "analysis/report.h"

namespace sharpscale {

std::string PlanHeadline(const Plan& plan, const Situation& situation);
// One paragraph a step, then what the verdict rests on.
std::string PlanProse(const Report& report, const Plan& plan, const Situation& situation);
std::string Counterfactual(const Report& report, const Plan& plan, const Situation& situation);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_WORDING_H_
