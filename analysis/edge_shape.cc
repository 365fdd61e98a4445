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

double Median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct Plateau {
  bool good = false;
  double level = 0.0;
  double spread = 0.0;
};

// Of the samples [first, last].
Plateau FindPlateau(const EdgeProfile& profile, int first, int last) {
  Plateau plateau;
  if (last - first + 1 < 3 * EdgeProfile::kPerPixel) return plateau;
  std::vector<float> values(profile.luma.begin() + first, profile.luma.begin() + last + 1);
  plateau.level = Median(values);
  for (float& v : values) v = std::abs(v - static_cast<float>(plateau.level));
  plateau.spread = 1.4826 * Median(values);
  const auto range =
      std::minmax_element(profile.luma.begin() + first, profile.luma.begin() + last + 1);
  plateau.good = *range.second - *range.first < 1e9F;
  return plateau;
}

// Value at the turning point near sample i, between the samples. `sign` 1 for a crest, -1 for a trough.
double Crest(const EdgeProfile& profile, int i, double sign) {
  const double here = profile.luma[static_cast<size_t>(i)];
  if (i <= 0 || i >= kN - 1) return here;
  const double before = profile.luma[static_cast<size_t>(i) - 1];
  const double after = profile.luma[static_cast<size_t>(i) + 1];
  const double curve = before - 2.0 * here + after;
  if (sign * curve >= 0.0) return here;
  return here - (after - before) * (after - before) / (8.0 * curve);
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

  // Halo. The plateau begins well outside the rise: as far again as the rise is long, and 2 px.
  const double reach_left = centre - EdgeProfile::Position(left);
  const double reach_right = EdgeProfile::Position(right) - centre;
  const auto index = [](double t) {
    return static_cast<int>(std::lround(t * EdgeProfile::kPerPixel)) + EdgeProfile::kCentre;
  };
  const int dark_end = index(centre - 2.0 * reach_left - 2.5);
  const int bright_begin = index(centre + 2.0 * reach_right + 2.5);
  if (dark_end < 0 || bright_begin >= kN) return shape;
  const Plateau dark = FindPlateau(profile, 0, dark_end);
  const Plateau bright = FindPlateau(profile, bright_begin, kN - 1);
  if (!dark.good || !bright.good) return shape;
  const double contrast = bright.level - dark.level;
  shape.noise = static_cast<float>(std::max(dark.spread, bright.spread));
  if (contrast < 16.0 || shape.noise > 0.06 * contrast) return shape;
  shape.halo_known = true;
  shape.plateau_contrast = static_cast<float>(contrast);
  // The feet are the first turning points: with a halo its crest, without one the plateau, give or
  // take noise. Signed, so that without halos the median over edges is zero.
  const double top = Crest(profile, right, 1.0);
  const double bottom = Crest(profile, left, -1.0);
  // The first turning point of noise about a plateau lies about 0.8 of its std above it.
  const double over = top - bright.level - 0.8 * bright.spread;
  const double under = dark.level - bottom - 0.8 * dark.spread;
  shape.overshoot = static_cast<float>(100.0 * over / contrast);
  shape.undershoot = static_cast<float>(100.0 * under / contrast);
  // Where the plateau lies at the end of the scale, a halo cannot show.
  shape.bright_room = bright.level < 245.0;
  shape.dark_room = dark.level > 10.0;

  // From where the profile first crosses the plateau's level to where the halo has fallen to 10 %.
  const auto width = [&](int peak, int direction, double level, double excess) {
    const auto height = [&](int i) { return direction * (at(i) - level); };
    int inner = peak;
    while (inner > 0 && inner < kN - 1 && height(inner) > 0.0) inner -= direction;
    double start = EdgeProfile::Position(inner);
    const double rise_here = height(inner + direction) - height(inner);
    if (rise_here > 0.0) start += direction * kStep * (0.0 - height(inner)) / rise_here;
    int outer = peak;
    while (outer > 0 && outer < kN - 1 && height(outer) > 0.1 * excess) outer += direction;
    double end = EdgeProfile::Position(outer);
    const double fall = height(outer - direction) - height(outer);
    if (fall > 0.0) end -= direction * kStep * (0.1 * excess - height(outer)) / fall;
    return std::abs(end - start);
  };
  const double visible = std::max(0.04 * contrast, 3.0 * shape.noise);
  if (over >= under && over > visible) {
    shape.width = static_cast<float>(width(right, 1, bright.level, top - bright.level));
  } else if (under > visible) {
    shape.width = static_cast<float>(width(left, -1, dark.level, dark.level - bottom));
  }
  return shape;
}

}  // namespace sharpscale
