// SPDX-License-Identifier: Apache-2.0

#include "enhance/replay.h"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "advice/data_file.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

using Json = nlohmann::ordered_json;

constexpr int kMostSide = 300000;
constexpr size_t kMostSteps = 64;
constexpr int64_t kMostBytes = int64_t{1} << 50;

const char* PrecisionName(Precision precision) {
  return precision == Precision::kBf16 ? "bf16" : precision == Precision::kFp32 ? "fp32" : "auto";
}

Precision PrecisionFromName(const std::string& name) {
  return name == "bf16" ? Precision::kBf16 : name == "fp32" ? Precision::kFp32 : Precision::kAuto;
}

std::vector<std::string> StepKindNames() {
  std::vector<std::string> names;
  for (const StepKind kind : {StepKind::kRestore,
                              StepKind::kUpscale,
                              StepKind::kDownscale,
                              StepKind::kResize,
                              StepKind::kSharpen,
                              StepKind::kAdjust,
                              StepKind::kExport}) {
    names.emplace_back(StepKindName(kind));
  }
  return names;
}

StepKind StepKindFromName(const std::string& name) {
  const std::vector<std::string> names = StepKindNames();
  return static_cast<StepKind>(std::find(names.begin(), names.end(), name) - names.begin());
}

Json StepJson(const Step& step) {
  Json metrics = Json::array();
  for (const Evidence& evidence : step.evidence) metrics.push_back(evidence.metric);
  Json json = {{"kind", StepKindName(step.kind)},
               {"factor", step.factor},
               {"width", step.width},
               {"height", step.height},
               {"strength", step.strength},
               {"radius", step.radius},
               {"model", step.model},
               {"measured", step.measured},
               {"conditions", step.conditions},
               {"metrics", std::move(metrics)}};
  if (step.kind == StepKind::kAdjust) {
    const Adjustment& a = step.adjustment;
    json["exposure_ev"] = a.exposure_ev;
    json["contrast"] = a.contrast;
    json["auto_white_balance"] = a.auto_white_balance;
    json["red"] = a.red;
    json["green"] = a.green;
    json["blue"] = a.blue;
  }
  if (step.kind == StepKind::kExport) {
    json["format"] = step.format;
    json["quality"] = step.quality;
    json["ppi"] = step.ppi;
  }
  return json;
}

absl::StatusOr<Step> ReadStep(const nlohmann::json& json, size_t index) {
  FieldReader fields(json, fmt::format("replay: step {}", index + 1));
  Step step;
  std::string kind;
  fields.Word("kind", &kind, StepKindNames(), true);
  fields.Number("factor", &step.factor, 1e-4, 1e4);
  fields.Integer("width", &step.width, 0, kMostSide);
  fields.Integer("height", &step.height, 0, kMostSide);
  fields.Number("strength", &step.strength, 0.0, 1.0);
  fields.Number("radius", &step.radius, 0.0, 1e3);
  fields.Text("model", &step.model);
  fields.Flag("measured", &step.measured);
  fields.Text("conditions", &step.conditions);
  Adjustment& a = step.adjustment;
  fields.Number("exposure_ev", &a.exposure_ev, -5.0, 5.0);
  fields.Number("contrast", &a.contrast, -1.0, 1.0);
  fields.Flag("auto_white_balance", &a.auto_white_balance);
  fields.Number("red", &a.red, 0.25, 4.0);
  fields.Number("green", &a.green, 0.25, 4.0);
  fields.Number("blue", &a.blue, 0.25, 4.0);
  fields.Text("format", &step.format);
  fields.Integer("quality", &step.quality, 0, 100);
  fields.Number("ppi", &step.ppi, 0.0, 1e5);
  std::vector<std::string> metrics;
  fields.Texts("metrics", &metrics);
  SHARPSCALE_RETURN_IF_ERROR(fields.status());
  step.kind = StepKindFromName(kind);
  for (std::string& metric : metrics) {
    step.evidence.push_back({"replay", std::move(metric), {}, {}, "", "As recorded."});
  }
  return step;
}

}  // namespace

