// SPDX-License-Identifier: Apache-2.0
//
// File: advice/risk.h
//
// How likely it is that what a plan makes is not what was there: one grade up for each rule of the
// table (rules.h) that says so and holds.

#ifndef SHARPSCALE_ADVICE_RISK_H_
#define SHARPSCALE_ADVICE_RISK_H_

#include <cstddef>
#include <vector>

#include "advice/history.h"
#include "advice/plan.h"
#include "advice/situation.h"
#include "analysis/report.h"

namespace sharpscale {

// At most kHigh.
Risk Higher(Risk risk, size_t grades = 1);

// What raises the risk of these steps by a grade each: the table's rules, and that the picture is
// an enlargement already.
std::vector<Caution> RiskCautions(const std::vector<Step>& steps,
                                  const Report& report,
                                  const Target& target,
                                  const Situation& situation,
                                  const History& history);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_RISK_H_
