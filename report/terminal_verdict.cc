// SPDX-License-Identifier: Apache-2.0

#include "report/terminal.h"

#include <fmt/format.h>

#include "analysis/metric_table.h"
#include "report/numbers.h"

namespace sharpscale {

std::string VerdictGlyph(RuleVerdict verdict) {
  switch (verdict) {
    case RuleVerdict::kPass:
      return "\u2714";
    case RuleVerdict::kWarn:
      return "\u25b2";
    case RuleVerdict::kFail:
      return "\u2716";
    case RuleVerdict::kNotApplicable:
      break;
  }
  return "\u2013";
}

Ink VerdictInk(RuleVerdict verdict) {
  switch (verdict) {
    case RuleVerdict::kPass:
      return Ink::kPass;
    case RuleVerdict::kWarn:
      return Ink::kWarn;
    case RuleVerdict::kFail:
      return Ink::kFail;
    case RuleVerdict::kNotApplicable:
      break;
  }
  return Ink::kDim;
}

std::string RenderTerminal(const Verdict& verdict, const TerminalStyle& style) {
  RuleVerdict overall = verdict.comparable ? verdict.verdict : RuleVerdict::kFail;
  std::string out = Inked(ForTerminal(VerdictGlyph(overall) + " " + verdict.headline, style),
                          VerdictInk(overall),
                          style) +
                    "\n";
  std::vector<std::vector<Cell>> rows;
  for (const RuleResult* rule : WorstFirst(verdict)) {
    const MetricInfo* info = FindMetric(rule->metric);
    const std::string unit = info == nullptr ? "" : std::string(info->unit);
    const int decimals = DecimalsOf(rule->metric);
    // What passes needs no words; what does not gets them with the place.
    std::string words;
    if (rule->verdict != RuleVerdict::kPass) {
      words = rule->text;
      if (rule->x && rule->y) words += fmt::format(" Worst at {:.0f}, {:.0f}.", *rule->x, *rule->y);
    }
    const char* name =
        rule->verdict == RuleVerdict::kNotApplicable ? "unknown" : RuleVerdictName(rule->verdict);
    rows.push_back(
        {{VerdictGlyph(rule->verdict) + " " + name, VerdictInk(rule->verdict)},
         {rule->rule},
         {rule->value ? FormatWithUnit(*rule->value, decimals, unit) : "unknown", Ink::kBold},
         {FormatLimit(rule->threshold, decimals, unit)},
         {words}});
  }
  return out +
         RenderTable({{"Verdict"}, {"Rule"}, {"Value", true}, {"Limit", true}, {"In plain words"}},
                     rows,
                     style);
}

}  // namespace sharpscale
