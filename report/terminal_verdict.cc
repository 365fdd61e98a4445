// SPDX-License-Identifier: Apache-2.0

#include "report/terminal.h"

#include <fmt/format.h>

#include <algorithm>

#include "advice/text.h"
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

namespace {

// "Not judged, 12 of 22: halo, seams, ... (needs the source: sharpscale check BEFORE AFTER)": rules
// with the same reason share a line.
std::string NotJudged(const Verdict& verdict, const TerminalStyle& style) {
  std::vector<std::pair<std::string, std::string>> reasons;  // and the rules that give it
  for (const RuleResult& rule : verdict.rules) {
    if (rule.verdict != RuleVerdict::kNotApplicable) continue;
    // "added.noise needs the source: ..." or "added.noise is unknown: no flat areas."
    std::string reason = rule.text;
    if (reason.rfind(rule.metric + " ", 0) == 0) reason.erase(0, rule.metric.size() + 1);
    constexpr std::string_view kUnknown = "is unknown: ";
    if (reason.rfind(kUnknown, 0) == 0) reason.erase(0, kUnknown.size());
    if (!reason.empty() && reason.back() == '.') reason.pop_back();
    const std::string name = rule.rule.rfind("gate.", 0) == 0 ? rule.rule.substr(5) : rule.rule;
    const auto same = std::find_if(
        reasons.begin(), reasons.end(), [&](const auto& one) { return one.first == reason; });
    if (same == reasons.end()) {
      reasons.emplace_back(reason, name);
    } else {
      same->second += ", " + name;
    }
  }
  std::string out;
  for (const auto& [reason, names] : reasons) {
    const std::vector<std::string> lines =
        WrapText(ForTerminal(fmt::format("Not judged: {} ({}).", names, reason), style),
                 std::max(20, style.width - 4));
    for (size_t i = 0; i < lines.size(); ++i) {
      out += Inked((i == 0 ? "  " : "    ") + lines[i], Ink::kDim, style) + "\n";
    }
  }
  return out;
}

}  // namespace

std::string RenderTerminal(const Verdict& verdict, const TerminalStyle& style) {
  RuleVerdict overall = verdict.comparable ? verdict.verdict : RuleVerdict::kFail;
  std::string out = Inked(ForTerminal(VerdictGlyph(overall) + " " + verdict.headline, style),
                          VerdictInk(overall),
                          style) +
                    "\n";
  if (verdict.rules.empty()) {
    if (!verdict.comparable) {
      out += ForTerminal(
          "  The pictures could not be laid over each other, so nothing was measured. Are these "
          "the "
          "right files?\n",
          style);
    }
    return out;
  }
  std::vector<std::vector<Cell>> rows;
  for (const RuleResult* rule : WorstFirst(verdict)) {
    if (rule->verdict == RuleVerdict::kNotApplicable) continue;
    const MetricInfo* info = FindMetric(rule->metric);
    const std::string unit = info == nullptr ? "" : std::string(info->unit);
    const int decimals = DecimalsOf(rule->metric);
    // What passes needs no words but for why it does beyond its limit; what does not pass gets them
    // with the place.
    std::string words = Capitalized(rule->because);
    if (!words.empty()) words += ".";
    if (rule->verdict != RuleVerdict::kPass) {
      words = rule->text;
      if (rule->x && rule->y) words += fmt::format(" Worst at {:.0f}, {:.0f}.", *rule->x, *rule->y);
    }
    rows.push_back(
        {{VerdictGlyph(rule->verdict) + " " + RuleVerdictName(rule->verdict),
          VerdictInk(rule->verdict)},
         {rule->rule},
         {rule->value ? FormatWithUnit(*rule->value, decimals, unit) : "unknown", Ink::kBold},
         {FormatLimit(rule->threshold, decimals, unit)},
         {words}});
  }
  if (!rows.empty()) {
    out += RenderTable(
        {{"Verdict"}, {"Rule"}, {"Value", true}, {"Limit", true}, {"In plain words"}}, rows, style);
  }
  return out + NotJudged(verdict, style);
}

}  // namespace sharpscale
