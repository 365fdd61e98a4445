// SPDX-License-Identifier: Apache-2.0

#include "analysis/edge_shape.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <vector>

namespace sharpscale {
namespace {

constexpr int kN = EdgeProfile::kSamples;
constexpr double kStep = 1.0 / EdgeProfile::kPerPixel;

// Slope at `centre` (px) after a Gaussian of sigma s, levels per px.
double Slope(const EdgeProfile& profile, double centre, double s) {
  double sum = 0.0;
  for (int i = 0; i + 1 < kN; ++i) {
    const double t = EdgeProfile::Position(i) + 0.5 * kStep - centre;
    const double u = t / s;
    if (u * u > 16.0) continue;
    sum += (profile.luma[static_cast<size_t>(i) + 1] - profile.luma[static_cast<size_t>(i)]) *
           std::exp(-0.5 * u * u);
  }
  return sum / (s * std::sqrt(2.0 * CV_PI));
}

// Sigma of the step from the slopes at two scales; nullopt where the wider one is not the flatter.
std::optional<double> SigmaFrom(double narrow_slope,
                                double wide_slope,
                                double narrow,
                                double wide) {
  if (wide_slope <= 0.0 || narrow_slope <= wide_slope) return std::nullopt;
  const double r = narrow_slope / wide_slope;
  const double variance = (wide * wide - r * r * narrow * narrow) / (r * r - 1.0);
  return variance <= 0.0 ? 0.0 : std::sqrt(variance);
}

// The standard normal distribution and its density, tabulated.
class NormalTable {
 public:
  NormalTable() {
    for (int i = 0; i < kSize; ++i) {
      const double u = -kEnd + i * kWidth;
      below_[static_cast<size_t>(i)] = 0.5 * std::erfc(-u / std::sqrt(2.0));
      density_[static_cast<size_t>(i)] = std::exp(-0.5 * u * u) / std::sqrt(2.0 * CV_PI);
    }
  }
  double Below(double u) const { return Look(below_, u); }
  double Density(double u) const { return Look(density_, u); }

 private:
  static constexpr double kEnd = 5.0;
  static constexpr int kSize = 1001;
  static constexpr double kWidth = 2.0 * kEnd / (kSize - 1);

  static double Look(const std::array<double, kSize>& table, double u) {
    const double place = (std::clamp(u, -kEnd, kEnd - 1e-9) + kEnd) / kWidth;
    const auto i = static_cast<size_t>(place);
    const double t = place - static_cast<double>(i);
    return i + 1 < table.size() ? table[i] + t * (table[i + 1] - table[i]) : table[i];
  }

