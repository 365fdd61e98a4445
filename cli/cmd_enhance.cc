// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_enhance.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "advice/advise.h"
#include "advice/gate.h"
#include "analysis/compare.h"
#include "cli/files.h"
#include "cli/memory_size.h"
#include "cli/page_input.h"
#include "cli/result_json.h"
#include "cli/user_steps.h"
#include "image/status_macros.h"
#include "report/html.h"
#include "report/json.h"
#include "report/numbers.h"
#include "report/terminal.h"

namespace sharpscale {
namespace {

std::string ResultText(const EnhanceResult& result, const TerminalStyle& style) {
  std::vector<std::vector<Cell>> rows;
  for (const StageRow& stage : StageRows(result)) {
    rows.push_back({{stage.title, Ink::kBold}, {FormatSeconds(stage.seconds)}, {stage.text}});
  }
  return RenderTable({{"Done"}, {"Time", true}, {"Note"}}, rows, style);
}

}  // namespace

std::string ProposeOutput(const std::string& file, const Plan& plan) {
  const std::filesystem::path path = file == "-" ? "result" : file;
  std::string extension = path.extension().string();
  for (const Step& step : plan.steps) {
    if (step.kind == StepKind::kExport && !step.format.empty()) {
      extension = step.format == "jpeg" ? ".jpg" : "." + step.format;
    }
  }
  if (extension.empty()) extension = ".jpg";
  const std::string size = plan.target_width > 0
                               ? fmt::format("-{}x{}", plan.target_width, plan.target_height)
                               : std::string("-enhanced");
  return (path.parent_path() / (path.stem().string() + size + extension)).string();
}

void EnhanceCommand::Declare(OptionSet& options) {
  options.Positional("FILE", "The picture, '-' for standard input", &file_, true);
  options.Value(
      "-o,--output", "FILE", "Where the result goes; the ending names the format", &output_);
  options.Value("--steps", "LIST", "Own steps: \"restore:auto,upscale:2,sharpen:40%\"", &steps_);
  options.Value(
      "--report", "FILE", "Also write an HTML page: what was done, before and after", &page_);
  options.Value("--quality", "N", "Quality of a lossy format, 1 to 100", &quality_);
  options.Value(
      "--model", "ID", "Network for enlarging: an id of 'sharpscale models', or a file", &model_);
  options.Value("--tier", "NAME", "Effort", &tier_).choices = {"fast", "std", "hq"};
  options.Value("--precision", "NAME", "Arithmetic of the networks", &precision_).choices = {
      "auto", "bf16", "fp32"};
  options.Value("--max-memory",
                "SIZE",
                "Memory to use: 800M, 2G (a quarter of what is there)",
                [this](const std::string& text) -> absl::Status {
                  SHARPSCALE_ASSIGN_OR_RETURN(max_memory_, ParseMemorySize(text));
                  return absl::OkStatus();
                });
  options.Value("--tile", "PX", "Side of the tiles given to a network (from the memory)", &tile_);
  options.Value(
      "--halo-limit", "PERCENT", "Overshoot that sharpening may reach (5)", &halo_ceiling_);
  options.Flag("--strip", "Drop EXIF, XMP and IPTC; the colour profile stays", &strip_);
  options.Flag("--strict", "Exit 1 when anything had to be replaced by a simpler method", &strict_);
  options.Flag(
      "--force", "Replace an existing result; write it also when there is nothing to do", &force_);
  target_.Declare(options);
}

absl::StatusOr<Plan> EnhanceCommand::MakePlan(RunContext& context, const Report& report) {
  SHARPSCALE_ASSIGN_OR_RETURN(const Target target, target_.Build());
  if (!steps_.empty()) return PlanFromUser(steps_, target, report, context.console);
  SHARPSCALE_ASSIGN_OR_RETURN(Plan plan, Advise(report, target));
  if (force_ && plan.verdict == PlanVerdict::kNothingToDo) {
    return PlanFromUser("export", target, report, context.console);
  }
  return plan;
}

absl::StatusOr<EnhanceOptions> EnhanceCommand::Options(const RunContext& context) const {
  EnhanceOptions options;
  options.max_memory = max_memory_;
  options.precision = precision_ == "bf16"   ? Precision::kBf16
                      : precision_ == "fp32" ? Precision::kFp32
                                             : Precision::kAuto;
  options.tile = tile_;
  options.threads = context.common.threads;
  options.tier = tier_;
  options.model = model_;
  if (halo_ceiling_ > 0.0) options.halo_ceiling = halo_ceiling_;
  if (quality_ != 0) options.encode.quality = quality_;
  options.encode.strip = strip_;
  options.encode.overwrite = force_;
  options.encode.never_overwrite = {file_};
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  SHARPSCALE_RETURN_IF_ERROR(options.encode.Validate());
  return options;
}

absl::Status EnhanceCommand::WritePage(RunContext& context, const EnhanceResult& result) const {
  HtmlInput input;
  SHARPSCALE_ASSIGN_OR_RETURN(const Target target, target_.Build());
  SHARPSCALE_ASSIGN_OR_RETURN(input.before, ReadPicture(context, file_, nullptr));
  SHARPSCALE_ASSIGN_OR_RETURN(input.after, ReadPicture(context, output_, nullptr));
  CompareOptions compare;
  compare.threads = context.common.threads;
  SHARPSCALE_ASSIGN_OR_RETURN(input.comparison,
                              Compare(input.before, *input.after, compare, &context.progress));
  SHARPSCALE_ASSIGN_OR_RETURN(const GateProfile profile, LoadGateProfile("print"));
  input.verdict = Judge(*input.comparison, profile);
  input.report = input.comparison->before;
  input.after_file = output_;
  input.plan = result.plan;
  input.plan_done = true;
  input.stages = StageRows(result);
  input.date = ReportDate();
  SHARPSCALE_RETURN_IF_ERROR(AddPrintSizes(target, &input));
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string page, RenderHtml(input));
  return WriteFileAtomically(page_, page, force_, {file_, output_});
}

