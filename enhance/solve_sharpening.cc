// SPDX-License-Identifier: Apache-2.0

#include "enhance/solve_sharpening.h"

#include <fmt/format.h>

#include <algorithm>

namespace sharpscale {
namespace {

constexpr int kMostSteps = 6;
// A picture whose halos already are this many times the ceiling has been sharpened enough.
constexpr double kAlreadyHaloed = 3.0;
// Strengths below this change nothing that can be seen.
constexpr double kLeastStrength = 0.05;

}  // namespace

double SharpeningRadius(double factor, double print_ppi, double viewing_distance_in) {
  double radius = 0.45 * std::max(1.0, factor) + 0.25;
  if (print_ppi > 0.0) {
    double paper = print_ppi / 200.0;
    if (viewing_distance_in > 0.0) {
      // 3438 / distance: the ppi that the eye resolves there.
      paper *= std::clamp(print_ppi * viewing_distance_in / 3438.0, 1.0, 2.0);
    }
    radius = std::max(radius, paper);
  }
  return std::clamp(radius, 0.5, 3.0);
}

SharpeningSolution SolveSharpening(const cv::Mat& sample,
                                   const SharpeningProblem& problem,
                                   const HaloMeter& meter) {
  SharpeningSolution solution;
  solution.options = problem.wanted;
  const double wanted = problem.wanted.strength;
  if (wanted <= 0.0) {
    solution.options.strength = 0.0;
    solution.note = "No sharpening was asked for.";
    return solution;
  }
  if (problem.blur_sigma && *problem.blur_sigma < kSharpBlur) {
    solution.options.strength = 0.0;
    solution.note = fmt::format("Already sharp (blur {:.2f} px, sharpening begins at {:.1f} px).",
                                *problem.blur_sigma,
                                kSharpBlur);
    return solution;
  }
  solution.halo_before = meter(sample);
  SharpenOptions full = problem.wanted;
  const std::optional<double> halo_full = meter(Sharpen(sample, full));
  solution.measurements = 2;
  if (!solution.halo_before && !halo_full) {
    solution.note = fmt::format(
        "Strength {:.0f} % at radius {:.1f} px; no clear edge to measure halos on, so only the "
        "limit to local extremes applies.",
        wanted * 100.0,
        problem.wanted.radius);
    return solution;
  }
  // Edges too soft to be measured before sharpening have no halos.
  const double before = solution.halo_before.value_or(0.0);
  if (before > kAlreadyHaloed * problem.halo_ceiling) {
    solution.options.strength = 0.0;
    solution.halo_after = before;
    solution.note =
        fmt::format("Not sharpened: halos of {:.1f} % are there already (ceiling {:.1f} %).",
                    before,
                    problem.halo_ceiling);
    return solution;
  }
  const double limit = before + problem.halo_ceiling;
  const auto halo_at = [&](double strength) {
    SharpenOptions options = problem.wanted;
    options.strength = strength;
    ++solution.measurements;
    return meter(Sharpen(sample, options)).value_or(before);
  };
  double high = wanted;
  double low = 0.0;
  double halo = halo_full.value_or(before);
  double halo_low = before;
  if (halo <= limit) {
    low = wanted;
    halo_low = halo;
  } else {
    for (int i = 0; i < kMostSteps; ++i) {
      const double middle = 0.5 * (low + high);
      halo = halo_at(middle);
      if (halo <= limit) {
        low = middle;
        halo_low = halo;
      } else {
        high = middle;
      }
    }
  }
  if (low < kLeastStrength) low = 0.0;
  solution.options.strength = low;
  solution.halo_after = low > 0.0 ? halo_low : before;
  solution.note = fmt::format(
      "Strength {:.0f} % of {:.0f} % at radius {:.1f} px: halos {:.1f} % -> {:.1f} %, limit {:.1f} "
      "%.",
      low * 100.0,
      wanted * 100.0,
      problem.wanted.radius,
      before,
      *solution.halo_after,
      limit);
  return solution;
}

}  // namespace sharpscale
