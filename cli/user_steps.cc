// SPDX-License-Identifier: Apache-2.0

#include "cli/user_steps.h"

#include <fmt/format.h>

#include "advice/lint.h"
#include "advice/plan_of_steps.h"
#include "advice/situation.h"
#include "enhance/capabilities.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

// What runs where no network has the factor asked for; "" where one has it.
std::string HowItIsEnlarged(double factor) {
  int larger = 0;
  for (const Upscaler& upscaler : CapabilitiesHere().upscalers) {
    if (upscaler.scale == factor) return "";
    if (upscaler.scale > factor && (larger == 0 || upscaler.scale < larger)) {
      larger = upscaler.scale;
    }
  }
  if (larger == 0) return " No network enlarges so far: a plain resize.";
  return fmt::format(
      " No network for {:g}x: the {}x one runs and its result is reduced.", factor, larger);
}

}  // namespace

absl::StatusOr<Plan> PlanFromUser(const std::string& text,
                                  const Target& asked,
                                  const Report& report,
                                  Console& console) {
  const Target target = TargetForContent(report, asked);
  std::vector<Step> steps;
  if (text != "export") {
    SHARPSCALE_ASSIGN_OR_RETURN(steps, ParseSteps(text));
    for (const LintFinding& finding : Lint(steps, &report, target.has_size() ? &target : nullptr)) {
      console.Warn(finding.rule + ": " + finding.text);
    }
  }
  SHARPSCALE_ASSIGN_OR_RETURN(Plan plan, PlanOfSteps(steps, target, report));
  for (Step& step : plan.steps) {
    if (step.kind != StepKind::kUpscale || !step.model.empty() || step.evidence.empty()) continue;
    step.evidence.back().text += HowItIsEnlarged(step.factor);
  }
  return plan;
}

}  // namespace sharpscale
