// SPDX-License-Identifier: Apache-2.0

#include "report/json.h"

#include <nlohmann/json.hpp>

#include "report/numbers.h"
#include "report/version.h"

namespace sharpscale {
namespace {

using Json = nlohmann::ordered_json;

// Integers where nothing stands behind the point: 300, not 300.0.
Json Number(double value, int decimals) {
  if (!std::isfinite(value)) return nullptr;
  const double rounded = RoundToDecimals(value, decimals);
  if (decimals <= 0 && std::abs(rounded) < 9e15) return static_cast<int64_t>(rounded);
  return rounded;
}

Json Number(const std::optional<double>& value, int decimals) {
  return value ? Number(*value, decimals) : Json(nullptr);
}

Json Tool() {
  return {{"name", "sharpscale"}, {"version", Version()}};
}

Json ImageFacts(const Report& report) {
  Json image = {{"width", report.width},
                {"height", report.height},
                {"channels", report.channels},
                {"alpha", report.has_alpha},
                {"bit_depth", report.source.bits_per_sample},
                {"format", ContainerName(report.source.container)},
                {"bytes", report.source.file_bytes},
                {"ppi", report.ppi.known() ? Number(report.ppi.x, 2) : Json(nullptr)},
                {"icc", report.has_icc},
                {"orientation", report.source.orientation}};
  if (report.ppi.known() && report.ppi.x != report.ppi.y) image["ppi_y"] = Number(report.ppi.y, 2);
  if (report.source.pages > 1) image["pages"] = report.source.pages;
  if (report.source.cmyk) image["cmyk"] = true;
  if (!report.source.notes.empty()) image["notes"] = report.source.notes;
  return image;
}

Json EvidenceJson(const Evidence& evidence) {
  const int decimals = std::max(DecimalsOf(evidence.metric), 0);
  Json json = {{"rule", evidence.rule}, {"metric", evidence.metric}};
  // A quantity of the target ("target.factor") is exact arithmetic: three digits tell it apart.
  const bool measured = evidence.metric.rfind("target.", 0) != 0;
  const int digits = measured ? decimals : 3;
  json["value"] = evidence.word.empty() ? Number(evidence.value, digits) : Json(evidence.word);
  json["threshold"] = Number(evidence.threshold, measured ? std::max(digits, 2) : digits);
  json["text"] = evidence.text;
  return json;
}

Json StepJson(const Step& step) {
  Json json = {{"kind", StepKindName(step.kind)}};
  switch (step.kind) {
    case StepKind::kUpscale:
    case StepKind::kDownscale:
      json["factor"] = Number(step.factor, 4);
      break;
    case StepKind::kSharpen:
      json["strength"] = Number(step.strength, 3);
      if (step.radius > 0.0) json["radius"] = Number(step.radius, 2);
      break;
    case StepKind::kRestore:
    case StepKind::kAdjust:
      json["strength"] = Number(step.strength, 3);
      break;
    case StepKind::kResize:
      break;
    case StepKind::kExport:
      if (!step.format.empty()) json["format"] = step.format;
      if (step.quality > 0) json["quality"] = step.quality;
      if (step.ppi > 0.0) json["ppi"] = Number(step.ppi, 2);
      if (step.max_bytes) json["max_bytes"] = *step.max_bytes;
      break;
  }
  if (!step.model.empty()) json["model"] = step.model;
  if (step.kind == StepKind::kRestore || step.kind == StepKind::kUpscale) {
    if (!step.conditions.empty()) json["conditions"] = step.conditions;
  }
  if (step.width > 0 && step.height > 0) {
    json["width"] = step.width;
    json["height"] = step.height;
  }
  json["evidence"] = Json::array();
  for (const Evidence& evidence : step.evidence) json["evidence"].push_back(EvidenceJson(evidence));
  return json;
}

Json RulesJson(const Verdict& verdict) {
  Json rules = Json::array();
  for (const RuleResult& rule : verdict.rules) {
    const int decimals = DecimalsOf(rule.metric);
    rules.push_back({{"rule", rule.rule},
                     {"verdict", RuleVerdictName(rule.verdict)},
                     {"metric", rule.metric},
                     {"value", Number(rule.value, decimals)},
                     {"threshold", Number(rule.threshold, std::max(decimals, 2))},
                     {"x", Number(rule.x, 1)},
                     {"y", Number(rule.y, 1)},
                     {"text", rule.text}});
  }
  return rules;
}

}  // namespace

Json ToJson(const Measurement& measurement) {
  const int decimals = DecimalsOf(measurement.id);
  Json json = {{"id", measurement.id}};
  const bool finite = measurement.value && std::isfinite(*measurement.value);
  if (!measurement.word.empty()) {
    json["value"] = measurement.word;
  } else if (finite) {
    json["value"] = Number(*measurement.value, decimals);
  } else {
    json["value"] = nullptr;
    json["unknown"] = !measurement.unknown.empty()    ? measurement.unknown
                      : measurement.value.has_value() ? "the measured value is not finite"
                                                      : "not measured";
  }
  json["unit"] = measurement.unit;
  json["low"] = Number(measurement.low, decimals);
  json["high"] = Number(measurement.high, decimals);
  if (measurement.grade != Grade::kNotGraded) json["grade"] = GradeName(measurement.grade);
  Json peaks = Json::array();
  for (const Peak& peak : measurement.peaks) {
    if (!std::isfinite(peak.x) || !std::isfinite(peak.y) || !std::isfinite(peak.value)) continue;
    peaks.push_back({{"x", Number(peak.x, 1)},
                     {"y", Number(peak.y, 1)},
                     {"value", Number(peak.value, decimals)}});
  }
  if (!peaks.empty()) json["peaks"] = std::move(peaks);
  return json;
}

Json ToJson(const std::vector<Measurement>& measurements) {
  Json json = Json::array();
  for (const Measurement& measurement : measurements) json.push_back(ToJson(measurement));
  return json;
}

Json ToJson(const Report& report) {
  Json timings = Json::object();
  for (const auto& [stage, ms] : report.timings_ms) timings[stage] = Number(ms, 1);
  return {{"schema", "sharpscale.report/1"},
          {"tool", Tool()},
          {"file", report.source.file},
          {"image", ImageFacts(report)},
          {"measurements", ToJson(report.measurements)},
          {"timings_ms", std::move(timings)}};
}

Json ToJson(const Plan& plan, const std::string& file) {
  const auto ppi = [](double value) { return value > 0.0 ? Number(value, 1) : Json(nullptr); };
  Json target = {{"width", plan.target_width > 0 ? Json(plan.target_width) : Json(nullptr)},
                 {"height", plan.target_height > 0 ? Json(plan.target_height) : Json(nullptr)},
                 {"ppi", plan.target.is_print() ? Number(plan.target.ppi, 2) : Json(nullptr)},
                 {"fit", plan.target.fit == FitMode::kCover ? "cover" : "fit"},
                 {"label", plan.target.label}};
  if (!plan.target.preset.empty()) target["preset"] = plan.target.preset;
  Json steps = Json::array();
  for (const Step& step : plan.steps) steps.push_back(StepJson(step));
  Json cautions = Json::array();
  for (const Caution& caution : plan.cautions) {
    cautions.push_back({{"rule", caution.rule}, {"text", caution.text}});
  }
  const Prediction& predicted = plan.predicted;
  const auto positive = [](int64_t value) { return value > 0 ? Json(value) : Json(nullptr); };
  return {{"schema", "sharpscale.plan/1"},
          {"tool", Tool()},
          {"file", file},
          {"target", std::move(target)},
          {"verdict", PlanVerdictName(plan.verdict)},
          {"headline", plan.headline},
          {"risk", RiskName(plan.risk)},
          {"steps", std::move(steps)},
          {"factor_needed", Number(plan.factor_needed, 4)},
          {"factor_product", Number(plan.factor_product, 4)},
          {"ppi_before", ppi(plan.ppi_before)},
          {"ppi_true", ppi(plan.ppi_true)},
          {"ppi_after", ppi(plan.ppi_after)},
          {"predicted",
           {{"bytes", positive(predicted.bytes)},
            {"seconds", Number(predicted.seconds, 1)},
            {"memory_bytes", positive(predicted.memory_bytes)}}},
          {"cautions", std::move(cautions)},
          {"why", plan.why},
          {"counterfactual", plan.counterfactual}};
}

Json ToJson(const Comparison& comparison, const Verdict& verdict) {
  const Registration& registration = comparison.registration;
  return {{"schema", "sharpscale.comparison/1"},
          {"tool", Tool()},
          {"before", comparison.before.source.file},
          {"after", comparison.after.source.file},
          {"registration",
           {{"scale_x", Number(registration.scale_x, 5)},
            {"scale_y", Number(registration.scale_y, 5)},
            {"dx", Number(registration.dx, 3)},
            {"dy", Number(registration.dy, 3)},
            {"confidence", Number(registration.confidence, 4)}}},
          {"measurements", ToJson(comparison.measurements)},
          {"verdict", VerdictWord(verdict)},
          {"headline", verdict.headline},
          {"rules", RulesJson(verdict)}};
}

Json ToJson(const Report& after, const Verdict& verdict) {
  return {{"schema", "sharpscale.comparison/1"},
          {"tool", Tool()},
          {"before", nullptr},
          {"after", after.source.file},
          {"registration", nullptr},
          {"measurements", ToJson(after.measurements)},
          {"verdict", VerdictWord(verdict)},
          {"headline", verdict.headline},
          {"rules", RulesJson(verdict)}};
}

Json ErrorJson(const std::string& file, const std::string& error) {
  return {{"file", file}, {"error", error}};
}

const char* VerdictWord(const Verdict& verdict) {
  if (!verdict.comparable) return "not_comparable";
  // Nothing could be judged: that is no pass.
  return verdict.verdict == RuleVerdict::kNotApplicable ? "warn" : RuleVerdictName(verdict.verdict);
}

std::string JsonText(const Json& json, bool pretty) {
  return json.dump(pretty ? 2 : -1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace sharpscale
