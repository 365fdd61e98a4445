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
#include <string_view>
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
  double warn = 0.0;   // in the metric's unit
  double fail = 0.0;   // on the limit still passes
  // The same in px of the source, 0 = none: of an enlargement the longer of the two counts. What a
  // small source tells of places it tells to a share of its own px, however many were made of it.
  double warn_in_source = 0.0;
  double fail_in_source = 0.0;
  std::string text;     // sentence with {value}, {limit} and {box}, the worst place
  std::string fault;    // for the headline when it fails: "Halos too strong"
  std::string subject;  // for the headline when it warns: "halos"
  // true: a fault that the source had as badly is not counted against the result.
  bool forgive_source = true;
  // A rule on a pair's metric that knows better, "" = none: where it passes, so does this one;
  // where it could not be judged, this one does no more than warn. An enlargement has surfaces
  // without texture because its source has no more, not because anything was smoothed away.
  std::string settled_by;
  // Not 0: what fails in an enlargement while its source shows none of it is settled like that only
  // where the result, reduced, comes to this many dB of its source (consistency.lr_psnr). What
  // stands between the source's px the pair hardly sees: rims of 2 px at 2x.
  double settled_from = 0.0;
  // Rules whose faults this one's brings about: what is blurred has lost its texture as well. They
  // are told after it.
  std::vector<std::string> explains;
  // true: where the result cannot tell, its source's value counts, lengths at the result's size;
  // what the source shows nothing of is no more than a warning.
  bool ask_source = false;
  // true, of a PSNR against the source: noise that the source has and the result has not is what a
  // repair takes away, and its power is allowed for beside that of the limits.
  bool allow_noise = false;
  // true, of detail that was lost: rims that sharpening left on most of the source's edges are
  // detail here, too; where a repair took them it is no more than a warning.
  bool allow_rims = false;
  // The limits are somebody's own and hold as they are: nothing above bends them.
  void HoldAsGiven();
};

struct GateProfile {
  std::string name;  // "print", "web", "ecommerce", "archive", or the user's
  std::string title;
  std::string purpose;  // of a headline: "to print" gives "Not fit to print: halos too strong"
  std::string passed;   // the headline when all is well: "Fit to print"
  std::string date;     // of the limits, YYYY-MM-DD
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
  // Why it passes beyond its limit, in a phrase ("the source is no better"); "" = it does not.
  std::string because;
  bool forgiven = false;       // it would warn or fail, were its source any better
  bool as_bad_before = false;  // ... fail
  double excess = 0.0;         // of a warning or failure: ratio of value and threshold, 1 and more
  bool explained = false;      // another rule's fault, as bad, brings this one about
};

// Warns or fails.
inline bool Speaks(const RuleResult& rule) {
  return rule.verdict == RuleVerdict::kWarn || rule.verdict == RuleVerdict::kFail;
}

struct Verdict {
  RuleVerdict verdict = RuleVerdict::kPass;  // the worst of the rules
  bool comparable = true;                    // false: another scene
  std::string headline;                      // "Not fit to print: halos too strong"
  std::vector<RuleResult> rules;
};

// Built-in profiles, or a JSON file (schema "sharpscale.gate/1"; "extends" names a built-in profile
// whose rules are kept where the file gives none of the same id; where it gives one, what it leaves
// out stays as it was, but for the limits, which are of one piece: "fail" alone is "warn", too.
// "fails" left out: in the direction in which the metric is worse). Errors: NotFound (neither
// a profile nor a file), InvalidArgument naming the file, the field and what is allowed there.
absl::StatusOr<GateProfile> LoadGateProfile(const std::string& name_or_path);
std::vector<std::string> GateProfileNames();
// The file of a built-in one, as users write theirs.
std::string_view GateProfileText(std::string_view name);
// Null where it has none of that id.
const GateRule* FindRule(const GateProfile& profile, std::string_view id);
GateRule* FindRule(GateProfile* profile, std::string_view id);
// The same from the text; `name` appears in errors.
absl::StatusOr<GateProfile> ParseGateProfile(std::string_view json, const std::string& name);

// Each rule reads its metric from the pair, else from `after`. A rule whose metric is unknown or
// was not measured is kNotApplicable and says why. A pair of different scenes is not judged:
// comparable is false and the verdict kFail.
Verdict Judge(const Comparison& comparison, const GateProfile& profile);
// The no-reference half: rules on a pair's metrics are kNotApplicable.
Verdict Judge(const Report& after, const GateProfile& profile);

// Of either picture, what Compare and the profile's rules read.
std::vector<std::string> JudgedMetrics(const GateProfile& profile);

// The rules as people want to read them: failed, warned (of each the farthest beyond its limit
// first, which the headline names, and what others explain last), passed, unknown; else in their
// order.
std::vector<const RuleResult*> WorstFirst(const Verdict& verdict);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_GATE_H_
