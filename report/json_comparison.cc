// SPDX-License-Identifier: Apache-2.0

#include "report/json.h"
#include "report/json_number.h"
#include "report/numbers.h"

namespace sharpscale {
namespace {

using Json = nlohmann::ordered_json;

Json RulesJson(const Verdict& verdict) {
  Json rules = Json::array();
  for (const RuleResult& rule : verdict.rules) {
    const int decimals = DecimalsOf(rule.metric);
    rules.push_back({{"rule", rule.rule},
                     {"verdict", RuleVerdictName(rule.verdict)},
                     {"metric", rule.metric},
                     {"value", JsonNumber(rule.value, decimals)},
                     {"threshold", JsonNumber(rule.threshold, std::max(decimals, 2))},
                     {"x", JsonNumber(rule.x, 1)},
                     {"y", JsonNumber(rule.y, 1)},
                     {"text", rule.text}});
    if (!rule.because.empty()) rules.back()["because"] = rule.because;
  }
  return rules;
}

}  // namespace

Json ToJson(const Comparison& comparison, const Verdict& verdict) {
  const Registration& registration = comparison.registration;
  return {{"schema", "sharpscale.comparison/1"},
          {"tool", JsonTool()},
          {"before", comparison.before.source.file},
          {"after", comparison.after.source.file},
          {"registration",
           {{"scale_x", JsonNumber(registration.scale_x, 5)},
            {"scale_y", JsonNumber(registration.scale_y, 5)},
            {"dx", JsonNumber(registration.dx, 3)},
            {"dy", JsonNumber(registration.dy, 3)},
            {"orientation", registration.orientation},
            {"confidence", JsonNumber(registration.confidence, 4)}}},
          {"measurements", ToJson(comparison.measurements)},
          {"verdict", VerdictWord(verdict)},
          {"headline", verdict.headline},
          {"rules", RulesJson(verdict)}};
}

Json ToJson(const Report& after, const Verdict& verdict) {
  return {{"schema", "sharpscale.comparison/1"},
          {"tool", JsonTool()},
          {"before", nullptr},
          {"after", after.source.file},
          {"registration", nullptr},
          {"measurements", ToJson(after.measurements)},
          {"verdict", VerdictWord(verdict)},
          {"headline", verdict.headline},
          {"rules", RulesJson(verdict)}};
}

const char* VerdictWord(const Verdict& verdict) {
  if (!verdict.comparable) return "not_comparable";
  // Nothing could be judged: that is no pass.
  return verdict.verdict == RuleVerdict::kNotApplicable ? "warn" : RuleVerdictName(verdict.verdict);
}

}  // namespace sharpscale
