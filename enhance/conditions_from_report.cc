// SPDX-License-Identifier: Apache-2.0

#include "enhance/conditions_from_report.h"

#include <algorithm>
#include <cmath>

namespace sharpscale {
namespace {

// Noise taken for less than it is stays in the picture; taken for a little more it costs nearly
// nothing (models.md 3.7: 30 % too low loses 0.5 to 1.5 dB, 30 % too high 0.2 to 0.4).
constexpr double kNoiseBias = 1.1;

// What lens and antialiased reduction leave in any good picture, px: not damage. A blur told where
// there is none costs 1 to 2.5 dB (fidelity_bench on Set5), one not told costs little.
constexpr double kGoodBlur = 0.6;

}  // namespace

Conditions ConditionsFromReport(const Report& report) {
  Conditions conditions;
  const double luma = report.ValueOr("noise.luma_sigma", 0.0);
  conditions.noise_sigma = std::clamp(luma * kNoiseBias, 0.0, 50.0);
  if (report.Word("compression.source") != "none") {
    conditions.jpeg_quality =
        std::clamp(report.ValueOr("compression.jpeg_quality", 100.0), 1.0, 100.0);
  }
  const Measurement* grid_x = report.Find("compression.grid_x");
  const Measurement* grid_y = report.Find("compression.grid_y");
  if (conditions.jpeg_quality < 100.0 && grid_x != nullptr && grid_x->value && grid_y != nullptr &&
      grid_y->value) {
    conditions.jpeg_grid = true;
    conditions.grid_x = static_cast<int>(*grid_x->value) & 7;
    conditions.grid_y = static_cast<int>(*grid_y->value) & 7;
  }
  const double blur = report.ValueOr("blur.sigma", 0.0);
  if (blur > kGoodBlur) {
    conditions.blur_sigma = std::min(3.0, std::sqrt(blur * blur - kGoodBlur * kGoodBlur));
  }
  const Measurement* halo = report.Find("halo.overshoot");
  if (halo != nullptr && halo->value && halo->grade != Grade::kNone) {
    conditions.halo = std::clamp(*halo->value, 0.0, 40.0);
  }
  return conditions;
}

}  // namespace sharpscale
