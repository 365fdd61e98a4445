// SPDX-License-Identifier: Apache-2.0
//
// File: advice/beyond_repair.h
//
// What no step mends in this picture: the rules whose effect is NOT_FIXABLE, as far as they hold.

#ifndef SHARPSCALE_ADVICE_BEYOND_REPAIR_H_
#define SHARPSCALE_ADVICE_BEYOND_REPAIR_H_

#include <vector>

#include "advice/plan.h"
#include "advice/situation.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

// One caution a rule, in the order of the rule table; empty where everything can be mended.
std::vector<Caution> BeyondRepair(const Report& report,
                                  const Target& target,
                                  const Situation& situation);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_BEYOND_REPAIR_H_
