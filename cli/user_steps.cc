// SPDX-License-Identifier: Apache-2.0

#include "cli/user_steps.h"

#include "advice/lint.h"
#include "advice/plan_of_steps.h"
#include "image/status_macros.h"

namespace sharpscale {

absl::StatusOr<Plan> PlanFromUser(const std::string& text,
                                  const Target& target,
                                  const Report& report,
                                  Console& console) {
  std::vector<Step> steps;
  if (text != "export") {
    SHARPSCALE_ASSIGN_OR_RETURN(steps, ParseSteps(text));
    for (const LintFinding& finding : Lint(steps, &report, target.has_size() ? &target : nullptr)) {
      console.Warn(finding.rule + ": " + finding.text);
    }
  }
  return PlanOfSteps(steps, target, report);
}

}  // namespace sharpscale