  std::array<double, kSize> below_{};
  std::array<double, kSize> density_{};
};

struct StepFit {
  double height = 0.0;  // levels
  double misfit = 1e9;  // rms, levels
};

// Least squares of base + height * step + shift * slope of the step, for a given sigma.
StepFit FitStep(const EdgeProfile& profile, double centre, double sigma, double window) {
  static const NormalTable normal;
  const int first =
      std::max(0,
               static_cast<int>(std::ceil((centre - window) * EdgeProfile::kPerPixel)) +
                   EdgeProfile::kCentre);
  const int last =
      std::min(kN - 1,
               static_cast<int>(std::floor((centre + window) * EdgeProfile::kPerPixel)) +
                   EdgeProfile::kCentre);
  double n = 0.0, sf = 0.0, sg = 0.0, sff = 0.0, sfg = 0.0, sgg = 0.0;
  double sy = 0.0, sfy = 0.0, sgy = 0.0, syy = 0.0;
  for (int i = first; i <= last; ++i) {
    const double u = (EdgeProfile::Position(i) - centre) / sigma;
    const double f = normal.Below(u) - 0.5;
    const double g = normal.Density(u);
    const double y = profile.luma[static_cast<size_t>(i)];
    n += 1.0;
    sf += f;
    sg += g;
    sff += f * f;
    sfg += f * g;
    sgg += g * g;
    sy += y;
    sfy += f * y;
    sgy += g * y;
    syy += y * y;
  }
  StepFit fit;
  if (n < 5.0) return fit;
  // Centred normal equations in two unknowns.
  const double a = sff - sf * sf / n;
  const double b = sfg - sf * sg / n;
  const double c = sgg - sg * sg / n;
  const double p = sfy - sf * sy / n;
  const double q = sgy - sg * sy / n;
  const double total = syy - sy * sy / n;
  const double det = a * c - b * b;
  if (det < 1e-9) return fit;
  fit.height = (c * p - b * q) / det;
  const double shift = (a * q - b * p) / det;
  fit.misfit = std::sqrt(std::max(0.0, total - fit.height * p - shift * q) / n);
  return fit;
}

}  // namespace

EdgeShape MeasureEdge(const EdgeProfile& profile) {
  EdgeShape shape;
  const auto at = [&](int i) { return profile.luma[static_cast<size_t>(i)]; };

  // Feet: where the rise ends on either side.
  int left = EdgeProfile::kCentre;
  int right = EdgeProfile::kCentre;
  const float tolerance = 0.0F;
  while (left > 0 && at(left - 1) < at(left) - tolerance) --left;
  while (right < kN - 1 && at(right + 1) > at(right) + tolerance) ++right;
  const double rise = at(right) - at(left);
  shape.contrast = static_cast<float>(rise);
  if (rise < 4.0 || left == 0 || right == kN - 1) {
    if (rise < 4.0) return shape;
  }
  // Centre: half of the rise.
  const double half = 0.5 * (at(left) + at(right));
  double centre = 0.0;
  for (int i = left; i < right; ++i) {
    if (at(i) <= half && at(i + 1) > half) {
      centre = EdgeProfile::Position(i) + kStep * (half - at(i)) / (at(i + 1) - at(i));
      break;
    }
  }
  if (std::abs(centre) > 1.5) return shape;

  // Blur, at scales of the order of the blur itself.
  double narrow = 0.8;
  std::optional<double> sigma;
  for (int step = 0; step < 3; ++step) {
    const double wide = 1.6 * narrow;
    sigma = SigmaFrom(Slope(profile, centre, narrow), Slope(profile, centre, wide), narrow, wide);
    if (!sigma.has_value()) break;
    const double next = std::clamp(0.75 * *sigma, 0.8, 2.2);
    if (std::abs(next - narrow) < 0.1) break;
    narrow = next;
  }
  // Refined by the step that fits best near the centre.
  double best = std::clamp(sigma.value_or(1.0), 0.35, 4.0);
  const double window = std::clamp(2.0 * best, 2.0, 6.0);
  StepFit fit = FitStep(profile, centre, best, window);
  for (double ratio = 1.25; ratio > 1.015; ratio = std::sqrt(ratio)) {
    for (int tries = 0; tries < 6; ++tries) {
      const StepFit wider = FitStep(profile, centre, best * ratio, window);
      const StepFit narrower = FitStep(profile, centre, best / ratio, window);
      if (wider.misfit < fit.misfit && wider.misfit <= narrower.misfit && best < 6.0) {
        fit = wider;
        best *= ratio;
      } else if (narrower.misfit < fit.misfit && best > 0.2) {
        fit = narrower;
        best /= ratio;
      } else {
        break;
      }
    }
  }
  if (fit.height > 0.5 * rise) {
    shape.blur_known = true;
    shape.sigma = static_cast<float>(best);
    shape.misfit = static_cast<float>(fit.misfit / fit.height);
    const int beyond = 3 * EdgeProfile::kPerPixel;
    float lowest = at(right);
    for (int i = right; i <= std::min(kN - 1, right + beyond); ++i)
      lowest = std::min(lowest, at(i));
    float highest = at(left);
    for (int i = left; i >= std::max(0, left - beyond); --i) highest = std::max(highest, at(i));
    shape.return_share =
        static_cast<float>(std::max(at(right) - lowest, highest - at(left)) / rise);
    shape.reach = static_cast<float>(
        std::min(centre - EdgeProfile::Position(left), EdgeProfile::Position(right) - centre));
  }

  // The shape, about the centre.
  const auto value = [&](double t) {
    const double place = (centre + t) * EdgeProfile::kPerPixel + EdgeProfile::kCentre;
    const int i = std::clamp(static_cast<int>(std::floor(place)), 0, kN - 2);
    const double u = std::clamp(place - i, 0.0, 1.0);
    return (1.0 - u) * at(i) + u * at(i + 1);
  };
  shape.dark = static_cast<float>(value(-2.5));
  shape.bright = static_cast<float>(value(2.5));
  const double height = static_cast<double>(shape.bright) - shape.dark;
  if (height > 8.0) {
    shape.shape_known = true;
    for (int i = 0; i < kN; ++i) {
      const double v = (value(EdgeProfile::Position(i)) - shape.dark) / height;
      shape.curve[static_cast<size_t>(i)] =
          static_cast<int16_t>(std::lround(2048.0 * std::clamp(v, -8.0, 8.0)));
    }
  }
  return shape;
}

}  // namespace sharpscale
