// SPDX-License-Identifier: Apache-2.0
//
// Gate profiles: the built-in ones and users' files.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "advice/data_file.h"
#include "advice/gate.h"
#include "advice/text.h"
#include "analysis/metric_table.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr std::string_view kSchema = "sharpscale.gate/1";
constexpr double kMost = 1e9;
constexpr size_t kMostRules = 200;

// `base`: the profile that this one extends, or an empty one. What is not said of a rule that it
// has stays, but for the limits, which are of one piece.
absl::StatusOr<GateRule> ReadRule(const nlohmann::json& json,
                                  const std::string& where,
                                  const GateProfile& base) {
  GateRule rule;
  std::string fails;
  FieldReader fields(json, where);
  fields.OnlyFields({"id",
                     "metric",
                     "fails",
                     "warn",
                     "fail",
                     "warn_in_source",
                     "fail_in_source",
                     "text",
                     "fault",
                     "subject",
                     "forgive_source",
                     "settled_by",
                     "settled_from",
                     "explains",
                     "ask_source",
                     "allow_noise",
                     "allow_rims"});
  fields.Text("id", &rule.id, true);
  const GateRule* before = FindRule(base, rule.id);
  if (before == nullptr) {
    // The names of the list of limits and of the options do, too.
    before = FindRule(base, "gate." + rule.id);
    if (before != nullptr) rule.id = before->id;
  }
  const bool is_new = before == nullptr;
  if (!is_new) {
    rule = *before;
  } else if (fields.status().ok() && fields.Find("metric") == nullptr) {
    fields.Mistake(fmt::format(
        "\"metric\" is missing: \"{}\" is a new rule{}",
        rule.id,
        base.rules.empty() ? "" : ", the profile that this one extends has none of that name"));
  }
  fields.Text("metric", &rule.metric, is_new);
  fields.Word("fails", &fails, {"above", "below"});
  if (is_new || fields.Find("fail") != nullptr) {
    fields.Number("fail", &rule.fail, -kMost, kMost, true);
    rule.warn = rule.fail;
    rule.fail_in_source = 0.0;
    rule.warn_in_source = 0.0;
  }
  fields.Number("warn", &rule.warn, -kMost, kMost);
  if (fields.Find("fail_in_source") != nullptr) {
    fields.Number("fail_in_source", &rule.fail_in_source, 0.0, kMost);
    rule.warn_in_source = rule.fail_in_source;
  }
  fields.Number("warn_in_source", &rule.warn_in_source, 0.0, kMost);
  fields.Text("text", &rule.text);
  fields.Text("fault", &rule.fault);
  fields.Text("subject", &rule.subject);
  fields.Flag("forgive_source", &rule.forgive_source);
  fields.Text("settled_by", &rule.settled_by);
  fields.Number("settled_from", &rule.settled_from, 0.0, kMost);
  fields.Texts("explains", &rule.explains);
  fields.Flag("ask_source", &rule.ask_source);
  fields.Flag("allow_noise", &rule.allow_noise);
  fields.Flag("allow_rims", &rule.allow_rims);
  if (!fields.status().ok()) return fields.status();
  const MetricInfo* metric = FindMetric(rule.metric);
  if (metric == nullptr) {
    // Never judged, such a rule would let everything pass.
    fields.Mistake(fmt::format(
        "no metric \"{}\"; give an id such as halo.overshoot (sharpscale targets profiles --json "
        "shows rules)",
        rule.metric));
    return fields.status();
  }
  if (metric->is_word) {
    fields.Mistake(
        fmt::format("{} is a word, no limit holds for it. {}", rule.metric, metric->what));
    return fields.status();
  }
  if (rule.allow_noise && metric->unit != std::string_view("dB")) {
    fields.Mistake(fmt::format("\"allow_noise\" is for agreement in dB, {} has the unit \"{}\"",
                               rule.metric,
                               metric->unit));
    return fields.status();
  }
  if (!fails.empty()) {
    rule.upper = fails == "above";
  } else if (is_new || rule.metric != before->metric) {
    if (metric->direction == MetricDirection::kNeutral) {
      fields.Mistake(fmt::format(
          "\"fails\" is missing: {} may be too small or too large; allowed are above and below",
          rule.metric));
      return fields.status();
    }
    rule.upper = metric->direction == MetricDirection::kMoreIsWorse;
  }
  for (size_t at = rule.text.find('{'); at != std::string::npos; at = rule.text.find('{', at + 1)) {
    const std::string name = rule.text.substr(at, rule.text.find('}', at) - at + 1);
    if (name == "{value}" || name == "{limit}" || name == "{box}") continue;
    fields.Mistake(
        fmt::format("\"text\" has \"{}\": allowed are {{value}}, {{limit}} and {{box}}", name));
    return fields.status();
  }
  if (rule.text.empty()) rule.text = rule.metric + " {value}, limit {limit}.";
  if (rule.upper ? rule.warn > rule.fail : rule.warn < rule.fail) {
    fields.Mistake(
        fmt::format("\"warn\" is {} and \"fail\" is {}: a warning comes before a failure",
                    rule.warn,
                    rule.fail));
    return fields.status();
  }
  if (rule.warn_in_source > rule.fail_in_source) {
    fields.Mistake(fmt::format(
        "\"warn_in_source\" is {} and \"fail_in_source\" is {}: a warning comes before a failure",
        rule.warn_in_source,
        rule.fail_in_source));
    return fields.status();
  }
  return rule;
}

