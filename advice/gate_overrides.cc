// SPDX-License-Identifier: Apache-2.0

#include "advice/gate_overrides.h"

#include <fmt/format.h>

#include <algorithm>

#include "advice/text.h"
#include "analysis/metric_table.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

std::string OptionOf(const GateRule& rule) {
  std::string name = rule.id;
  if (name.rfind("gate.", 0) == 0) name.erase(0, 5);
  std::replace(name.begin(), name.end(), '_', '-');
  return (rule.upper ? "max-" : "min-") + name;
}

std::string UnitOf(const std::string& metric) {
  const MetricInfo* info = FindMetric(metric);
  return info == nullptr ? "" : std::string(info->unit);
}

GateRule* FindByOption(std::string_view option, GateProfile* profile) {
  for (GateRule& rule : profile->rules) {
    if (OptionOf(rule) == option) return &rule;
  }
  return nullptr;
}

}  // namespace

std::vector<GateOverride> GateOverrides(const GateProfile& profile) {
  std::vector<GateOverride> overrides;
  for (const GateRule& rule : profile.rules) {
    const std::string unit = UnitOf(rule.metric);
    overrides.push_back({OptionOf(rule),
                         rule.id,
                         rule.metric,
                         unit,
                         fmt::format("{} {} {}{}{}",
                                     rule.metric,
                                     rule.upper ? "at most" : "at least",
                                     ShortNumber(rule.fail, 3),
                                     unit.empty() ? "" : " ",
                                     unit)});
  }
  return overrides;
}

absl::Status OverrideLimit(std::string_view option, std::string_view value, GateProfile* profile) {
  std::string name = LowerText(Trimmed(option));
  while (!name.empty() && name.front() == '-') name.erase(0, 1);
  GateRule* rule = FindByOption(name, profile);
  for (const std::string& other : GateProfileNames()) {
    if (rule != nullptr) break;
    SHARPSCALE_ASSIGN_OR_RETURN(GateProfile built_in, LoadGateProfile(other));
    const GateRule* found = FindByOption(name, &built_in);
    if (found == nullptr) continue;
    profile->rules.push_back(*found);
    rule = &profile->rules.back();
  }
  if (rule == nullptr) {
    std::vector<std::string> names;
    for (const GateRule& one : profile->rules) names.push_back(OptionOf(one));
    return absl::InvalidArgumentError(
        fmt::format("\"{}\" is no limit: there are {}", option, JoinWords(names)));
  }
  const std::optional<NumberAndUnit> limit = ParseNumberAndUnit(value);
  const std::string unit = UnitOf(rule->metric);
  if (!limit || !(limit->unit.empty() || limit->unit == LowerText(unit))) {
    return absl::InvalidArgumentError(fmt::format("--{} {}: write a number{}, as in --{} {}{}",
                                                  name,
                                                  value,
                                                  unit.empty() ? "" : " of " + unit,
                                                  name,
                                                  ShortNumber(rule->fail, 3),
                                                  unit));
  }
  const double ratio = rule->fail != 0.0 ? rule->warn / rule->fail : 1.0;
  rule->fail = limit->number;
  rule->warn = limit->number * ratio;
  rule->HoldAsGiven();
  // A negative limit turns the proportion round.
  if (rule->upper ? rule->warn > rule->fail : rule->warn < rule->fail) rule->warn = rule->fail;
  return absl::OkStatus();
}

}  // namespace sharpscale