std::string SidecarJson(const History& history,
                        const EnhanceResult& result,
                        const EnhanceOptions& options,
                        const ExportOutput& output,
                        const std::string& output_sha256) {
  const Plan& plan = result.plan;
  Json steps = Json::array();
  for (const Step& step : plan.steps) steps.push_back(StepJson(step));
  Json target = {{"width", plan.target_width},
                 {"height", plan.target_height},
                 {"print", plan.target.is_print()},
                 {"ppi", plan.ppi_after}};
  if (plan.target.viewing_distance_in) {
    target["viewing_distance_in"] = *plan.target.viewing_distance_in;
  }
  const EncodeOptions& encode = output.encode;
  Json json = Json::parse(HistoryToJson(history));
  json["replay"] = {{"steps", std::move(steps)},
                    {"target", std::move(target)},
                    {"tier", options.tier},
                    {"model", options.model},
                    {"precision", PrecisionName(result.precision)},
                    {"halo_ceiling", options.halo_ceiling},
                    {"colour_lock", options.colour_lock},
                    {"history", options.history},
                    {"export",
                     {{"use", output.use},
                      {"format", ContainerName(encode.format)},
                      {"quality", encode.quality},
                      {"chroma_444", encode.chroma_444},
                      {"lossless", encode.lossless},
                      {"bits", encode.bits},
                      {"strip", encode.strip},
                      {"flatten_alpha", encode.flatten_alpha},
                      {"to_srgb", output.to_srgb},
                      {"sha256", output_sha256}}}};
  if (output.max_bytes > 0) json["replay"]["export"]["max_bytes"] = output.max_bytes;
  return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

absl::StatusOr<Replay> ParseSidecar(std::string_view text) {
  Replay replay;
  SHARPSCALE_ASSIGN_OR_RETURN(replay.history, HistoryFromJson(text));
  SHARPSCALE_ASSIGN_OR_RETURN(const nlohmann::json json, ParseJsonObject(text, "sidecar"));
  const auto found = json.find("replay");
  if (found == json.end() || !found->is_object()) {
    return absl::InvalidArgumentError(
        "the sidecar holds no \"replay\"; it was written by an older version: use its \"plan\" "
        "with "
        "--steps");
  }
  FieldReader fields(*found, "replay");
  EnhanceOptions& options = replay.options;
  std::string precision = "auto";
  fields.Text("tier", &options.tier);
  fields.Text("model", &options.model);
  fields.Word("precision", &precision, {"auto", "bf16", "fp32"});
  fields.Number("halo_ceiling", &options.halo_ceiling, 0.0, 100.0);
  fields.Flag("colour_lock", &options.colour_lock);
  fields.Flag("history", &options.history);
  const nlohmann::json* target = fields.Find("target");
  const nlohmann::json* steps = fields.Find("steps");
  const nlohmann::json* file = fields.Find("export");
  if (steps == nullptr || !steps->is_array() || steps->size() > kMostSteps) {
    fields.Mistake(fmt::format("\"steps\" must be a list of at most {} steps", kMostSteps));
  }
  if (target == nullptr || !target->is_object()) fields.Mistake("\"target\" must be an object");
  if (file == nullptr || !file->is_object()) fields.Mistake("\"export\" must be an object");
  SHARPSCALE_RETURN_IF_ERROR(fields.status());
  options.precision = PrecisionFromName(precision);

  Plan& plan = replay.plan;
  plan.verdict = PlanVerdict::kPlan;
  plan.headline = "As recorded";
  plan.detail_scale = replay.history.source_detail;  // the result's history says it, too
  bool print = false;
  FieldReader size(*target, "replay: target");
  size.Integer("width", &plan.target_width, 0, kMostSide);
  size.Integer("height", &plan.target_height, 0, kMostSide);
  size.Flag("print", &print);
  size.Number("ppi", &plan.ppi_after, 0.0, 1e5);
  size.Number("viewing_distance_in", &plan.target.viewing_distance_in, 0.0, 1e6);
  SHARPSCALE_RETURN_IF_ERROR(size.status());
  if (replay.history.source_width > 0) {
    plan.factor_needed = static_cast<double>(plan.target_width) / replay.history.source_width;
  }
  if (print) {
    plan.target.ppi = plan.ppi_after > 0.0 ? plan.ppi_after : plan.target.ppi;
    plan.target.print_width_in = plan.target_width / plan.target.ppi;
  }
  for (size_t i = 0; i < steps->size(); ++i) {
    SHARPSCALE_ASSIGN_OR_RETURN(Step step, ReadStep((*steps)[i], i));
    plan.steps.push_back(std::move(step));
  }

  FieldReader out(*file, "replay: export");
  EncodeOptions& encode = options.encode;
  std::string use, format;
  std::optional<int64_t> max_bytes;
  out.Text("use", &use);
  out.Text("format", &format);
  out.Integer("quality", &encode.quality, 1, 100);
  out.Flag("chroma_444", &encode.chroma_444);
  out.Flag("lossless", &encode.lossless);
  out.Integer("bits", &encode.bits, 0, 16);
  out.Flag("strip", &encode.strip);
  out.Flag("flatten_alpha", &encode.flatten_alpha);
  out.Flag("to_srgb", &options.to_srgb);
  out.Bytes("max_bytes", &max_bytes);
  out.Text("sha256", &replay.output_sha256);
  SHARPSCALE_RETURN_IF_ERROR(out.status());
  if (!use.empty()) options.exports = {use};
  for (const Container container : {Container::kJpeg,
                                    Container::kPng,
                                    Container::kTiff,
                                    Container::kWebp,
                                    Container::kAvif,
                                    Container::kJxl}) {
    if (format == ContainerName(container)) encode.format = container;
  }
  if (max_bytes && *max_bytes > 0 && *max_bytes < kMostBytes) plan.target.max_bytes = max_bytes;
  SHARPSCALE_RETURN_IF_ERROR(options.Validate());
  return replay;
}

}  // namespace sharpscale
