// SPDX-License-Identifier: Apache-2.0

#include "report/json.h"
#include "report/json_number.h"
#include "report/numbers.h"

namespace sharpscale {
namespace {

using Json = nlohmann::ordered_json;

Json EvidenceJson(const Evidence& evidence) {
  const int decimals = std::max(DecimalsOf(evidence.metric), 0);
  Json json = {{"rule", evidence.rule}, {"metric", evidence.metric}};
  // A quantity of the target ("target.factor") is exact arithmetic: three digits tell it apart.
  const bool measured = evidence.metric.rfind("target.", 0) != 0;
  const int digits = measured ? decimals : 3;
  json["value"] = evidence.word.empty() ? JsonNumber(evidence.value, digits) : Json(evidence.word);
  json["threshold"] = JsonNumber(evidence.threshold, measured ? std::max(digits, 2) : digits);
  json["text"] = evidence.text;
  return json;
}

Json StepJson(const Step& step) {
  Json json = {{"kind", StepKindName(step.kind)}};
  switch (step.kind) {
    case StepKind::kUpscale:
    case StepKind::kDownscale:
      json["factor"] = JsonNumber(step.factor, 4);
      break;
    case StepKind::kSharpen:
      json["strength"] = JsonNumber(step.strength, 3);
      if (step.radius > 0.0) json["radius"] = JsonNumber(step.radius, 2);
      break;
    case StepKind::kRestore:
    case StepKind::kAdjust:
      json["strength"] = JsonNumber(step.strength, 3);
      break;
    case StepKind::kResize:
      break;
    case StepKind::kExport:
      if (!step.format.empty()) json["format"] = step.format;
      if (step.quality > 0) json["quality"] = step.quality;
      if (step.ppi > 0.0) json["ppi"] = JsonNumber(step.ppi, 2);
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

}  // namespace

Json ToJson(const Plan& plan, const std::string& file) {
  const auto ppi = [](double value) { return value > 0.0 ? JsonNumber(value, 1) : Json(nullptr); };
  Json target = {{"width", plan.target_width > 0 ? Json(plan.target_width) : Json(nullptr)},
                 {"height", plan.target_height > 0 ? Json(plan.target_height) : Json(nullptr)},
                 {"ppi", plan.target.is_print() ? JsonNumber(plan.target.ppi, 2) : Json(nullptr)},
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
          {"tool", JsonTool()},
          {"file", file},
          {"target", std::move(target)},
          {"verdict", PlanVerdictName(plan.verdict)},
          {"headline", plan.headline},
          {"risk", RiskName(plan.risk)},
          {"steps", std::move(steps)},
          {"factor_needed", JsonNumber(plan.factor_needed, 4)},
          {"factor_product", JsonNumber(plan.factor_product, 4)},
          {"ppi_before", ppi(plan.ppi_before)},
          {"ppi_true", ppi(plan.ppi_true)},
          {"ppi_after", ppi(plan.ppi_after)},
          {"predicted",
           {{"bytes", positive(predicted.bytes)},
            {"bytes_low", positive(predicted.bytes_low)},
            {"bytes_high", positive(predicted.bytes_high)},
            {"seconds", JsonNumber(predicted.seconds, 1)},
            {"seconds_low", JsonNumber(predicted.seconds_low, 1)},
            {"seconds_high", JsonNumber(predicted.seconds_high, 1)},
            {"memory_bytes", positive(predicted.memory_bytes)}}},
          {"cautions", std::move(cautions)},
          {"why", plan.why},
          {"counterfactual", plan.counterfactual}};
}

}  // namespace sharpscale
