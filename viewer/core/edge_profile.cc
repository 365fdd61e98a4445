// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/edge_profile.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <complex>

#include "viewer/core/luma.h"

namespace sharpscale::viewer {
namespace {

constexpr double kMinContrast = 6.0;  // levels; below, noise passes for an edge
constexpr double kPi = 3.14159265358979323846;

double Median(std::vector<double> values) {
  if (values.empty()) return 0.0;
  const size_t middle = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + middle, values.end());
  if (values.size() % 2 == 1) return values[middle];
  const double upper = values[middle];
  return (upper + *std::max_element(values.begin(), values.begin() + middle)) / 2.0;
}

// Where the rising profile crosses `target`, walking from sample `start` by `direction`; in
// samples.
std::optional<double> Crossing(const std::vector<double>& v,
                               int start,
                               int direction,
                               double target) {
  for (int i = start; i + direction >= 0 && i + direction < static_cast<int>(v.size());
       i += direction) {
    const double a = v[i];
    const double b = v[i + direction];
    if ((a - target) * (b - target) <= 0.0 && a != b) {
      return i + direction * (target - a) / (b - a);
    }
  }
  return std::nullopt;
}

// The spatial frequency at which the transform of the derivative falls to half, cycles per sample.
std::optional<double> HalfContrastFrequency(const std::vector<double>& profile, double middle) {
  const int n = static_cast<int>(profile.size());
  std::vector<double> spread(n - 1);
  for (int i = 0; i + 1 < n; ++i) {
    // A Hann window about the edge keeps texture far from it out of the answer.
    const double reach = std::max(middle, n - 1 - middle);
    const double d = (i + 0.5 - middle) / reach;
    const double window = std::abs(d) < 1.0 ? 0.5 + 0.5 * std::cos(kPi * d) : 0.0;
    spread[i] = (profile[i + 1] - profile[i]) * window;
  }
  const auto magnitude = [&](double f) {
    std::complex<double> sum = 0.0;
    for (size_t i = 0; i < spread.size(); ++i) {
      sum += spread[i] * std::polar(1.0, -2.0 * kPi * f * static_cast<double>(i));
    }
    return std::abs(sum);
  };
  const double zero = magnitude(0.0);
  if (!(zero > 0.0)) return std::nullopt;
  double last = 1.0;
  for (int k = 1; k <= 200; ++k) {
    const double f = 0.5 * k / 200.0;
    const double m = magnitude(f) / zero;
    if (m <= 0.5 && last > 0.5) return 0.5 * (k - 1 + (last - 0.5) / (last - m)) / 200.0;
    last = m;
  }
  return std::nullopt;
}

void MeasureEdge(EdgeProfile* p) {
  const int n = static_cast<int>(p->level.size());
  const int outer = std::max(2, n / 5);
  p->plateau_from = Median({p->level.begin(), p->level.begin() + outer});
  p->plateau_to = Median({p->level.end() - outer, p->level.end()});
  p->contrast = p->plateau_to - p->plateau_from;
  if (std::abs(p->contrast) < kMinContrast) return;

  // Work on a copy that rises from 0 to 1.
  std::vector<double> v(n);
  for (int i = 0; i < n; ++i) v[i] = (p->level[i] - p->plateau_from) / p->contrast;

  // The edge: the steepest place of the smoothed profile.
  int steepest = 1;
  double best = -1e9;
  for (int i = 2; i + 2 < n; ++i) {
    const double slope = v[i + 2] + v[i + 1] - v[i - 1] - v[i - 2];
    if (slope > best) {
      best = slope;
      steepest = i;
    }
  }
  std::optional<double> middle =
      v[steepest] >= 0.5 ? Crossing(v, steepest, -1, 0.5) : Crossing(v, steepest, +1, 0.5);
  if (!middle) return;
  const int below = static_cast<int>(std::floor(*middle));
  const std::optional<double> at10 = Crossing(v, std::min(below + 1, n - 1), -1, 0.1);
  const std::optional<double> at90 = Crossing(v, std::max(below, 0), +1, 0.9);
  p->has_edge = true;
  if (at10 && at90 && *at90 > *at10) p->rise = (*at90 - *at10) * p->step;

  const auto high = std::max_element(v.begin() + below, v.end());
  const auto low = std::min_element(v.begin(), v.begin() + std::min(below + 2, n));
  const double over = std::max(0.0, *high - 1.0);
  const double under = std::max(0.0, -*low);
  // Bright and dark side: a falling edge has its bright plateau first.
  p->overshoot = 100.0 * (p->contrast > 0.0 ? over : under);
  p->undershoot = 100.0 * (p->contrast > 0.0 ? under : over);
  const double high_at = static_cast<double>(high - v.begin());
  const double low_at = static_cast<double>(low - v.begin());

  // Halo of the stronger side, from where the edge meets the plateau.
  if (over >= 0.01 || under >= 0.01) {
    const bool upper = over >= under;
    const int peak = static_cast<int>(upper ? high_at : low_at);
    const double plateau = upper ? 1.0 : 0.0;
    const double tail = plateau + (upper ? 0.1 * over : -0.1 * under);
    const std::optional<double> foot = Crossing(v, peak, upper ? -1 : +1, plateau);
    const std::optional<double> end = Crossing(v, peak, upper ? +1 : -1, tail);
    if (foot && end) p->halo_width = std::abs(*end - *foot) * p->step;
  }
  const std::optional<double> half = HalfContrastFrequency(v, *middle);
  if (half) p->mtf50 = *half / p->step;

  for (int i = 0; i < n; ++i) p->position[i] = (i - *middle) * p->step;
  p->overshoot_at = ((p->contrast > 0.0 ? high_at : low_at) - *middle) * p->step;
  p->undershoot_at = ((p->contrast > 0.0 ? low_at : high_at) - *middle) * p->step;
}

}  // namespace