int EnhanceCommand::Run(RunContext& context) {
  Console& console = context.console;
  console.BeginFile(file_);
  const auto fail = [&](const absl::Status& status) {
    console.ClearProgress();
    if (context.progress.cancelled()) {
      console.Error("interrupted, nothing was written");
      return kExitInterrupted;
    }
    console.Error(file_, status);
    if (context.common.json) {
      const std::string message(status.message().data(), status.message().size());
      console.Print(JsonText(ErrorJson(file_, OneLine(message)), false) + "\n");
    }
    return kExitError;
  };
  // What the options say is checked before the picture is read.
  const absl::StatusOr<EnhanceOptions> options = Options(context);
  if (!options.ok()) return fail(options.status());
  if (const absl::StatusOr<Target> target = target_.Build(); !target.ok())
    return fail(target.status());

  AnalyzeOptions analyze;
  analyze.threads = context.common.threads;
  analyze.maps = false;
  const absl::StatusOr<Report> report = MeasureFile(context, file_, analyze, nullptr);
  if (!report.ok()) return fail(report.status());
  const absl::StatusOr<Plan> plan = MakePlan(context, *report);
  if (!plan.ok()) return fail(plan.status());

  if (output_.empty()) {
    return fail(absl::InvalidArgumentError(fmt::format(
        "no name for the result, add for instance: -o {}", ProposeOutput(file_, *plan))));
  }
  const bool to_stdout = output_ == "-";
  if (plan->verdict != PlanVerdict::kPlan) {
    EnhanceResult nothing;
    nothing.plan = *plan;
    if (context.common.json) {
      console.Print(JsonText(ResultJson(nothing, file_), true) + "\n");
    } else if (!to_stdout) {
      console.Print(RenderTerminal(*plan, file_, console.style()));
    }
    console.Note(fmt::format("{} was not written.", output_));
    // A picture that cannot be repaired is not done.
    return plan->verdict == PlanVerdict::kNothingToDo ? kExitDone : kExitFailed;
  }
  const absl::StatusOr<EnhanceResult> result =
      EnhanceFile(file_, *report, *plan, output_, *options, &context.progress);
  if (!result.ok()) return fail(result.status());
  console.ClearProgress();
  for (const std::string& fallback : result->fallbacks) console.Warn(fallback);
  if (!to_stdout && context.common.json) {
    console.Print(JsonText(ResultJson(*result, file_), true) + "\n");
  } else if (!to_stdout && !context.common.quiet) {
    console.Print(RenderTerminal(*plan, file_, console.style()));
    console.Print(ResultText(*result, console.style()));
    console.Print(ForTerminal(fmt::format("{}  {} \u00d7 {}\u00a0px, {}\n",
                                          result->file,
                                          result->width,
                                          result->height,
                                          FormatBytes(result->bytes)),
                              console.style()));
  }
  if (!page_.empty() && !to_stdout) {
    if (const absl::Status written = WritePage(context, *result); !written.ok())
      return fail(written);
    console.ClearProgress();
    console.Note("wrote " + page_);
  }
  return strict_ && !result->fallbacks.empty() ? kExitFailed : kExitDone;
}

}  // namespace sharpscale
