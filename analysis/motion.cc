// SPDX-License-Identifier: Apache-2.0

#include "analysis/motion.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core.hpp>

#include "analysis/blur.h"

namespace sharpscale {
namespace {

constexpr int kDirections = 12;
constexpr size_t kFewest = 6;  // edges of one direction
constexpr int kFewestDirections = 7;

struct Fit {
  bool known = false;
  double still = 0.0;      // variance along the edges that the motion spares, px^2
  double moved = 0.0;      // variance that the motion adds, px^2
  double angle = 0.0;      // of the motion, radians, y down
  double explained = 0.0;  // share of the variation over directions
};

// variance(phi) = m + c cos 2 phi + s sin 2 phi, weighted by the number of edges.
Fit FitDirections(const std::array<double, kDirections>& variance,
                  const std::array<double, kDirections>& weight) {
  cv::Matx33d a = cv::Matx33d::zeros();
  cv::Vec3d b(0, 0, 0);
  double total = 0.0;
  double mean = 0.0;
  int directions = 0;
  for (int k = 0; k < kDirections; ++k) {
    const auto i = static_cast<size_t>(k);
    if (weight[i] <= 0.0) continue;
    ++directions;
    const double phi = (k + 0.5) * CV_PI / kDirections;
    const cv::Vec3d row(1.0, std::cos(2.0 * phi), std::sin(2.0 * phi));
    a += weight[i] * (row * row.t());
    b += weight[i] * variance[i] * row;
    total += weight[i];
    mean += weight[i] * variance[i];
  }
  Fit fit;
  if (directions < kFewestDirections || std::abs(cv::determinant(a)) < 1e-9) return fit;
  mean /= total;
  const cv::Vec3d x = a.solve(b, cv::DECOMP_LU);
  double residual = 0.0;
  double variation = 1e-12;
  for (int k = 0; k < kDirections; ++k) {
    const auto i = static_cast<size_t>(k);
    if (weight[i] <= 0.0) continue;
    const double phi = (k + 0.5) * CV_PI / kDirections;
    const double model = x[0] + x[1] * std::cos(2.0 * phi) + x[2] * std::sin(2.0 * phi);
    residual += weight[i] * (variance[i] - model) * (variance[i] - model);
    variation += weight[i] * (variance[i] - mean) * (variance[i] - mean);
  }
  fit.known = true;
  const double swing = std::hypot(x[1], x[2]);
  fit.still = std::max(0.0, x[0] - swing);
  fit.moved = 2.0 * swing;
  fit.angle = 0.5 * std::atan2(x[2], x[1]);
  fit.explained = 1.0 - residual / variation;
  return fit;
}

}  // namespace

void FindMotion(const std::vector<EdgeMeasure>& edges, Findings* findings) {
  const auto no_motion = [&](const char* why) {
    findings->Unknown("blur.motion_length", why);
    findings->Unknown("blur.motion_angle", why);
  };
  const Measurement* blur = findings->Find("blur.sigma");
  if (blur == nullptr || !blur->value) {
    findings->Unknown("blur.kind", "the blur is unknown");
    no_motion("the blur is unknown");
    return;
  }
  const double noise = findings->ValueOr("noise.luma_sigma", 0.0);
  std::array<std::vector<EdgeMeasure>, kDirections> by_direction;
  for (const EdgeMeasure& edge : edges) {
    double angle = std::fmod(static_cast<double>(edge.angle) + 2.0 * CV_PI, CV_PI);
    if (angle >= CV_PI) angle = 0.0;
    by_direction[std::min<size_t>(kDirections - 1,
                                  static_cast<size_t>(angle / CV_PI * kDirections))]
        .push_back(edge);
  }
  std::array<double, kDirections> variance{};
  std::array<double, kDirections> weight{};
  for (size_t k = 0; k < kDirections; ++k) {
    const EdgeWidth width = SharpestEdges(by_direction[k], noise, kFewest);
    if (width.edges < kFewest) continue;
    variance[k] = width.sigma * width.sigma;
    weight[k] = std::min(40.0, static_cast<double>(width.edges));
  }
  const Fit fit = FitDirections(variance, weight);
  // A length of 7 px adds 4 px^2. The ratio keeps pictures out whose edges merely differ by
  // direction.
  const bool motion =
      fit.known && fit.moved > 3.0 && fit.moved > 3.0 * (fit.still + 0.2) && fit.explained > 0.6;
  findings->Word("blur.kind", motion ? "motion" : *blur->value >= 1.0 ? "soft" : "none");
  if (!motion) {
    no_motion("no motion blur found");
    return;
  }
  const double length = std::sqrt(12.0 * fit.moved);
  findings->Number("blur.motion_length", length, 0.75 * length, 1.3 * length);
  // From y down to counter-clockwise.
  const double degrees = std::fmod(360.0 - fit.angle * 180.0 / CV_PI, 180.0);
  findings->Number("blur.motion_angle", degrees, degrees - 10.0, degrees + 10.0);
}

}  // namespace sharpscale
