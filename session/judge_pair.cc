// SPDX-License-Identifier: Apache-2.0

#include "session/judge_pair.h"

#include <string>
#include <utility>
#include <vector>

#include "analysis/analyze.h"
#include "image/status_macros.h"
#include "session/measure_file.h"

namespace sharpscale {
namespace {

// The source is also asked for what the result has too much of or cannot tell: of a result that
// passes, the source's own faults do not matter.
std::vector<std::string> MetricsOfSource(const Report& after,
                                         const GateProfile& profile,
                                         PairDetail detail) {
  std::vector<std::string> metrics =
      detail == PairDetail::kCompared ? ComparedMetrics() : ComparedMetricsOfSource(after);
  const Verdict alone = Judge(after, profile);
  for (size_t i = 0; i < profile.rules.size(); ++i) {
    const GateRule& rule = profile.rules[i];
    if (after.Find(rule.metric) == nullptr) continue;
    const RuleVerdict found = alone.rules[i].verdict;
    const bool unknown = found == RuleVerdict::kNotApplicable;
    if (unknown ? rule.ask_source : found != RuleVerdict::kPass) metrics.push_back(rule.metric);
  }
  return metrics;
}

}  // namespace

absl::StatusOr<JudgedPair> JudgePair(const Image& before,
                                     const Image& after,
                                     const GateProfile& profile,
                                     const JudgePairOptions& options,
                                     const Progress* progress) {
  const bool reports = options.detail == PairDetail::kReports;
  AnalyzeOptions analyze;
  analyze.threads = options.threads;
  analyze.maps = options.maps;
  if (!reports) analyze.metrics = JudgedMetrics(profile);
  SHARPSCALE_ASSIGN_OR_RETURN(const Report of_after, Analyze(after, analyze, progress));
  if (reports) {
    analyze = MeasureForAdvice(options.threads, options.maps);
  } else {
    analyze.maps = false;  // places are told in the result
    analyze.metrics = MetricsOfSource(of_after, profile, options.detail);
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const Report of_before, Analyze(before, analyze, progress));
  CompareOptions compare;
  compare.threads = options.threads;
  compare.maps = options.maps;
  compare.before = &of_before;
  compare.after = &of_after;
  JudgedPair judged;
  SHARPSCALE_ASSIGN_OR_RETURN(judged.comparison, Compare(before, after, compare, progress));
  judged.verdict = Judge(judged.comparison, profile);
  return judged;
}

}  // namespace sharpscale
