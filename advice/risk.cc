// SPDX-License-Identifier: Apache-2.0

#include "advice/risk.h"

namespace sharpscale {

Risk Higher(Risk risk) {
  return risk == Risk::kLow ? Risk::kMedium : Risk::kHigh;
}

std::vector<const Rule*> RiskRules(const std::vector<Step>& steps,
                                   const Report& report,
                                   const Target& target,
                                   const Situation& situation) {
  std::vector<const Rule*> rules;
  for (const Rule& rule : RuleTable()) {
    if (rule.effect != RuleEffect::kRaiseRisk) continue;
    // Nothing is predicted where no network enlarges.
    if (rule.metric == "target.factor" && !HasStep(steps, StepKind::kUpscale)) continue;
    if (HoldingValue(rule, report, target, situation)) rules.push_back(&rule);
  }
  return rules;
}

}  // namespace sharpscale
