// SPDX-License-Identifier: Apache-2.0

#include "cli/gate_options.h"

#include <fmt/format.h>

#include <algorithm>

#include "analysis/metric_table.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// "5%", "38dB", "2.5 px": the unit may be written, and must then be the metric's.
absl::StatusOr<double> ParseLimit(const std::string& text, const std::string& unit) {
  size_t end = text.find_first_not_of("0123456789.+-");
  end = std::min(end, text.size());
  std::string rest = text.substr(end);
  while (!rest.empty() && rest.front() == ' ') rest.erase(0, 1);
  double value = 0.0;
  if (!ParseInto(text.substr(0, end), &value).ok()) {
    return absl::InvalidArgumentError(fmt::format("'{}' is not a number", text));
  }
  if (!rest.empty() && rest != unit) {
    return absl::InvalidArgumentError(fmt::format("'{}' is in {}, write {} or {}{}",
                                                  text,
                                                  rest,
                                                  text.substr(0, end),
                                                  text.substr(0, end),
                                                  unit));
  }
  return value;
}

}  // namespace

void GateOptions::Declare(OptionSet& options) {
  options.Group("Gate");
  std::string names;
  for (const std::string& name : GateProfileNames()) names += (names.empty() ? "" : ", ") + name;
  options.Value("--profile",
                "NAME|FILE",
                "Rules: " + names + ", or a JSON file (" + profile_ + ")",
                &profile_);
  std::map<std::string, bool> declared;
  for (const std::string& name : GateProfileNames()) {
    const absl::StatusOr<GateProfile> profile = LoadGateProfile(name);
    if (!profile.ok()) continue;
    for (const GateRule& rule : profile->rules) {
      if (!declared.insert({rule.id, true}).second) continue;
      std::string word =
          rule.id.substr(rule.id.find('.') == std::string::npos ? 0 : rule.id.find('.') + 1);
      std::replace_if(
          word.begin(), word.end(), [](char c) { return c == '_' || c == '.'; }, '-');
      const MetricInfo* info = FindMetric(rule.metric);
      const std::string unit = info == nullptr ? "" : std::string(info->unit);
      const std::string title = info == nullptr ? rule.metric : std::string(info->title);
      options.Value(fmt::format("--{}-{}", rule.upper ? "max" : "min", word),
                    unit.empty() ? "N" : "N" + unit,
                    fmt::format("{}: fail {} this", title, rule.upper ? "above" : "below"),
                    [this, id = rule.id, unit](const std::string& text) -> absl::Status {
                      SHARPSCALE_ASSIGN_OR_RETURN(limits_[id], ParseLimit(text, unit));
                      return absl::OkStatus();
                    });
    }
  }
}

absl::StatusOr<GateProfile> GateOptions::Build() const {
  SHARPSCALE_ASSIGN_OR_RETURN(GateProfile profile, LoadGateProfile(profile_));
  for (const auto& [id, limit] : limits_) {
    GateRule* rule = FindRule(&profile, id);
    if (rule == nullptr) {
      return absl::InvalidArgumentError(fmt::format(
          "profile {} has no rule {}, drop the limit or choose another profile", profile.name, id));
    }
    rule->fail = limit;
    rule->HoldAsGiven();
    rule->warn = limit;
  }
  return profile;
}

}  // namespace sharpscale
