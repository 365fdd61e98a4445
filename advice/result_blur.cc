// SPDX-License-Identifier: Apache-2.0

#include "advice/result_blur.h"

#include <array>

#include "advice/sharpening.h"
#include "advice/situation.h"

namespace sharpscale {
namespace {

// Blur of the source -> blur that our networks leave, px of the source: they make crisp edges
// crisper and leave soft ones as they are. 40 enlargements of 4x of four photographs, blurred by 0
// to 2 px (tests/bench/print_promise.sh).
constexpr std::array<std::array<double, 2>, 8> kEnlargedBlur = {{{0.0, 0.13},
                                                                 {0.4, 0.22},
                                                                 {0.55, 0.40},
                                                                 {0.8, 0.80},
                                                                 {1.2, 1.00},
                                                                 {1.6, 1.32},
                                                                 {2.0, 1.85},
                                                                 {3.0, 3.00}}};

double EnlargedBlur(double own) {
  for (size_t i = 1; i < kEnlargedBlur.size(); ++i) {
    const auto& [x, y] = kEnlargedBlur[i];
    const auto& [before, least] = kEnlargedBlur[i - 1];
    if (own <= x) return least + (y - least) * (own - before) / (x - before);
  }
  return own;
}

}  // namespace

std::optional<double> ResultBlur(const Report& report, const Plan& plan, double native) {
  const std::optional<double> own = EdgeBlur(report);
  if (!own) return std::nullopt;
  double blur = plan.factor_needed / native * EnlargedBlur(native * *own);
  for (const Step& step : plan.steps) {
    if (step.kind == StepKind::kSharpen) blur = SharpenedBlur(step.strength, step.radius, blur);
  }
  return blur;
}

}  // namespace sharpscale
