// SPDX-License-Identifier: Apache-2.0

#include "advice/rule_docs.h"

#include <fmt/format.h>

#include <map>
#include <string_view>
#include <vector>

#include "advice/gate.h"
#include "advice/lint.h"
#include "advice/presets.h"
#include "advice/rules.h"
#include "advice/text.h"

namespace sharpscale {
namespace {

std::string Limit(const Rule& rule) {
  const bool attached = rule.unit.empty() || rule.unit == "x";
  return fmt::format("{}{}{}", ShortNumber(rule.threshold, 2), attached ? "" : " ", rule.unit);
}

const char* ScaleName(RuleScale scale) {
  switch (scale) {
    case RuleScale::kNone:
      return "as measured";
    case RuleScale::kLength:
    case RuleScale::kNoise:
      return "at the px worked on";
    case RuleScale::kArtefact:
      return "unless reduced below half";
  }
  return "";
}

std::string SizeText(const PresetSize& size) {
  if (size.width && size.height) return fmt::format("{} x {} px", *size.width, *size.height);
  if (size.width) return fmt::format("{} px wide", *size.width);
  if (size.height) return fmt::format("{} px high", *size.height);
  if (size.long_side) return fmt::format("long side {} px", *size.long_side);
  if (size.short_side) return fmt::format("short side {} px", *size.short_side);
  if (size.megapixels) return fmt::format("{} MP", ShortNumber(*size.megapixels, 1));
  return "";
}

}  // namespace

std::string RuleTableMarkdown() {
  std::string text =
      "| rule | does | when | content | holds where | read | unless | from |\n"
      "|---|---|---|---|---|---|---|---|\n";
  for (const Rule& rule : RuleTable()) {
    text += fmt::format("| {} | {} | {} | {} | {}`{}` {} {} | {} | {} | {} |\n",
                        rule.id,
                        RuleEffectName(rule.effect),
                        RuleWhenName(rule.when),
                        RuleContentName(rule.content),
                        rule.proof == RuleProof::kInterval ? "all of the interval of " : "",
                        rule.metric,
                        rule.above ? "above" : "below",
                        Limit(rule),
                        ScaleName(rule.scale),
                        RuleUnlessName(rule.unless),
                        rule.source);
  }
  return text;
}

std::string RemarkTableMarkdown() {
  std::string text = "| id | said when | from |\n|---|---|---|\n";
  for (const Remark& remark : RemarkTable()) {
    text += fmt::format("| {} | {} | {} |\n", remark.id, remark.text, remark.source);
  }
  for (const MissedMetric& missed : MissedMetricTable()) {
    text += fmt::format("| {} | `{}` is unknown ({}) | unknown is a value |\n",
                        missed.id,
                        missed.metric,
                        RuleWhenName(missed.when));
  }
  return text;
}

std::string LintTableMarkdown() {
  std::string text = "| rule | mistake | from |\n|---|---|---|\n";
  for (const LintRule& rule : LintRuleTable()) {
    text += fmt::format("| {} | {} | {} |\n", rule.id, rule.title, rule.source);
  }
  return text;
}

std::string PresetTableMarkdown() {
  std::string text =
      "| preset | target | at least | at most | file | date | source |\n"
      "|---|---|---|---|---|---|---|\n";
  const absl::StatusOr<std::vector<Preset>> presets = BuiltInPresets();
  if (!presets.ok()) return text;
  for (const Preset& preset : *presets) {
    std::string target = preset.print;
    if (!preset.recommended.empty()) target = SizeText(preset.recommended);
    if (!preset.exactly.empty()) target = "exactly " + SizeText(preset.exactly);
    std::string file = JoinWords(preset.formats);
    if (preset.max_bytes) file += (file.empty() ? "" : ", ") + ByteText(*preset.max_bytes);
    if (preset.min_quality) file += fmt::format(", quality {} or more", *preset.min_quality);
    if (preset.white_background) file += ", white background";
    text += fmt::format("| `{}` | {}{} | {} | {} | {} | {} | {} |\n",
                        preset.id,
                        target,
                        preset.fit == FitMode::kCover ? ", filled" : "",
                        SizeText(preset.minimum),
                        SizeText(preset.maximum),
                        file,
                        preset.date,
                        preset.source);
  }
  return text;
}

std::string GateTableMarkdown() {
  std::vector<GateProfile> profiles;
  std::string head = "| rule | measures | fails |";
  std::string line = "|---|---|---|";
  for (const std::string& name : GateProfileNames()) {
    const absl::StatusOr<GateProfile> profile = LoadGateProfile(name);
    if (!profile.ok()) continue;
    profiles.push_back(*profile);
    head += " " + name + " |";
    line += "---|";
  }
  std::string text = head + "\n" + line + "\n";
  std::vector<GateRule> rules;
  std::map<std::string, std::string> limits;  // profile + rule -> "warn / fail"
  for (const GateProfile& profile : profiles) {
    for (const GateRule& rule : profile.rules) {
      bool known = false;
      for (const GateRule& other : rules) known = known || other.id == rule.id;
      if (!known) rules.push_back(rule);
      limits[profile.name + " " + rule.id] =
          fmt::format("{}{}",
                      rule.warn == rule.fail ? "" : ShortNumber(rule.warn, 2) + " / ",
                      ShortNumber(rule.fail, 2));
      if (rule.fail_in_source > 0.0) {
        limits[profile.name + " " + rule.id] += fmt::format(" or {} / {} of the source",
                                                            ShortNumber(rule.warn_in_source, 2),
                                                            ShortNumber(rule.fail_in_source, 2));
      }
    }
  }
  for (const GateRule& rule : rules) {
    text += fmt::format("| {} | `{}` | {} |", rule.id, rule.metric, rule.upper ? "above" : "below");
    for (const GateProfile& profile : profiles) {
      text += " " + limits[profile.name + " " + rule.id] + " |";
    }
    text += "\n";
  }
  return text;
}

}  // namespace sharpscale
