// SPDX-License-Identifier: Apache-2.0

#include "cli/cmd_enhance.h"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "advice/advise.h"
#include "advice/data_file.h"
#include "advice/gate.h"
#include "cli/files.h"
#include "cli/memory_size.h"
#include "cli/spooled_input.h"
#include "cli/tier_option.h"
#include "cli/user_steps.h"
#include "enhance/capabilities.h"
#include "enhance/export.h"
#include "image/decode.h"
#include "image/sha256.h"
#include "image/status_macros.h"
#include "report/json.h"
#include "report/numbers.h"
#include "report/terminal.h"
#include "report/version.h"
#include "session/build_page.h"
#include "session/measure_file.h"
#include "session/result_json.h"

namespace sharpscale {
namespace {

// A file's size beside its limit in the unit that the limit counts in.
std::string SizeText(const ExportedFile& file) {
  if (file.max_bytes == 0) return FormatBytes(file.bytes);
  const auto kilo = [](int64_t bytes) { return FormatNumber(double(bytes) / 1e3, 1); };
  return fmt::format("{} of {} kB", kilo(file.bytes), kilo(file.max_bytes));
}

std::string ExportText(const ExportedFile& file) {
  std::string text =
      fmt::format("{}: {} \u00d7 {}\u00a0px, {}", file.file, file.width, file.height, file.format);
  if (file.quality > 0) text += fmt::format(" quality {}", file.quality);
  if (file.format == "jpeg" || file.format == "avif") {
    text += file.chroma_444 ? " 4:4:4" : " 4:2:0";
  }
  text += ", " + SizeText(file) + ".";
  for (const std::string& note : file.notes) text += " " + note;
  return text;
}

// What a stage changed, of what it is there to change: "noise 8.1 -> 1.9 levels".
std::string ChangeText(const StageRow& stage) {
  struct Shown {
    std::string_view id;
    std::string_view word;
    std::string_view unit;
  };
  constexpr Shown kShown[] = {{"noise.luma_sigma", "noise", "levels"},
                              {"blur.sigma", "blur", "px"},
                              {"added.halo_overshoot", "added halo", "%"}};
  const auto find = [](const std::vector<Measurement>& list, std::string_view id) {
    for (const Measurement& one : list) {
      if (one.id == id) return one.value;
    }
    return std::optional<double>();
  };
  std::string text;
  for (const Shown& shown : kShown) {
    // Grain that was enlarged is coarser than any that the instrument knows: it would read 0.
    if (shown.id == "noise.luma_sigma" && stage.factor > 1.0) continue;
    std::optional<double> before = find(stage.before, shown.id);
    const std::optional<double> after = find(stage.after, shown.id);
    if (!before && shown.id.substr(0, 6) == "added.") before = 0.0;  // nothing was done yet
    if (!before || !after) continue;
    const int digits = shown.unit == "px" ? 2 : 1;
    const std::string from = FormatNumber(*before, digits);
    const std::string to = FormatNumber(*after, digits);
    // Instruments do not tell such changes apart.
    if (from == to || std::abs(*after - *before) < 0.05 * std::abs(*before)) continue;
    text += fmt::format(
        "{}{} {} \u2192 {}\u00a0{}", text.empty() ? "" : ", ", shown.word, from, to, shown.unit);
    // Of smaller px it takes more to be as soft.
    if (shown.unit == "px" && stage.factor > 1.0) {
      text += fmt::format(" ({}\u00a0px at the size before)",
                          FormatNumber(*after / stage.factor, digits));
    }
  }
  return text;
}

std::string ResultText(const EnhanceResult& result, const TerminalStyle& style) {
  std::vector<std::vector<Cell>> rows;
  for (const StageRow& stage : StageRows(result)) {
    const std::string change = ChangeText(stage);
    std::string text = stage.text;
    if (!change.empty()) {
      text +=
          fmt::format("{}{}: {}.",
                      text.empty() ? "" : " ",
                      result.measured_on_part ? "Measured on its most detailed part" : "Measured",
                      change);
    }
    rows.push_back({{stage.title, Ink::kBold}, {FormatSeconds(stage.seconds)}, {text}});
  }
  for (const ExportedFile& file : result.files) {
    rows.push_back({{file.use.empty() ? "Export" : "Export " + file.use, Ink::kBold},
                    {file.seconds > 0.0 ? FormatSeconds(file.seconds) : ""},
                    {ExportText(file)}});
  }
  return RenderTable({{"Done"}, {"Time", true}, {"Note"}}, rows, style);
}

bool CanBeWritten(Container container) {
  switch (container) {
    case Container::kJpeg:
    case Container::kPng:
    case Container::kTiff:
    case Container::kWebp:
    case Container::kAvif:
    case Container::kJxl:
      return true;
    default:
      return false;
  }
}

// A step that names a format, and a file name that ends in another, are a slip.
absl::Status NamesOneFormat(const Plan& plan, const std::string& output) {
  const Container named = ContainerFromPath(output);
  const Step* file = FindStep(plan.steps, StepKind::kExport);
  if (named == Container::kUnknown || file == nullptr || file->format.empty() ||
      ContainerFromPath("x." + file->format) == named) {
    return absl::OkStatus();
  }
  return absl::InvalidArgumentError(
      fmt::format("the step export:{} and the name {} ask for two formats; leave the one out or "
                  "change the other",
                  file->format,
                  output));
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
  // A name must end in something that can be written.
  if (extension.empty()) extension = ".jpg";
  if (!CanBeWritten(ContainerFromPath("x" + extension))) extension = ".png";
  const std::string size = plan.target_width > 0
                               ? fmt::format("-{}x{}", plan.target_width, plan.target_height)
                               : std::string("-enhanced");
  return (path.parent_path() / (path.stem().string() + size + extension)).string();
}

void EnhanceCommand::Declare(OptionSet& options) {
  // A replay brings all of these with it.
  const auto not_replayed = [&](auto declare) {
    OptionSet part;
    declare(part);
    options.AddRecorded(part, &not_replayed_);
  };
  options.Positional("FILE", "The picture, '-' for standard input", &file_, true);
  options.Value(
      "-o,--output", "FILE", "Where the result goes; the ending names the format", &output_);
  options.Value("--format",
                "ENDING",
                "With -o -: format of the result: png (else), jpg, tif, webp, ...",
                &format_);
  not_replayed([this](OptionSet& part) {
    part.Value("--steps", "LIST", "Own steps: \"restore:auto,upscale:2,sharpen:40%\"", &steps_);
  });
  options.Value(
      "--report", "FILE", "Also write an HTML page: what was done, before and after", &page_);
  not_replayed([this](OptionSet& part) {
    part.Value("--quality", "N", "Quality of a lossy format, 1 to 100", &quality_);
    part.Value(
        "--model", "ID", "Network for enlarging: an id of 'sharpscale models', or a file", &model_);
    TierOption(part, &tier_);
    part.Value("--precision", "NAME", "Arithmetic of the networks", &precision_).choices = {
        "auto", "bf16", "fp32"};
  });
  options.Value("--max-memory",
                "SIZE",
                "Memory to use: 800M, 2G (a quarter of what is there)",
                [this](const std::string& text) -> absl::Status {
                  SHARPSCALE_ASSIGN_OR_RETURN(max_memory_, ParseMemorySize(text));
                  return absl::OkStatus();
                });
  options.Value("--tile", "PX", "Side of the tiles given to a network (from the memory)", &tile_);
  not_replayed([this](OptionSet& part) {
    part.Value(
        "--halo-limit", "PERCENT", "Overshoot that sharpening may reach (5)", &halo_ceiling_);
    part.List("--export",
              "USES",
              "Files for these uses from one master: web, print, archive (NAME-web.jpg, ...)",
              &exports_);
    part.Flag("--to-srgb", "Convert to sRGB instead of keeping the colour profile", &to_srgb_);
  });
  options
      .Value("--replay",
             "FILE",
             "Do again what a result's JSON sidecar records: same source, same bytes",
             &replay_file_)
      .kind = ValueKind::kFile;
  not_replayed([this](OptionSet& part) {
    part.Flag("--flatten", "Put transparency on white where the format holds none", &flatten_);
    part.Flag("--strip", "Drop EXIF, XMP and IPTC; the colour profile stays", &strip_);
  });
  options.Flag("--strict",
               "Exit 1 when anything had to be replaced by a simpler method, or a step of --steps "
               "was left out",
               &strict_);
  options.Flag(
      "--force", "Replace an existing result; write it also when there is nothing to do", &force_);
  not_replayed([this](OptionSet& part) { target_.Declare(part); });
}

std::string EnhanceCommand::OutputFormat() const {
  const std::string name = output_ == "-" ? "x." + (format_.empty() ? "png" : format_) : output_;
  const Container container = ContainerFromPath(name);
  return CanBeWritten(container) ? ContainerName(container) : "";
}

Precision EnhanceCommand::PrecisionAsked() const {
  return precision_ == "bf16"   ? Precision::kBf16
         : precision_ == "fp32" ? Precision::kFp32
                                : Precision::kAuto;
}

absl::StatusOr<Plan> EnhanceCommand::MakePlan(RunContext& context, const Report& report) {
  if (replay_) return replay_->plan;
  SHARPSCALE_ASSIGN_OR_RETURN(const Target target, target_.Build());
  if (!steps_.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(Plan plan, PlanFromUser(steps_, target, report, context.console));
    SHARPSCALE_RETURN_IF_ERROR(NamesOneFormat(plan, output_));
    return plan;
  }
  AdviceOptions advice = AdviceHere(tier_, PrecisionAsked(), context.common.threads, model_);
  advice.output = {OutputFormat(), quality_};
  SHARPSCALE_ASSIGN_OR_RETURN(Plan plan, Advise(report, target, advice));
  // A pipe that was promised a picture gets one.
  if ((force_ || output_ == "-") && plan.verdict == PlanVerdict::kNothingToDo) {
    Target same;  // a copy: the px that it has, and no other ppi
    same.max_bytes = target.max_bytes;
    SHARPSCALE_ASSIGN_OR_RETURN(Plan copy, PlanFromUser("export", same, report, context.console));
    copy.headline = plan.headline + ": a copy";
    copy.cautions = plan.cautions;
    return copy;
  }
  return plan;
}

absl::StatusOr<Replay> EnhanceCommand::ReadReplay() const {
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string text, ReadTextFile(replay_file_));
  absl::StatusOr<Replay> parsed = ParseSidecar(text);
  if (!parsed.ok()) {
    return absl::InvalidArgumentError(fmt::format(
        "{}: not the record of a result ({}); give the JSON that lies beside one, like {}",
        replay_file_,
        OneLine(std::string(parsed.status().message())),
        HistorySidecarPath("photo-2x.png")));
  }
  Replay replay = *std::move(parsed);
  if (file_ != "-" && !replay.history.source_sha256.empty()) {
    SHARPSCALE_ASSIGN_OR_RETURN(const std::string sha256, Sha256OfFile(file_));
    if (sha256 != replay.history.source_sha256) {
      return absl::InvalidArgumentError(
          fmt::format("{} was recorded with another source (SHA-256 {:.12}..., this one {:.12}...)",
                      replay_file_,
                      replay.history.source_sha256,
                      sha256));
    }
  }
  const Container named = ContainerFromPath(output_);
  if (named != replay.options.encode.format && !output_.empty() && output_ != "-") {
    return absl::InvalidArgumentError(
        fmt::format("{}: the recorded result is {}; give the name its ending",
                    output_,
                    ContainerName(replay.options.encode.format)));
  }
  return replay;
}

void EnhanceCommand::TellWhetherReplayed(RunContext& context, const EnhanceResult& result) const {
  if (!replay_ || result.sha256.empty() || replay_->output_sha256.empty()) return;
  if (result.sha256 == replay_->output_sha256) {
    context.console.Note("the same bytes as recorded");
    return;
  }
  context.console.Warn(fmt::format(
      "the bytes differ from those recorded (by version {}, models and all; this is {})",
      replay_->history.version,
      Version()));
}

absl::StatusOr<EnhanceOptions> EnhanceCommand::Options(const RunContext& context) const {
  EnhanceOptions options;
  options.decode = context.common.decode;
  options.max_memory = max_memory_;
  options.precision = PrecisionAsked();
  options.tile = tile_;
  options.threads = context.common.threads;
  options.tier = tier_;
  options.model = model_;
  if (halo_ceiling_ > 0.0) options.halo_ceiling = halo_ceiling_;
  if (quality_ != 0) options.encode.quality = quality_;
  options.encode.strip = strip_;
  options.encode.flatten_alpha = flatten_;
  options.to_srgb = to_srgb_;
  options.exports = exports_;
  if (replay_) {
    // Only what cannot change a byte is the user's.
    EnhanceOptions recorded = replay_->options;
    recorded.max_memory = options.max_memory;
    recorded.tile = options.tile;
    recorded.threads = options.threads;
    options = std::move(recorded);
  }
  options.encode.overwrite = force_;
  if (output_ == "-") {
    options.encode.format = ContainerFromPath("x." + (format_.empty() ? "png" : format_));
    if (options.encode.format == Container::kUnknown) {
      return absl::InvalidArgumentError(
          fmt::format("--format '{}': must be png, jpg, tif, webp, avif or jxl", format_));
    }
  } else if (!format_.empty()) {
    return absl::InvalidArgumentError(fmt::format(
        "--format {} is for -o - only; here the ending of {} decides", format_, output_));
  }
  options.encode.never_overwrite = {file_};
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  SHARPSCALE_RETURN_IF_ERROR(options.encode.Validate());
  return options;
}

absl::StatusOr<std::string> EnhanceCommand::WritePage(RunContext& context,
                                                      const EnhanceResult& result) const {
  HtmlInput input;
  SHARPSCALE_ASSIGN_OR_RETURN(const Target target, target_.Build());
  SHARPSCALE_ASSIGN_OR_RETURN(input.before, ReadPicture(context, file_));
  SHARPSCALE_ASSIGN_OR_RETURN(input.after, ReadPicture(context, result.file));
  SHARPSCALE_ASSIGN_OR_RETURN(
      const GateProfile profile,
      LoadGateProfile(target.is_print() || !target.has_size() ? "print" : "web"));
  SHARPSCALE_RETURN_IF_ERROR(
      TellPair(file_, result.file, profile, context.common.threads, &context.progress, &input));
  TellRun(result, &input);
  input.date = ReportDate();
  const Verdict verdict = *input.verdict;
  SHARPSCALE_ASSIGN_OR_RETURN(const std::string page, BuildPage(target, std::move(input)));
  SHARPSCALE_RETURN_IF_ERROR(WriteFileAtomically(page_, page, force_, {file_, result.file}));
  return verdict.verdict == RuleVerdict::kFail ? verdict.headline : std::string();
}

int EnhanceCommand::Run(RunContext& context) {
  Console& console = context.console;
  const std::string shown = file_;
  console.BeginFile(shown);
  const auto fail = [&](const absl::Status& status) {
    console.ClearProgress();
    if (context.progress.cancelled()) {
      console.Error("interrupted, nothing was written");
      return kExitInterrupted;
    }
    console.Error(shown, status);
    if (context.common.json) {
      const std::string message(status.message().data(), status.message().size());
      console.Print(JsonText(ErrorJson(shown, OneLine(message)), false) + "\n");
    }
    return kExitError;
  };
  // What the options say is checked before the picture is read.
  if (!replay_file_.empty()) {
    if (!not_replayed_.empty()) {
      return fail(absl::InvalidArgumentError(
          fmt::format("--replay does what was recorded; leave {} out", not_replayed_.front())));
    }
    absl::StatusOr<Replay> replay = ReadReplay();
    if (!replay.ok()) return fail(replay.status());
    replay_ = *std::move(replay);
  }
  const absl::StatusOr<EnhanceOptions> options = Options(context);
  if (!options.ok()) return fail(options.status());
  if (const absl::StatusOr<Target> target = target_.Build(); !target.ok())
    return fail(target.status());

  if (file_ == "-") {
    // Measuring reads it, and enhancing reads it again.
    absl::StatusOr<std::string> spooled = SpoolStandardInput(context.common.decode.max_file_bytes);
    if (!spooled.ok()) return fail(spooled.status());
    file_ = *std::move(spooled);
  }
  absl::StatusOr<Report> report =
      MeasureFile(context, file_, MeasureForAdvice(context.common.threads, false), nullptr);
  if (!report.ok()) return fail(report.status());
  report->source.file = shown;
  const absl::StatusOr<Plan> plan = MakePlan(context, *report);
  if (!plan.ok()) return fail(plan.status());

  if (output_.empty()) {
    return fail(absl::InvalidArgumentError(fmt::format(
        "no name for the result, add for instance: -o {}", ProposeOutput(shown, *plan))));
  }
  const bool to_stdout = output_ == "-";
  if (plan->verdict != PlanVerdict::kPlan) {
    EnhanceResult nothing;
    nothing.plan = *plan;
    if (context.common.json) {
      console.Print(JsonText(ResultJson(nothing, shown), true) + "\n");
    } else if (!to_stdout) {
      console.Print(RenderTerminal(*plan, shown, console.style()));
    }
    console.Note(
        fmt::format("{} was not written{}.",
                    output_,
                    plan->verdict == PlanVerdict::kNotFixable
                        ? "; steps of your own are run all the same, for instance --steps upscale:2"
                        : "; --force writes a copy"));
    // A picture that cannot be repaired is not done.
    return plan->verdict == PlanVerdict::kNothingToDo ? kExitDone : kExitFailed;
  }
  const absl::StatusOr<EnhanceResult> result =
      EnhanceFile(file_, *report, *plan, output_, *options, &context.progress);
  if (!result.ok()) return fail(result.status());
  console.ClearProgress();
  for (const std::string& fallback : result->fallbacks) console.Warn(fallback);
  if (!to_stdout && context.common.json) {
    console.Print(JsonText(ResultJson(*result, shown), true) + "\n");
  } else if (!to_stdout && !context.common.quiet) {
    console.Print(RenderTerminal(*plan, shown, console.style()));
    console.Print(ResultText(*result, console.style()));
    for (const std::string& note : result->notes) {
      console.Print(ForTerminal(note + "\n", console.style()));
    }
  }
  TellWhetherReplayed(context, *result);
  if (!page_.empty() && !to_stdout) {
    const absl::StatusOr<std::string> failed = WritePage(context, *result);
    if (!failed.ok()) return fail(failed.status());
    console.ClearProgress();
    console.Note("wrote " + page_);
    if (!failed->empty()) {
      console.Warn(
          fmt::format("{}: judged beside its source: {}. See {}", result->file, *failed, page_));
    }
  }
  return strict_ ? StrictExit(*result, console) : kExitDone;
}

// What was asked for and not done as it was asked.
int EnhanceCommand::StrictExit(const EnhanceResult& result, Console& console) const {
  std::vector<std::string> reasons;
  if (!result.fallbacks.empty()) {
    reasons.push_back(result.fallbacks.size() == 1 ? "the warning above" : "the warnings above");
  }
  // Of an advised plan, what does not help is left out as it should be.
  const std::vector<Step> steps = StageSteps(result);
  for (size_t i = 0; i < steps.size(); ++i) {
    if (!steps_.empty() && result.stages[i].left_out) {
      reasons.push_back(StepsToString({steps[i]}) + " was left out");
    }
  }
  if (reasons.empty()) return kExitDone;
  console.Error(fmt::format(
      "{} was written; exit code 1 because of --strict: {}", output_, fmt::join(reasons, ", ")));
  return kExitFailed;
}

}  // namespace sharpscale
