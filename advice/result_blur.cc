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

// The same for our sharpening network at the picture's own size and the strength that the advice
// gives: 12 sharpenings of four photographs, blurred by 1.2 to 1.8 px. Wider blur is the mask's.
constexpr std::array<std::array<double, 2>, 5> kSharpenedBlur = {
    {{0.65, 0.55}, {1.24, 0.75}, {1.5, 0.81}, {1.8, 1.01}, {2.0, 1.15}}};

// Between the rows; beyond the last, nothing is known: as it is.
template <size_t N>
std::optional<double> LookUp(const std::array<std::array<double, 2>, N>& table, double own) {
  if (own > table.back()[0]) return std::nullopt;
  size_t i = 1;
  while (own > table[i][0]) ++i;
  const auto& [x, y] = table[i];
  const auto& [before, least] = table[i - 1];
  return least + (y - least) * (own - before) / (x - before);
}

}  // namespace

std::optional<double> ResultBlur(const Report& report, const Plan& plan, double native) {
  const std::optional<double> own = EdgeBlur(report);
  if (!own) return std::nullopt;
  if (!HasStep(plan.steps, StepKind::kUpscale)) {
    const Step* sharpen = nullptr;
    for (const Step& step : plan.steps) {
      if (step.kind == StepKind::kSharpen) sharpen = &step;
    }
    if (sharpen == nullptr) return own;
    return LookUp(kSharpenedBlur, *own)
        .value_or(SharpenedBlur(sharpen->strength, sharpen->radius, *own));
  }
  const double small = native * *own;
  double blur = plan.factor_needed / native * LookUp(kEnlargedBlur, small).value_or(small);
  for (const Step& step : plan.steps) {
    if (step.kind == StepKind::kSharpen) blur = SharpenedBlur(step.strength, step.radius, blur);
  }
  return blur;
}

}  // namespace sharpscale