absl::Status ProfileLine::Validate() const {
  const double length = std::hypot(to.x - from.x, to.y - from.y);
  if (!(length >= 4.0)) {
    return absl::InvalidArgumentError(fmt::format(
        "The profile line is {:.1f} px long; draw at least 4 px across the edge", length));
  }
  if (!(width >= 1.0 && width <= 501.0)) {
    return absl::InvalidArgumentError(
        fmt::format("The profile averages {:.0f} lines; 1 to 501 are allowed", width));
  }
  return absl::OkStatus();
}

EdgeProfile MeasureEdgeProfile(const Image& image,
                               const Placement& placement,
                               const ProfileLine& line) {
  EdgeProfile p;
  const double dx = line.to.x - line.from.x;
  const double dy = line.to.y - line.from.y;
  const double length = std::hypot(dx, dy);
  const double ux = dx / length;
  const double uy = dy / length;
  // Long lines stay within a plot's worth of samples.
  const int count = std::clamp(static_cast<int>(std::lround(length)) + 1, 5, 4096);
  p.step = length / (count - 1);
  p.lines = std::max(1, static_cast<int>(std::lround(line.width)));
  p.level.assign(count, 0.0);
  p.position.resize(count);
  for (int k = 0; k < p.lines; ++k) {
    const double offset = k - (p.lines - 1) / 2.0;
    for (int i = 0; i < count; ++i) {
      const double along = i * p.step;
      const PicturePoint at{line.from.x + ux * along - uy * offset,
                            line.from.y + uy * along + ux * offset};
      p.level[i] += LumaAt(image, placement.ToOwn(at));
    }
  }
  for (int i = 0; i < count; ++i) {
    p.level[i] /= p.lines;
    p.position[i] = (i - (count - 1) / 2.0) * p.step;
  }
  MeasureEdge(&p);
  return p;
}

std::string EdgeProfileCsv(const EdgeProfile& source, const EdgeProfile* result) {
  const auto figures = [](const char* name, const EdgeProfile& p) {
    const auto number = [](const std::optional<double>& v) {
      return v ? fmt::format("{:.2f}", *v) : std::string("unknown");
    };
    return fmt::format(
        "# {}: overshoot_percent={} undershoot_percent={} rise_10_90_px={} halo_width_px={} "
        "mtf50_cycles_per_px={} lines={}\n",
        name,
        number(p.overshoot),
        number(p.undershoot),
        number(p.rise),
        number(p.halo_width),
        p.mtf50 ? fmt::format("{:.4f}", *p.mtf50) : "unknown",
        p.lines);
  };
  std::string csv = figures("source", source);
  if (result != nullptr) csv += figures("result", *result);
  csv +=
      result != nullptr ? "position_px,source_level,result_level\n" : "position_px,source_level\n";
  // Both read the same line; positions follow the picture that the line was drawn on.
  const EdgeProfile& lead = result != nullptr ? *result : source;
  for (size_t i = 0; i < lead.position.size() && i < source.level.size(); ++i) {
    csv += fmt::format("{:.3f},{:.3f}", lead.position[i], source.level[i]);
    if (result != nullptr) csv += fmt::format(",{:.3f}", result->level[i]);
    csv += '\n';
  }
  return csv;
}

}  // namespace sharpscale::viewer
