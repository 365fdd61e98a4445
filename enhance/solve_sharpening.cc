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

double SharpeningRadius(std::optional<double> blur_sigma,
                        double factor,
                        double print_ppi,
                        double viewing_distance_in) {
  double radius = blur_sigma.value_or(0.45 * std::max(1.0, factor) + 0.25);
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

SharpeningSolution SolveSharpening(const SharpeningProblem& problem,
                                   const Sharpener& sharpener,
                                   const HaloMeter& meter,
                                   const Progress* progress) {
  SharpeningSolution solution;
  const double wanted = problem.strength;
  if (wanted <= 0.0) {
    solution.note = "No sharpening was asked for.";
    return solution;
  }
  if (problem.blur_sigma && *problem.blur_sigma < kSharpBlur) {
    solution.note = fmt::format("Already sharp (blur {:.2f} px, sharpening begins at {:.1f} px).",
                                *problem.blur_sigma,
                                kSharpBlur);
    return solution;
  }
  if (problem.source_halo && *problem.source_halo > kAlreadyHaloed * problem.halo_ceiling) {
    solution.note =
        fmt::format("Not sharpened: the picture has halos of {:.1f} % already (ceiling {:.1f} %).",
                    *problem.source_halo,
                    problem.halo_ceiling);
    return solution;
  }
  const auto halo_at = [&](double strength) {
    ++solution.measurements;
    return meter(sharpener(strength));
  };
  const auto stopped = [progress] { return progress != nullptr && progress->cancelled(); };
  solution.halo_before = halo_at(0.0);
  if (stopped()) return solution;
  const std::optional<double> halo_wanted = halo_at(wanted);
  if (!solution.halo_before && !halo_wanted) {
    solution.strength = wanted;
    solution.note = fmt::format(
        "Strength {:.0f} % at radius {:.1f} px; no clear edge to measure halos on, so only the "
        "limit to local extremes applies.",
        wanted * 100.0,
        problem.radius);
    return solution;
  }
  const double before = solution.halo_before.value_or(0.0);
  const double limit = problem.halo_ceiling * kCeilingShare;
  if (before > limit) {
    solution.halo_after = before;
    solution.note = fmt::format(
        "Not sharpened: the steps before have added halos of {:.1f} % (ceiling {:.1f} %).",
        before,
        problem.halo_ceiling);
    return solution;
  }
  double high = wanted;
  double low = 0.0;
  double halo_low = before;
  if (halo_wanted.value_or(before) <= limit) {
    low = wanted;
    halo_low = halo_wanted.value_or(before);
  } else {
    for (int i = 0; i < kMostSteps; ++i) {
      if (stopped()) return solution;
      const double middle = 0.5 * (low + high);
      const double halo = halo_at(middle).value_or(before);
      if (halo <= limit) {
        low = middle;
        halo_low = halo;
      } else {
        high = middle;
      }
    }
  }
  if (low < kLeastStrength) {
    low = 0.0;
    halo_low = before;
  }
  solution.strength = low;
  solution.halo_after = halo_low;
  solution.note = fmt::format(
      "Strength {:.0f} % of {:.0f} %{} at radius {:.1f} px: added halos {:.1f} % -> {:.1f} %, "
      "ceiling {:.1f} %.",
      low * 100.0,
      wanted * 100.0,
      low < wanted ? ", held back by its halos," : "",
      problem.radius,
      before,
      halo_low,
      problem.halo_ceiling);
  return solution;
}

}  // namespace sharpscale
