// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_check.h"

#include <algorithm>
#include <future>
#include <nlohmann/json.hpp>
#include <utility>

#include "cli/files.h"
#include "image/decode.h"
#include "image/encode.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/terminal.h"
#include "session/judge_pair.h"

namespace sharpscale {
namespace {

struct Judged {
  Verdict verdict;
  nlohmann::ordered_json json;
  std::string text;  // of all measurements, for --all
};

// Both at once: a decoder uses one core.
absl::StatusOr<std::pair<Image, Image>> ReadPair(RunContext& context,
                                                 const std::string& before_file,
                                                 const std::string& after_file) {
  const auto how = context.common.threads == 1 ? std::launch::deferred : std::launch::async;
  std::future<absl::StatusOr<Image>> ahead =
      std::async(how, [&] { return Decode(before_file, context.common.decode); });
  absl::StatusOr<Image> after = ReadPicture(context, after_file);
  absl::StatusOr<Image> before = ahead.get();
  if (!before.ok()) return before.status();
  if (!after.ok()) return after.status();
  return std::make_pair(*std::move(before), *std::move(after));
}

// `everything`: also what no rule asks of the source.
absl::StatusOr<Judged> JudgeFiles(RunContext& context,
                                  const std::string& before_file,
                                  const std::string& after_file,
                                  const GateProfile& profile,
                                  bool everything) {
  SHARPSCALE_ASSIGN_OR_RETURN(const auto pair, ReadPair(context, before_file, after_file));
  JudgePairOptions options;
  options.detail = everything ? PairDetail::kCompared : PairDetail::kVerdict;
  options.threads = context.common.threads;
  SHARPSCALE_ASSIGN_OR_RETURN(
      JudgedPair pair_judged,
      JudgePair(pair.first, pair.second, profile, options, &context.progress));
  Judged judged;
  judged.json = ToJson(pair_judged.comparison, pair_judged.verdict);
  judged.text = RenderTerminal(pair_judged.comparison, context.console.style());
  judged.verdict = std::move(pair_judged.verdict);
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
  const absl::StatusOr<Judged> judged =
      files_.size() == 2 ? JudgeFiles(context, files_[0], files_[1], *profile, all_)
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
