// SPDX-License-Identifier: Apache-2.0

#include "advice/result_blur.h"

#include <array>

#include "advice/between_rows.h"
#include "advice/sharpening.h"
#include "advice/situation.h"

namespace sharpscale {
namespace {

// Blur of the source -> blur that our networks leave, px of the source: they make crisp edges
// crisper, and are told of the blur of soft ones. 40 enlargements of 4x of four photographs,
// blurred by 0 to 2 px (tests/bench/print_promise.sh), and to 1 px 32 with today's networks, of
// noisy and compressed sources; of their upper half.
constexpr std::array<std::array<double, 2>, 10> kEnlargedBlur = {{{0.0, 0.13},
                                                                  {0.4, 0.24},
                                                                  {0.55, 0.33},
                                                                  {0.7, 0.41},
                                                                  {0.85, 0.55},
                                                                  {1.0, 0.65},
                                                                  {1.2, 0.95},
                                                                  {1.6, 1.32},
                                                                  {2.0, 1.85},
                                                                  {3.0, 3.00}}};

// The same where the source's blur was taken away: 36 results of 1x, 2x and 4x of three
// photographs, 0.1 to 0.8 px; of their upper half. At 1.15 to 1.3 px of 8 more of four, 0.12 to
// 0.36 px.
constexpr std::array<std::array<double, 2>, 5> kDeblurredBlur = {
    {{0.65, 0.45}, {1.0, 0.33}, {1.3, 0.33}, {1.5, 0.45}, {2.0, 0.75}}};

// The same where it was taken away after a first enlargement by 2: results of 1.5x to 4x of the
// pictures of Set5 and Set14.
constexpr std::array<std::array<double, 2>, 2> kDeblurredEnlargedBlur = {
    {{0.4, 0.25}, {1.05, 0.32}}};

// The same for our sharpening network at the picture's own size and the strength that the advice
// gives: 12 sharpenings of four photographs, blurred by 1.2 to 1.8 px. Wider blur is the mask's.
constexpr std::array<std::array<double, 2>, 5> kSharpenedBlur = {
    {{0.65, 0.55}, {1.24, 0.75}, {1.5, 0.81}, {1.8, 1.01}, {2.0, 1.15}}};

}  // namespace

std::optional<double> ResultBlur(const Report& report, const Plan& plan, double native) {
  const std::optional<double> own = EdgeBlur(report);
  if (!own) return std::nullopt;
  const bool enlarges = HasStep(plan.steps, StepKind::kUpscale);
  const double small = enlarges ? native * *own : *own;
  const bool deblurred = HasDeblurring(plan.steps) && small >= kDeblurredBlur.front()[0] &&
                         small <= kDeblurredBlur.back()[0];
  if (!enlarges) {
    if (deblurred) return BetweenRows(kDeblurredBlur, small);
    const Step* sharpen = FindStep(plan.steps, StepKind::kSharpen);
    if (sharpen == nullptr) return own;
    return small <= kSharpenedBlur.back()[0]
               ? BetweenRows(kSharpenedBlur, small)
               : SharpenedBlur(sharpen->strength, sharpen->radius, small);
  }
  // Beyond the last row nothing was tried: as it is.
  double left = small;
  if (DeblursEnlarged(plan.steps)) {
    left = BetweenRows(kDeblurredEnlargedBlur, small);
  } else if (deblurred) {
    left = BetweenRows(kDeblurredBlur, small);
  } else if (small <= kEnlargedBlur.back()[0]) {
    left = BetweenRows(kEnlargedBlur, small);
  }
  double blur = plan.factor_needed / native * left;
  for (const Step& step : plan.steps) {
    if (step.kind == StepKind::kSharpen) blur = SharpenedBlur(step.strength, step.radius, blur);
  }
  return blur;
}

}  // namespace sharpscale
