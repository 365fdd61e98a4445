// SPDX-License-Identifier: Apache-2.0

#include "advice/risk.h"

#include <algorithm>

namespace sharpscale {

Risk Higher(Risk risk, size_t grades) {
  const size_t highest = static_cast<size_t>(Risk::kHigh);
  return static_cast<Risk>(std::min(highest, static_cast<size_t>(risk) + grades));
}

std::vector<Caution> RiskCautions(const std::vector<Step>& steps,
                                  const Report& report,
                                  const Target& target,
                                  const Situation& situation,
                                  const History& history) {
  std::vector<Caution> cautions;
  for (const Rule& rule : RuleTable()) {
    if (rule.effect != RuleEffect::kRaiseRisk) continue;
    // Nothing is predicted where no network enlarges.
    if (rule.metric == "target.factor" && !HasStep(steps, StepKind::kUpscale)) continue;
    const std::optional<double> value = HoldingValue(rule, report, target, situation);
    if (value) cautions.push_back({std::string(rule.id), RuleText(rule, *value)});
  }
  if (history.UpscaleProduct() > 1.0 && HasStep(steps, StepKind::kUpscale)) {
    cautions.push_back({"R-096",
                        "Start from the original instead: enlarging an enlargement adds guesses to "
                        "guesses."});
  }
  return cautions;
}

}  // namespace sharpscale
