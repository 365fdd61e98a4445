// SPDX-License-Identifier: Apache-2.0

#include "cli/user_steps.h"

#include <algorithm>
#include <cmath>

#include "advice/lint.h"
#include "image/status_macros.h"

namespace sharpscale {

absl::StatusOr<Plan> PlanFromUser(const std::string& text,
                                  const Target& target,
                                  const Report& report,
                                  Console& console) {
  Plan plan;
  plan.target = target;
  plan.verdict = PlanVerdict::kPlan;
  plan.headline = "Your own steps";
  if (text != "export") {
    SHARPSCALE_ASSIGN_OR_RETURN(plan.steps, ParseSteps(text));
    for (const LintFinding& finding :
         Lint(plan.steps, &report, target.has_size() ? &target : nullptr)) {
      console.Warn(finding.rule + ": " + finding.text);
    }
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const TargetPixels pixels,
                              ResolveTarget(target, report.width, report.height));
  int width = report.width;
  int height = report.height;
  const auto as_asked = [](Step* step) {
    if (step->evidence.empty()) {
      step->evidence.push_back({"user", "user.steps", std::nullopt, std::nullopt, "", "As asked."});
    }
  };
  std::vector<Step> steps;
  bool has_export = false;
  const auto end_in_target = [&] {
    if (!target.has_size() || (width == pixels.width && height == pixels.height)) return;
    Step resize;
    resize.kind = StepKind::kResize;
    resize.width = width = pixels.width;
    resize.height = height = pixels.height;
    resize.evidence.push_back({"user",
                               "target.width",
                               static_cast<double>(pixels.width),
                               std::nullopt,
                               "",
                               "The size asked for."});
    steps.push_back(std::move(resize));
  };
  // Sharpening belongs after the last change of size.
  const auto last_size_step =
      std::find_if(plan.steps.rbegin(), plan.steps.rend(), [](const Step& s) {
        return s.kind == StepKind::kUpscale || s.kind == StepKind::kDownscale ||
               s.kind == StepKind::kResize || s.kind == StepKind::kRestore;
      });
  const size_t size_steps = static_cast<size_t>(plan.steps.rend() - last_size_step);
  for (size_t i = 0; i <= plan.steps.size(); ++i) {
    if (i == size_steps) end_in_target();
    if (i == plan.steps.size()) break;
    Step step = plan.steps[i];
    switch (step.kind) {
      case StepKind::kUpscale:
        plan.factor_product *= step.factor;
        [[fallthrough]];
      case StepKind::kDownscale:
        width = std::max(1, static_cast<int>(std::lround(width * step.factor)));
        height = std::max(1, static_cast<int>(std::lround(height * step.factor)));
        break;
      case StepKind::kResize:
        width = step.width;
        height = step.height;
        break;
      case StepKind::kExport:
        has_export = true;
        break;
      default:
        break;
    }
    step.width = width;
    step.height = height;
    as_asked(&step);
    steps.push_back(std::move(step));
  }
  if (!has_export) {
    Step save;
    save.kind = StepKind::kExport;
    save.width = width;
    save.height = height;
    save.max_bytes = target.max_bytes;
    as_asked(&save);
    steps.push_back(std::move(save));
  }
  if (target.is_print()) {
    for (Step& step : steps) {
      if (step.kind == StepKind::kExport && step.ppi <= 0.0) step.ppi = target.ppi;
    }
  }
  plan.steps = std::move(steps);
  plan.target_width = width;
  plan.target_height = height;
  plan.factor_needed = pixels.factor;
  return plan;
}

}  // namespace sharpscale
