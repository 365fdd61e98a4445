// SPDX-License-Identifier: Apache-2.0
//
// File: advice/gate.h
//
// The QA gate: is this enhancement acceptable for that use? Rules are data (gate profiles).

#ifndef SHARPSCALE_ADVICE_GATE_H_
#define SHARPSCALE_ADVICE_GATE_H_

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "analysis/compare.h"
#include "analysis/report.h"

namespace sharpscale {

enum class RuleVerdict { kPass, kWarn, kFail, kNotApplicable };
const char* RuleVerdictName(RuleVerdict verdict);  // "pass", "warn", "fail", "not_applicable"

struct GateRule {
  std::string id;      // stable: "gate.halo"
  std::string metric;  // what it reads, from the pair or from `after`
  bool upper = true;   // true: fails above; false: fails below
  double warn = 0.0;
  double fail = 0.0;
  std::string text;  // sentence with {value} and {limit}
};

struct GateProfile {
  std::string name;   // "print", "web", "ecommerce", "archive", or the user's
  std::string title;
  std::vector<GateRule> rules;
};

struct RuleResult {
  std::string rule;
  RuleVerdict verdict = RuleVerdict::kPass;
  std::string metric;
  std::optional<double> value;
  double threshold = 0.0;
  std::optional<double> x;  // worst place, px of `after`
  std::optional<double> y;
  std::string text;
};

struct Verdict {
  RuleVerdict verdict = RuleVerdict::kPass;  // the worst of the rules
  bool comparable = true;                    // false: another scene
  std::string headline;                      // "Halos too strong to print"
  std::vector<RuleResult> rules;
};

// Built-in profiles, or a JSON file. Errors name the field.
absl::StatusOr<GateProfile> LoadGateProfile(const std::string& name_or_path);
std::vector<std::string> GateProfileNames();

// A rule whose metric is unknown or was not measured is kNotApplicable and says why.
Verdict Judge(const Comparison& comparison, const GateProfile& profile);
// The no-reference half.
Verdict Judge(const Report& after, const GateProfile& profile);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_GATE_H_
