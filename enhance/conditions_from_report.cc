// SPDX-License-Identifier: Apache-2.0

#include "enhance/conditions_from_report.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "advice/situation.h"

namespace sharpscale {
namespace {

// Below this JPEG quality little noise survives, levels; what measures more, and coarse, is texture
// that compression has broken up.
constexpr double kCoarse = 80.0;
constexpr double kMostBroken = 4.0;
// Where noise.shadows_sigma and noise.highlights_sigma are measured (analysis/noise.h), luma 0..1.
constexpr double kShadowsLuma = 48.0 / 255.0;
constexpr double kHighlightsLuma = 208.0 / 255.0;

}  // namespace

NoiseLine NoiseLineOf(const Report& report) {
  NoiseLine line{report.ValueOr("noise.luma_sigma", 0.0), 0.0};
  if (report.Word("noise.kind") != "signal-dependent") return line;
  const double dark = report.ValueOr("noise.shadows_sigma", -1.0);
  const double bright = report.ValueOr("noise.highlights_sigma", -1.0);
  if (dark < 0.0 || bright < 0.0) return line;
  const double per_luma = (bright * bright - dark * dark) / (kHighlightsLuma - kShadowsLuma);
  const double middle = dark * dark + per_luma * (0.5 - kShadowsLuma);
  if (middle <= 0.0) return line;
  return {std::sqrt(middle), std::clamp(per_luma / middle, -2.0, 2.0)};
}

Conditions ConditionsFromReport(const Report& report) {
  Conditions conditions;
  // What is left where there is no noise of any kind is texture: told of it, upscalers lose 0.1 to
  // 0.9 dB (docs/study.md). Only what over-sharpening lifted of it is to be taken back with the
  // halos: told of that, the repair gains up to 0.9 dB (74 cases of the study).
  const std::string kind = report.Word("noise.kind");
  const bool lifted = kind == "none" && LooksOversharpened(report);
  if (kind != "none" || lifted) {
    const double luma = report.ValueOr("noise.luma_sigma", 0.0);
    const NoiseLine line = NoiseLineOf(report);
    const double middle = luma > 0.0 ? line.luma_sigma / luma : 1.0;
    conditions.noise_sigma = std::clamp(middle * GrainPerChannel(report, lifted), 0.0, 50.0);
    conditions.noise_slope = line.slope;
  }
  if (report.Word("compression.source") != "none") {
    conditions.jpeg_quality = std::clamp(WorstJpegQuality(report).value_or(100.0), 1.0, 100.0);
  }
  if (kind == "correlated" && conditions.jpeg_quality < kCoarse) {
    conditions.noise_sigma = std::min(conditions.noise_sigma, kMostBroken);
  }
  const Measurement* grid_x = report.Find("compression.grid_x");
  const Measurement* grid_y = report.Find("compression.grid_y");
  if (conditions.jpeg_quality < 100.0 && grid_x != nullptr && grid_x->value && grid_y != nullptr &&
      grid_y->value) {
    conditions.jpeg_grid = true;
    conditions.grid_x = static_cast<int>(*grid_x->value) & 7;
    conditions.grid_y = static_cast<int>(*grid_y->value) & 7;
  }
  // A blur told where there is none costs 1 to 2.5 dB (fidelity_bench on Set5), one not told
  // little: what is told is the low end of the interval, so only blur that is surely there.
  const Measurement* blur = report.Find("blur.sigma");
  if (blur != nullptr && blur->value) {
    conditions.blur_sigma = std::clamp(AddedBlur(blur->low.value_or(*blur->value)), 0.0, 3.0);
  }
  // Halos are not told: contrasty pictures that were never sharpened measure 5 to 30 %, and a
  // network told of halos there takes 2 to 7 dB of true edges away (fidelity_bench on Set14). The
  // advice decides about them.
  return conditions;
}

}  // namespace sharpscale
