// SPDX-License-Identifier: Apache-2.0

#include "advice/sharpening.h"

#include <algorithm>
#include <cmath>

namespace sharpscale {
namespace {

constexpr double kLeastRadius = 0.5;    // px
constexpr double kMostRadius = 3.0;     // px
constexpr double kPaperDots = 200.0;    // per inch; a print's radius is 1 / this
constexpr double kMiddleRadius = 1.75;  // px at which the strength asked for is right as it is
constexpr double kFall = 1.25;          // exponent that carries 50 % at 1.5 px to 35 % at 2 px
constexpr double kBand = 0.25;          // +- share of the strength asked for
constexpr double kPointSpread = 0.5;    // px; the sharpest edge that pixels hold

// The normal distribution.
double Edge(double x) {
  return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

}  // namespace

double UnsharpOvershoot(double strength, double radius, double blur_sigma) {
  const double sharp = std::max(blur_sigma, kPointSpread);
  const double wide = std::hypot(sharp, radius);
  double most = 0.0;
  constexpr int kSteps = 400;
  for (int i = 1; i <= kSteps; ++i) {
    const double x = 6.0 * wide * i / kSteps;
    const double value = (1.0 + strength) * Edge(x / sharp) - strength * Edge(x / wide);
    most = std::max(most, value - 1.0);
  }
  return 100.0 * most;
}

double SharpenedBlur(double strength, double radius, double blur_sigma) {
  const double wide = std::hypot(blur_sigma, radius);
  if (wide <= 0.0) return blur_sigma;
  return blur_sigma / (1.0 + strength * (1.0 - blur_sigma / wide));
}

OutputSharpening AdviseSharpening(const SharpeningNeed& need) {
  OutputSharpening result;
  double radius = std::max(need.blur_sigma, kLeastRadius);
  if (need.print_ppi > 0.0) radius = std::max(radius, need.print_ppi / kPaperDots);
  result.radius = std::min(radius, kMostRadius);

  const double low = need.strength * (1.0 - kBand);
  const double high = std::min(1.0, need.strength * (1.0 + kBand));
  const double source_radius = result.radius / std::max(1.0, need.scale);
  double strength =
      std::clamp(need.strength * std::pow(kMiddleRadius / source_radius, kFall), low, high);
  if (need.gentle) strength = low;

  const double room = need.halo_ceiling - need.halo;
  if (room <= 0.0) return {0.0, result.radius, 0.0};
  result.strength = std::floor(strength * 100.0 + 1e-6) / 100.0;
  result.overshoot =
      std::min(room, UnsharpOvershoot(result.strength, result.radius, need.blur_sigma));
  return result;
}

}  // namespace sharpscale
