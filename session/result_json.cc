// SPDX-License-Identifier: Apache-2.0

#include "session/result_json.h"

#include <nlohmann/json.hpp>

#include "report/json.h"
#include "report/json_number.h"
#include "report/numbers.h"
#include "report/terminal.h"

namespace sharpscale {

using Json = nlohmann::ordered_json;

Json ResultJson(const EnhanceResult& result, const std::string& source) {
  Json stages = Json::array();
  const std::vector<Step> steps = StageSteps(result);
  for (size_t i = 0; i < steps.size(); ++i) {
    const StageResult& stage = result.stages[i];
    Json one = {{"kind", StepKindName(stage.kind)}, {"seconds", JsonNumber(stage.seconds, 3)}};
    if (stage.kind == StepKind::kRestore) one["conditions"] = steps[i].conditions;
    if (!stage.model.empty()) one["model"] = stage.model;
    if (stage.kind == StepKind::kSharpen || stage.kind == StepKind::kRestore) {
      one["strength"] = JsonNumber(stage.strength, 3);
    }
    if (stage.width > 0) {
      one["width"] = stage.width;
      one["height"] = stage.height;
    }
    if (stage.left_out) one["left_out"] = true;
    one["note"] = stage.note;
    one["before"] = ToJson(stage.before);
    one["after"] = ToJson(stage.after);
    stages.push_back(std::move(one));
  }
  Json outputs = Json::array();
  for (const ExportedFile& file : result.files) {
    Json one = {{"file", file.file},
                {"width", file.width},
                {"height", file.height},
                {"bytes", file.bytes},
                {"sha256", file.sha256},
                {"format", file.format}};
    if (!file.use.empty()) one["use"] = file.use;
    if (file.quality > 0) one["quality"] = file.quality;
    if (file.max_bytes > 0) one["max_bytes"] = file.max_bytes;
    if (!file.notes.empty()) one["notes"] = file.notes;
    outputs.push_back(std::move(one));
  }
  Json output = outputs.empty() ? Json(nullptr) : outputs[0];
  return {{"schema", "sharpscale.result/1"},
          {"tool", JsonTool()},
          {"plan", ToJson(result.plan, source)},
          {"output", std::move(output)},
          {"outputs", std::move(outputs)},
          {"stages", std::move(stages)},
          {"fallbacks", result.fallbacks},
          {"notes", result.notes}};
}

std::vector<Step> StageSteps(const EnhanceResult& result) {
  std::vector<Step> steps;
  // Stages stand in the order of the plan's steps; a step may have been skipped.
  size_t next = 0;
  for (const StageResult& stage : result.stages) {
    Step step;
    step.kind = stage.kind;
    for (size_t i = next; i < result.plan.steps.size(); ++i) {
      if (result.plan.steps[i].kind != stage.kind) continue;
      step = result.plan.steps[i];
      next = i + 1;
      break;
    }
    steps.push_back(std::move(step));
  }
  return steps;
}

std::vector<StageRow> StageRows(const EnhanceResult& result) {
  std::vector<StageRow> rows;
  std::vector<Step> steps = StageSteps(result);
  for (size_t i = 0; i < steps.size(); ++i) {
    const StageResult& stage = result.stages[i];
    Step& step = steps[i];
    StageRow row;
    row.kind = StepKindName(stage.kind);
    if (stage.kind == StepKind::kSharpen) step.strength = stage.strength;
    if (stage.kind == StepKind::kUpscale) row.factor = step.factor;
    row.title = StepTitle(step);
    row.text = stage.note;
    for (const Evidence& evidence : step.evidence) {
      // What was left out was not done as asked.
      if (stage.left_out && evidence.rule == "user") continue;
      row.text += (row.text.empty() ? "" : " ") + evidence.text;
    }
    row.seconds = stage.seconds;
    row.before = stage.before;
    row.after = stage.after;
    rows.push_back(std::move(row));
  }
  return rows;
}

}  // namespace sharpscale
