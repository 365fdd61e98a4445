// SPDX-License-Identifier: Apache-2.0

#include "advice/plan.h"

#include <algorithm>

namespace sharpscale {

const char* StepKindName(StepKind kind) {
  switch (kind) {
    case StepKind::kRestore:
      return "restore";
    case StepKind::kUpscale:
      return "upscale";
    case StepKind::kDownscale:
      return "downscale";
    case StepKind::kResize:
      return "resize";
    case StepKind::kSharpen:
      return "sharpen";
    case StepKind::kAdjust:
      return "adjust";
    case StepKind::kExport:
      return "export";
  }
  return "";
}

const char* PlanVerdictName(PlanVerdict verdict) {
  switch (verdict) {
    case PlanVerdict::kPlan:
      return "PLAN";
    case PlanVerdict::kNothingToDo:
      return "NOTHING_TO_DO";
    case PlanVerdict::kNotFixable:
      return "NOT_FIXABLE";
  }
  return "";
}

const char* RiskName(Risk risk) {
  switch (risk) {
    case Risk::kLow:
      return "low";
    case Risk::kMedium:
      return "medium";
    case Risk::kHigh:
      return "high";
  }
  return "";
}

const Step* FindStep(const std::vector<Step>& steps, StepKind kind) {
  const auto found = std::find_if(
      steps.begin(), steps.end(), [kind](const Step& step) { return step.kind == kind; });
  return found == steps.end() ? nullptr : &*found;
}

bool HasStep(const std::vector<Step>& steps, StepKind kind) {
  return FindStep(steps, kind) != nullptr;
}

bool Deblurs(const Step& step) {
  return step.kind == StepKind::kRestore && step.conditions == "blur";
}

bool HasDeblurring(const std::vector<Step>& steps) {
  return std::any_of(steps.begin(), steps.end(), Deblurs);
}

bool DeblursEnlarged(const std::vector<Step>& steps) {
  const auto enlarges = [](const Step& step) { return step.kind == StepKind::kUpscale; };
  return std::any_of(std::find_if(steps.begin(), steps.end(), enlarges), steps.end(), Deblurs);
}

}  // namespace sharpscale
