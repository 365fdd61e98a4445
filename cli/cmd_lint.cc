// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_lint.h"

#include <fmt/format.h>

#include <nlohmann/json.hpp>
#include <optional>

#include "advice/lint.h"
#include "cli/files.h"
#include "enhance/capabilities.h"
#include "report/json.h"
#include "report/json_number.h"
#include "session/measure_file.h"

namespace sharpscale {

void LintCommand::Declare(OptionSet& options) {
  options.Positional("STEPS", "The steps: \"sharpen:80%,upscale:4\"", &steps_, false).kind =
      ValueKind::kText;
  options.Value("--picture", "FILE", "Also judge whether the steps fit this picture", &picture_);
  options.Value("--source",
                "WxH",
                "Its size in pixels, where there is no picture yet: judges the steps for a target",
                &source_);
  options.Flag("--rules", "List every mistake that can be found", &rules_);
  target_.Declare(options);
}

int LintCommand::Run(RunContext& context) {
  Console& console = context.console;
  if (rules_) {
    std::vector<std::vector<Cell>> rows;
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const LintRule& rule : LintRuleTable()) {
      rows.push_back({{std::string(rule.id), Ink::kBold}, {std::string(rule.title)}});
      list.push_back({{"rule", std::string(rule.id)}, {"title", std::string(rule.title)}});
    }
    console.Print(context.common.json
                      ? JsonText(list, true) + "\n"
                      : RenderTable({{"Rule"}, {"Mistake"}}, rows, console.style()));
    return kExitDone;
  }
  const auto fail = [&](const absl::Status& status) {
    console.Error("lint", status);
    return context.progress.cancelled() ? kExitInterrupted : kExitError;
  };
  if (steps_.empty()) {
    return fail(absl::InvalidArgumentError(
        "no steps, write them as \"restore:auto,upscale:2,sharpen:40%\""));
  }
  const absl::StatusOr<std::vector<Step>> steps = ParseSteps(steps_);
  if (!steps.ok()) return fail(steps.status());
  const absl::StatusOr<Target> target = target_.Build();
  if (!target.ok()) return fail(target.status());
  std::optional<Report> report;
  if (!picture_.empty()) {
    const AnalyzeOptions options = MeasureForAdvice(context.common.threads, false);
    absl::StatusOr<Report> measured = MeasureFile(context, picture_, options, nullptr);
    console.ClearProgress();
    if (!measured.ok()) return fail(measured.status());
    report = *std::move(measured);
  } else if (!source_.empty()) {
    const absl::StatusOr<Target> size = ParseSize(source_);
    if (!size.ok()) return fail(size.status());
    report.emplace();
    report->width = *size->width;
    report->height = *size->height;
  }
  if (target->has_size() && !report) {
    console.Warn(
        "the target is not judged: it says nothing without the picture's size, add --picture FILE "
        "or --source WIDTHxHEIGHT");
  }
  std::vector<int> scales;
  for (const Upscaler& upscaler : CapabilitiesHere().upscalers) scales.push_back(upscaler.scale);
  const std::vector<LintFinding> findings =
      Lint(*steps, report ? &*report : nullptr, target->has_size() ? &*target : nullptr, scales);
  if (context.common.json) {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    for (const LintFinding& finding : findings) {
      list.push_back({{"rule", finding.rule}, {"text", finding.text}, {"steps", finding.steps}});
    }
    console.Print(JsonText({{"schema", "sharpscale.lint/1"},
                            {"tool", JsonTool()},
                            {"steps", StepsToString(*steps)},
                            {"findings", std::move(list)}},
                           true) +
                  "\n");
  } else if (findings.empty()) {
    console.Print(ForTerminal("\u2714 No mistake found\n", console.style()));
  } else {
    std::vector<std::vector<Cell>> rows;
    for (const LintFinding& finding : findings) {
      rows.push_back({{"\u2716 " + finding.rule, Ink::kFail}, {finding.text}});
    }
    console.Print(RenderTable({{""}, {""}}, rows, console.style()));
  }
  return findings.empty() ? kExitDone : kExitFailed;
}

}  // namespace sharpscale
