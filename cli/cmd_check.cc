// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_check.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "analysis/compare.h"
#include "cli/files.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/terminal.h"

namespace sharpscale {
namespace {

struct Judged {
  Verdict verdict;
  nlohmann::ordered_json json;
  std::string text;  // of all measurements, for --all
};

// Adds the places of what fails or warns in `after` alone to the comparison; false = there are
// none.
absl::StatusOr<bool> FindPlaces(RunContext& context,
                                const Image& after,
                                const Verdict& verdict,
                                Comparison* comparison) {
  constexpr std::string_view kChange = "added.blockiness";  // whose places are those of the result
  constexpr std::string_view kBlocks = "compression.blockiness";
  AnalyzeOptions options;
  options.threads = context.common.threads;
  for (const RuleResult& rule : verdict.rules) {
    if (rule.verdict != RuleVerdict::kFail && rule.verdict != RuleVerdict::kWarn) continue;
    if (rule.x) continue;
    const std::string metric = rule.metric == kChange ? std::string(kBlocks) : rule.metric;
    if (comparison->after.Find(metric) != nullptr) options.metrics.push_back(metric);
  }
  if (options.metrics.empty()) return false;
  SHARPSCALE_ASSIGN_OR_RETURN(const Report places, Analyze(after, options, &context.progress));
  for (const Measurement& place : places.measurements) {
    for (Measurement& measurement : comparison->after.measurements) {
      if (measurement.id == place.id) measurement.peaks = place.peaks;
    }
    for (Measurement& measurement : comparison->measurements) {
      if (measurement.id == kChange && place.id == kBlocks) measurement.peaks = place.peaks;
    }
  }
  return true;
}

// Measures of `before` what the source may be forgiven by; false = there is nothing of the kind. Of
// a result that passes, the source's own faults are never asked.
absl::StatusOr<bool> FindSourceFaults(RunContext& context,
                                      const Image& before,
                                      const Verdict& verdict,
                                      Comparison* comparison) {
  AnalyzeOptions options;
  options.threads = context.common.threads;
  options.maps = false;
  for (const RuleResult& rule : verdict.rules) {
    if (rule.verdict != RuleVerdict::kFail && rule.verdict != RuleVerdict::kWarn) continue;
    const bool of_one = comparison->after.Find(rule.metric) != nullptr;
    const bool known = comparison->before.Find(rule.metric) != nullptr;
    if (of_one && !known) options.metrics.push_back(rule.metric);
  }
  if (options.metrics.empty()) return false;
  SHARPSCALE_ASSIGN_OR_RETURN(const Report faults, Analyze(before, options, &context.progress));
  std::vector<Measurement>& measured = comparison->before.measurements;
  measured.insert(measured.end(), faults.measurements.begin(), faults.measurements.end());
  return true;
}

absl::StatusOr<Judged> JudgePair(RunContext& context,
                                 const std::string& before_file,
                                 const std::string& after_file,
                                 const GateProfile& profile) {
  SHARPSCALE_ASSIGN_OR_RETURN(const Image before, ReadPicture(context, before_file, nullptr));
  SHARPSCALE_ASSIGN_OR_RETURN(const Image after, ReadPicture(context, after_file, nullptr));
  // The maps of either picture are a third of its analysis, and only the places of what fails or
  // warns are told.
  AnalyzeOptions numbers;
  numbers.threads = context.common.threads;
  numbers.maps = false;
  const std::vector<std::string> judged_metrics = JudgedMetrics(profile);
  numbers.metrics = ComparedMetrics();
  for (const GateRule& rule : profile.rules) {
    const bool of_one = std::find(judged_metrics.begin(), judged_metrics.end(), rule.metric) !=
                        judged_metrics.end();
    if (rule.ask_source && of_one) numbers.metrics.push_back(rule.metric);
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const Report report_before,
                              Analyze(before, numbers, &context.progress));
  numbers.metrics = judged_metrics;
  SHARPSCALE_ASSIGN_OR_RETURN(const Report report_after,
                              Analyze(after, numbers, &context.progress));
  CompareOptions options;
  options.threads = context.common.threads;
  options.before = &report_before;
  options.after = &report_after;
  SHARPSCALE_ASSIGN_OR_RETURN(Comparison comparison,
                              Compare(before, after, options, &context.progress));
  Judged judged;
  judged.verdict = Judge(comparison, profile);
  SHARPSCALE_ASSIGN_OR_RETURN(const bool forgiven,
                              FindSourceFaults(context, before, judged.verdict, &comparison));
  if (forgiven) judged.verdict = Judge(comparison, profile);
  SHARPSCALE_ASSIGN_OR_RETURN(const bool found,
                              FindPlaces(context, after, judged.verdict, &comparison));
  if (found) judged.verdict = Judge(comparison, profile);
  judged.json = ToJson(comparison, judged.verdict);
  judged.text = RenderTerminal(comparison, context.console.style());
  return judged;
}

absl::StatusOr<Judged> JudgeAlone(RunContext& context,
                                  const std::string& file,
                                  const GateProfile& profile) {
  AnalyzeOptions options;
  options.threads = context.common.threads;
  SHARPSCALE_ASSIGN_OR_RETURN(const Report report, MeasureFile(context, file, options, nullptr));
  Judged judged;
  judged.verdict = Judge(report, profile);
  judged.json = ToJson(report, judged.verdict);
  judged.text = RenderTerminal(report, context.console.style());
  return judged;
}

}  // namespace

void CheckCommand::Declare(OptionSet& options) {
  options.Positionals("FILE", "BEFORE and AFTER, or AFTER alone", &files_, true);
  options.Value("--junit", "FILE", "Write the verdict as JUnit XML, too", &junit_);
  options.Flag("--all", "Also print all measurements", &all_);
  gate_.Declare(options);
}

int CheckCommand::Run(RunContext& context) {
  Console& console = context.console;
  const std::string& last = files_.back();
  const auto fail = [&](const absl::Status& status) {
    console.ClearProgress();
    if (context.progress.cancelled()) return kExitInterrupted;
    console.Error("check", status);
    if (context.common.json) {
      const std::string message(status.message().data(), status.message().size());
      console.Print(JsonText(ErrorJson(last, OneLine(message)), false) + "\n");
    }
    return kExitError;
  };
  if (files_.size() > 2) {
    return fail(
        absl::InvalidArgumentError("takes one or two pictures, for several results use compare"));
  }
  const absl::StatusOr<GateProfile> profile = gate_.Build();
  if (!profile.ok()) return fail(profile.status());
  console.BeginFile(last);
  const absl::StatusOr<Judged> judged = files_.size() == 2
                                            ? JudgePair(context, files_[0], files_[1], *profile)
                                            : JudgeAlone(context, last, *profile);
  if (!judged.ok()) return fail(judged.status());
  console.ClearProgress();
  if (!junit_.empty()) {
    const std::string suite = files_.size() == 2 ? files_[0] + " -> " + files_[1] : last;
    const absl::Status written =
        WriteFileAtomically(junit_, JUnitXml(judged->verdict, suite), true, files_);
    if (!written.ok()) return fail(written);
  }
  if (context.common.json) {
    console.Print(JsonText(judged->json, true) + "\n");
  } else {
    console.Print(RenderTerminal(judged->verdict, console.style()));
    if (all_) console.Print("\n" + judged->text);
  }
  if (!judged->verdict.comparable) return kExitNotComparable;
  return judged->verdict.verdict == RuleVerdict::kFail ? kExitFailed : kExitDone;
}

}  // namespace sharpscale
