// SPDX-License-Identifier: Apache-2.0

#include "analysis/halo_model.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <opencv2/core.hpp>

namespace sharpscale {
namespace {

constexpr int kN = EdgeProfile::kSamples;
constexpr double kLeastSigma = 0.35;
constexpr double kMostSigma = 3.5;
constexpr double kLeastRadius = 0.5;
constexpr double kMostRadius = 7.0;
// A wide mask and a strong narrow one leave nearly the same profile; rounding then decides. Of the
// two the weaker is the likelier: by this share a fit must be better for each 100 % beyond the
// first.
constexpr double kRareAmount = 0.5;

double Step(double t, double sigma) {
  return 0.5 * std::erfc(-t / (sigma * std::sqrt(2.0)));
}

// The halo of a mask of amount 1, t px into the bright side.
double Halo(double t, double sigma, double radius) {
  return Step(t, sigma) - Step(t, std::hypot(sigma, radius));
}

HaloModel Fit(const std::array<double, EdgeProfile::kSamples>& profile,
              double sigma,
              double radius) {
  // Normal equations for level, height, halo and shift.
  cv::Matx44d normal = cv::Matx44d::zeros();
  cv::Vec4d right(0.0, 0.0, 0.0, 0.0);
  double squares = 0.0;
  for (int i = 0; i < kN; ++i) {
    const double t = EdgeProfile::Position(i);
    const cv::Vec4d row(
        1.0, Step(t, sigma), Halo(t, sigma, radius), std::exp(-0.5 * t * t / (sigma * sigma)));
    const double y = profile[static_cast<size_t>(i)];
    normal += row * row.t();
    right += y * row;
    squares += y * y;
  }
  HaloModel model;
  model.sigma = sigma;
  model.radius = radius;
  cv::Vec4d solution;
  if (!cv::solve(normal, right, solution, cv::DECOMP_CHOLESKY) || solution[1] < 1e-6) return model;
  model.height = solution[1];
  model.amount = solution[2] / solution[1];
  model.misfit = std::sqrt(std::max(0.0, squares - solution.dot(right)) / kN) / model.height;
  return model;
}

}  // namespace

double HaloModel::Width() const {
  if (amount <= 0.0) return 0.0;
  constexpr double kStep = 0.02;
  constexpr double kFar = 40.0;
  const auto beyond = [&](double t) {
    return Step(t, sigma) - 1.0 + amount * Halo(t, sigma, radius);
  };
  double crest = 0.0;
  double at = 0.0;
  for (double t = 0.0; t < kFar; t += kStep) {
    const double here = beyond(t);
    if (here > crest) {
      crest = here;
      at = t;
    }
  }
  if (crest <= 0.0) return 0.0;
  double from = at;
  while (from > 0.0 && beyond(from) > 0.0) from -= kStep;
  double to = at;
  while (to < kFar && beyond(to) > 0.1 * crest) to += kStep;
  return to - from;
}

HaloModel FitHaloModel(const std::array<double, EdgeProfile::kSamples>& profile) {
  HaloModel best;
  double least = std::numeric_limits<double>::infinity();
  const auto look = [&](double sigma, double radius) {
    const HaloModel model = Fit(profile,
                                std::clamp(sigma, kLeastSigma, kMostSigma),
                                std::clamp(radius, kLeastRadius, kMostRadius));
    const double cost = model.misfit * (1.0 + kRareAmount * std::max(0.0, model.amount - 1.0));
    if (cost >= least) return false;
    least = cost;
    best = model;
    return true;
  };
  for (double sigma = kLeastSigma; sigma <= kMostSigma; sigma *= 1.3) {
    for (double radius = kLeastRadius; radius <= kMostRadius; radius *= 1.3) look(sigma, radius);
  }
  for (double ratio = 1.14; ratio > 1.005; ratio = std::sqrt(ratio)) {
    for (int tries = 0; tries < 8; ++tries) {
      const double s = best.sigma;
      const double r = best.radius;
      bool better = false;
      for (const double by_s : {1.0 / ratio, 1.0, ratio}) {
        for (const double by_r : {1.0 / ratio, 1.0, ratio}) {
          better = look(s * by_s, r * by_r) || better;
        }
      }
      if (!better) break;
    }
  }
  return best;
}

}  // namespace sharpscale
