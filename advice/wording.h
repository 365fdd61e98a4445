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
std::string PlanProse(const Report& report,
                      const History& history,
                      const Plan& plan,
                      const Situation& situation);
// Why fewer px carry detail than the file has: "enlarged before, native scale 0.88", "blur 1.4 px";
// "" where all do.
std::string DetailLoss(const Report& report, const History& history);
// What is doubtful about that: "perhaps enlarged before (0.80 to 1.05 of its px)", "whether it was
// enlarged before cannot be told (too few px)"; "" where nothing is.
std::string DetailDoubt(const Report& report, const History& history);
std::string Counterfactual(const Report& report, const Plan& plan, const Situation& situation);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_WORDING_H_
