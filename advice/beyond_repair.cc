// SPDX-License-Identifier: Apache-2.0

#include "advice/beyond_repair.h"

#include <optional>
#include <string>

#include "advice/rules.h"

namespace sharpscale {

std::vector<Caution> BeyondRepair(const Report& report,
                                  const Target& target,
                                  const Situation& situation) {
  std::vector<Caution> reasons;
  for (const Rule& rule : RuleTable()) {
    if (rule.effect != RuleEffect::kNotFixable) continue;
    const std::optional<double> value = HoldingValue(rule, report, target, situation);
    if (value) reasons.push_back({std::string(rule.id), RuleText(rule, *value)});
  }
  return reasons;
}

}  // namespace sharpscale