// The rules that a rule speaks of are there, and are others.
absl::Status CheckReferences(const GateProfile& profile, const std::string& where) {
  for (const GateRule& rule : profile.rules) {
    const auto check = [&](const char* field, const std::string& other) {
      if (other != rule.id && FindRule(profile, other) != nullptr) return absl::OkStatus();
      return absl::InvalidArgumentError(
          fmt::format("{}: rule {}: \"{}\" names \"{}\", which is not another rule of it",
                      where,
                      rule.id,
                      field,
                      other));
    };
    if (!rule.settled_by.empty()) {
      SHARPSCALE_RETURN_IF_ERROR(check("settled_by", rule.settled_by));
    }
    for (const std::string& other : rule.explains) {
      SHARPSCALE_RETURN_IF_ERROR(check("explains", other));
    }
  }
  return absl::OkStatus();
}

}  // namespace

std::vector<std::string> GateProfileNames() {
  return {"print", "web", "ecommerce", "archive"};
}

std::string_view GateProfileText(std::string_view name) {
  return EmbeddedDataFile("gate_" + std::string(name) + ".json");
}

const GateRule* FindRule(const GateProfile& profile, std::string_view id) {
  for (const GateRule& rule : profile.rules) {
    if (rule.id == id) return &rule;
  }
  return nullptr;
}

GateRule* FindRule(GateProfile* profile, std::string_view id) {
  return const_cast<GateRule*>(FindRule(*profile, id));
}

absl::StatusOr<GateProfile> ParseGateProfile(std::string_view json, const std::string& name) {
  SHARPSCALE_ASSIGN_OR_RETURN(const nlohmann::json object, ParseJsonObject(json, name));
  GateProfile profile;
  std::string schema;
  std::string extends;
  FieldReader fields(object, name);
  fields.OnlyFields({"schema", "name", "title", "date", "purpose", "passed", "extends", "rules"});
  fields.Word("schema", &schema, {std::string(kSchema)}, true);
  fields.Word("extends", &extends, GateProfileNames());
  if (!fields.status().ok()) return fields.status();
  if (!extends.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(profile, ParseGateProfile(GateProfileText(extends), extends));
  }
  fields.Text("name", &profile.name, true);
  fields.Text("title", &profile.title);
  fields.Text("date", &profile.date);
  fields.Text("purpose", &profile.purpose);
  fields.Text("passed", &profile.passed);
  const nlohmann::json* rules = fields.Find("rules");
  if (rules == nullptr || !rules->is_array() || rules->empty() || rules->size() > kMostRules) {
    fields.Mistake(fmt::format("\"rules\" must be a list of 1 to {} rules", kMostRules));
  }
  if (!fields.status().ok()) return fields.status();

  const GateProfile base = profile;
  std::set<std::string> seen;
  for (size_t i = 0; i < rules->size(); ++i) {
    SHARPSCALE_ASSIGN_OR_RETURN(
        GateRule rule, ReadRule((*rules)[i], fmt::format("{}: rule {}", name, i + 1), base));
    if (!seen.insert(rule.id).second) {
      return absl::InvalidArgumentError(
          fmt::format("{}: rule {}: \"{}\" is there already", name, i + 1, rule.id));
    }
    if (GateRule* same = FindRule(&profile, rule.id); same != nullptr) {
      *same = std::move(rule);
    } else {
      profile.rules.push_back(std::move(rule));
    }
  }
  SHARPSCALE_RETURN_IF_ERROR(CheckReferences(profile, name));
  return profile;
}

absl::StatusOr<GateProfile> LoadGateProfile(const std::string& name_or_path) {
  const std::string name = LowerText(name_or_path);
  const std::vector<std::string> names = GateProfileNames();
  if (std::find(names.begin(), names.end(), name) != names.end()) {
    return ParseGateProfile(GateProfileText(name), name);
  }
  absl::StatusOr<std::string> text = ReadTextFile(name_or_path);
  if (absl::IsNotFound(text.status())) {
    return absl::NotFoundError(
        fmt::format("\"{}\" is neither a profile ({}) nor a file", name_or_path, JoinWords(names)));
  }
  SHARPSCALE_RETURN_IF_ERROR(text.status());
  return ParseGateProfile(*text, name_or_path);
}

}  // namespace sharpscale
