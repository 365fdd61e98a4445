// SPDX-License-Identifier: Apache-2.0

#include "advice/plan_of_steps.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/history.h"
#include "advice/risk.h"
#include "advice/situation.h"
#include "image/status_macros.h"

namespace sharpscale {
namespace {

constexpr int kMostSide = 300000;  // px, as of a target

bool ChangesSize(const Step& step) {
  return step.kind == StepKind::kUpscale || step.kind == StepKind::kDownscale ||
         step.kind == StepKind::kResize;
}

Evidence AsAsked() {
  return {"user", "user.steps", std::nullopt, std::nullopt, "", "As asked."};
}

// As for a plan that the advice made of these steps.
Risk RiskOfSteps(const Plan& plan, const Report& report) {
  Target made = plan.target;
  if (!made.has_size()) {
    made.width = plan.target_width;
    made.height = plan.target_height;
  }
  const History history = RecordedHistory(report);
  const absl::StatusOr<Situation> situation = DescribeSituation(report, made, history);
  if (!situation.ok()) return Risk::kHigh;  // farther than anything is enlarged
  return Higher(Risk::kLow, RiskCautions(plan.steps, report, made, *situation, history).size());
}

}  // namespace

absl::StatusOr<Plan> PlanOfSteps(const std::vector<Step>& steps,
                                 const Target& target,
                                 const Report& report,
                                 std::vector<int>* origin) {
  Plan plan;
  plan.target = target;
  plan.verdict = PlanVerdict::kPlan;
  plan.headline = "Your own steps";
  SHARPSCALE_ASSIGN_OR_RETURN(const TargetPixels pixels,
                              ResolveTarget(target, report.width, report.height));
  if (origin != nullptr) origin->clear();
  int width = report.width;
  int height = report.height;
  const auto add = [&](Step step, int from) {
    step.width = width;
    step.height = height;
    if (step.evidence.empty()) step.evidence.push_back(AsAsked());
    plan.steps.push_back(std::move(step));
    if (origin != nullptr) origin->push_back(from);
  };
  const auto end_in_target = [&] {
    if (!target.has_size() || (width == pixels.width && height == pixels.height)) return;
    width = pixels.width;
    height = pixels.height;
    Step resize;
    resize.kind = StepKind::kResize;
    resize.evidence.push_back({"user",
                               "target.width",
                               static_cast<double>(pixels.width),
                               std::nullopt,
                               "",
                               "The size asked for."});
    add(std::move(resize), -1);
  };
  // Sharpening belongs after the last change of size.
  const auto last = std::find_if(steps.rbegin(), steps.rend(), [](const Step& step) {
    return ChangesSize(step) || step.kind == StepKind::kRestore;
  });
  const size_t size_steps = static_cast<size_t>(steps.rend() - last);
  bool has_export = false;
  for (size_t i = 0; i <= steps.size(); ++i) {
    if (i == size_steps) end_in_target();
    if (i == steps.size()) break;
    const Step& step = steps[i];
    if (step.kind == StepKind::kUpscale) plan.factor_product *= step.factor;
    double next_width = width;
    double next_height = height;
    if (step.kind == StepKind::kResize) {
      next_width = step.width;
      next_height = step.height;
    } else if (ChangesSize(step)) {
      next_width = std::max(1.0, std::round(width * step.factor));
      next_height = std::max(1.0, std::round(height * step.factor));
      // A size that was worked out before counts where it differs by its rounding alone.
      if (std::abs(step.width - next_width) <= 1.0 && std::abs(step.height - next_height) <= 1.0 &&
          step.width > 0 && step.height > 0) {
        next_width = step.width;
        next_height = step.height;
      }
    }
    if (!(next_width >= 1.0 && next_height >= 1.0 && next_width <= kMostSide &&
          next_height <= kMostSide)) {
      return absl::InvalidArgumentError(
          fmt::format("step {} ({}) would make {:.0f} x {:.0f} px; sides of 1 to {} are allowed",
                      i + 1,
                      StepKindName(step.kind),
                      next_width,
                      next_height,
                      kMostSide));
    }
    width = static_cast<int>(next_width);
    height = static_cast<int>(next_height);
    has_export = has_export || step.kind == StepKind::kExport;
    add(step, static_cast<int>(i));
  }
  if (!has_export) {
    Step save;
    save.kind = StepKind::kExport;
    save.max_bytes = target.max_bytes;
    add(std::move(save), -1);
  }
  if (target.is_print()) {
    for (Step& step : plan.steps) {
      if (step.kind == StepKind::kExport && step.ppi <= 0.0) step.ppi = target.ppi;
    }
  }
  plan.detail_scale = DetailScale(report, RecordedHistory(report));
  plan.target_width = width;
  plan.target_height = height;
  // Without a size to reach, the steps make the size.
  plan.factor_needed = target.has_size() ? pixels.factor
                                         : std::max(static_cast<double>(width) / report.width,
                                                    static_cast<double>(height) / report.height);
  plan.risk = RiskOfSteps(plan, report);
  return plan;
}

}  // namespace sharpscale
