// SPDX-License-Identifier: Apache-2.0

#include "analysis/weak_texture.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kPatch = WeakTexture::kPatch;
constexpr int kSize = kPatch * kPatch;
constexpr double kQuantum = 8.0;  // steps per level
// Distance of a patch's mean to 0 or 255, where classes begin, levels.
constexpr std::array<double, 8> kClipFrom = {0.0, 3.0, 8.0, 16.0, 30.0, 50.0, 75.0, 100.0};
constexpr double kStrengthPerOctave = 3.0;
constexpr double kStrengthFirst = -3.0;  // log2 of the weakest class

// Strength of a 7x7 patch of white noise of sigma 1: the sum of squared central differences
// (halved) inside the patch. 70 terms, each of variance 1/2; its upper tail bounds what is still
// noise. Factor at a confidence of 1 - 1e-6: simulated with 2e7 patches (mean 35, std 8.1; 96.5).
constexpr double kStrengthBound = 96.5;

// products += p p^T (lower triangle), count of patches at a time.
SHARPSCALE_HOT void AddProducts(const double* p, double* products) {
  for (int i = 0; i < kSize; ++i) {
    const double a = p[i];
    double* row = products + i * kSize;
    for (int j = 0; j <= i; ++j) row[j] += a * p[j];
  }
}

// Squared halved central differences, horizontal, vertical.
SHARPSCALE_HOT void SquaredSlopes(const float* above,
                                  const float* row,
                                  const float* below,
                                  int n,
                                  float* horizontal,
                                  float* vertical) {
  for (int i = 0; i < n; ++i) {
    const float h = 0.5F * (row[i + 1] - row[i - 1]);
    const float v = 0.5F * (below[i] - above[i]);
    horizontal[i] = h * h;
    vertical[i] = v * v;
  }
}

// Smallest eigenvalue of a symmetric positive matrix by inverse iteration on its Cholesky factor.
double SmallestEigenvalue(const std::vector<double>& matrix, int n) {
  std::vector<double> l = matrix;
  const auto at = [&](int i, int j) -> double& { return l[static_cast<size_t>(i * n + j)]; };
  double trace = 0.0;
  for (int i = 0; i < n; ++i) trace += at(i, i);
  const double ridge = 1e-9 * trace / n;
  for (int j = 0; j < n; ++j) {
    double d = at(j, j) + ridge;
    for (int k = 0; k < j; ++k) d -= at(j, k) * at(j, k);
    if (d <= 0.0) return 0.0;
    d = std::sqrt(d);
    at(j, j) = d;
    for (int i = j + 1; i < n; ++i) {
      double s = at(i, j);
      for (int k = 0; k < j; ++k) s -= at(i, k) * at(j, k);
      at(i, j) = s / d;
    }
  }
  std::vector<double> v(static_cast<size_t>(n));
  for (int i = 0; i < n; ++i) v[static_cast<size_t>(i)] = (i % 2 == 0 ? 1.0 : -1.0) + 0.01 * i;
  double value = 0.0;
  for (int step = 0; step < 40; ++step) {
    double norm = 0.0;
    for (const double x : v) norm += x * x;
    norm = std::sqrt(norm);
    for (double& x : v) x /= norm;
    for (int i = 0; i < n; ++i) {
      double s = v[static_cast<size_t>(i)];
      for (int k = 0; k < i; ++k) s -= at(i, k) * v[static_cast<size_t>(k)];
      v[static_cast<size_t>(i)] = s / at(i, i);
    }
    double half = 0.0;
    for (const double x : v) half += x * x;  // |L^-1 v|^2 = v^T A^-1 v
    value = 1.0 / half;
    for (int i = n - 1; i >= 0; --i) {
      double s = v[static_cast<size_t>(i)];
      for (int k = i + 1; k < n; ++k) s -= at(k, i) * v[static_cast<size_t>(k)];
      v[static_cast<size_t>(i)] = s / at(i, i);
    }
  }
  return std::max(0.0, value - ridge);
}

double NormalDensity(double x) {
  return std::exp(-0.5 * x * x) / std::sqrt(2.0 * CV_PI);
}
double NormalBelow(double x) {
  return 0.5 * std::erfc(-x / std::sqrt(2.0));
}

// Variance of a normal (mean `m`, std `s`) clipped to 0..255, relative to s^2.
double ClippedVariance(double m, double s) {
  const double a = -m / s;
  const double b = (255.0 - m) / s;
  const double pa = NormalBelow(a);
  const double pb = 1.0 - NormalBelow(b);
  const double inside = 1.0 - pa - pb;
  const double e1 = a * pa + b * pb + NormalDensity(a) - NormalDensity(b);
  const double e2 = a * a * pa + b * b * pb + inside + a * NormalDensity(a) - b * NormalDensity(b);
  return e2 - e1 * e1;
}

}  // namespace

WeakTexture::Class& WeakTexture::At(int clip, int strength) {
  auto& slot = classes_[static_cast<size_t>(clip * kStrengthClasses + strength)];
  if (slot == nullptr) slot = std::make_unique<Class>();
  return *slot;
}

void WeakTexture::Add(const cv::Mat1f& plane, const cv::Rect& owned, int stride) {
  const int x_end = std::min(owned.br().x, plane.cols - kPatch + 1);
  const int y_end = std::min(owned.br().y, plane.rows - kPatch + 1);
  if (owned.x >= x_end || owned.y >= y_end) return;
  const int width = x_end - owned.x + kPatch - 1;  // px that patches cover
  const int height = y_end - owned.y + kPatch - 1;
  // Quantised once, so that all sums below are sums of integers.
  cv::Mat1f whole(height, width);
  for (int y = 0; y < height; ++y) {
    const float* in = plane[owned.y + y] + owned.x;
    float* out = whole[y];
    for (int x = 0; x < width; ++x) {
      out[x] = std::nearbyint(static_cast<float>(kQuantum) * in[x]);
    }
  }
  cv::Mat1f horizontal = cv::Mat1f::zeros(height, width);
  cv::Mat1f vertical = cv::Mat1f::zeros(height, width);
  for (int y = 0; y < height; ++y) {
    const int above = std::max(0, y - 1);
    const int below = std::min(height - 1, y + 1);
    SquaredSlopes(whole[above] + 1,
                  whole[y] + 1,
                  whole[below] + 1,
                  width - 2,
                  horizontal[y] + 1,
                  vertical[y] + 1);
  }
  std::array<double, kSize> patch{};
  const double unit = 1.0 / (kQuantum * kQuantum);
  for (int y = 0; y + kPatch <= height; ++y) {
    if ((owned.y + y) % stride != 0) continue;
    for (int x = 0; x + kPatch <= width; ++x) {
      if ((owned.x + x) % stride != 0) continue;
      double strength = 0.0;
      for (int j = 0; j < kPatch; ++j) {
        const float* h = horizontal[y + j] + x;
        for (int i = 1; i < kPatch - 1; ++i) strength += h[i];
        if (j == 0 || j == kPatch - 1) continue;
        const float* v = vertical[y + j] + x;
        for (int i = 0; i < kPatch; ++i) strength += v[i];
      }
      strength *= unit;
      const int s = std::clamp(
          static_cast<int>(std::floor(kStrengthPerOctave *
                                      (std::log2(std::max(strength, 1e-9)) - kStrengthFirst))),
          0,
          kStrengthClasses - 1);
      // Far beyond any noise that is still a picture.
      if (s == kStrengthClasses - 1) continue;
      double mean = 0.0;
      for (int j = 0; j < kPatch; ++j) {
        const float* row = whole[y + j] + x;
        for (int i = 0; i < kPatch; ++i) {
          const double value = row[i];
          patch[static_cast<size_t>(j * kPatch + i)] = value;
          mean += value;
        }
      }
      const double level = mean / (kSize * kQuantum);
      int clip = kClipClasses - 1;
      if (clipped_range_) {
        const double room = std::min(level, 255.0 - level);
        while (clip > 0 && room < kClipFrom[static_cast<size_t>(clip)]) --clip;
      }
      const double centre = std::nearbyint(level * kQuantum);
      for (double& value : patch) value -= centre;
      Class& c = At(clip, s);
      c.count += 1.0;
      c.mean_sum += centre;
      for (size_t i = 0; i < kSize; ++i) c.sum[i] += patch[i];
      AddProducts(patch.data(), c.products.data());
    }
  }
}

void WeakTexture::Merge(const WeakTexture& other) {
  for (int clip = 0; clip < kClipClasses; ++clip) {
    for (int s = 0; s < kStrengthClasses; ++s) {
      const auto& from = other.classes_[static_cast<size_t>(clip * kStrengthClasses + s)];
      if (from == nullptr) continue;
      Class& to = At(clip, s);
      to.count += from->count;
      to.mean_sum += from->mean_sum;
      for (size_t i = 0; i < kSize; ++i) to.sum[i] += from->sum[i];
      for (size_t i = 0; i < from->products.size(); ++i) to.products[i] += from->products[i];
    }
  }
}

WeakTexture::Estimate WeakTexture::Finish() const {
  // Covariances summed from weak to strong, for a given least distance to clipping.
  const auto gather = [&](int from_clip, int strengths, Class* total) {
    *total = Class();
    double log_correction = 0.0;
    for (int clip = from_clip; clip < kClipClasses; ++clip) {
      for (int s = 0; s < strengths; ++s) {
        const auto& c = classes_[static_cast<size_t>(clip * kStrengthClasses + s)];
        if (c == nullptr) continue;
        total->count += c->count;
        total->mean_sum += c->mean_sum;
        for (size_t i = 0; i < kSize; ++i) total->sum[i] += c->sum[i];
        for (size_t i = 0; i < c->products.size(); ++i) total->products[i] += c->products[i];
      }
    }
    return log_correction;
  };
  const auto smallest = [&](const Class& c) {
    std::vector<double> covariance(kSize * kSize);
    for (int i = 0; i < kSize; ++i) {
      for (int j = 0; j <= i; ++j) {
        const auto a = static_cast<size_t>(i);
        const auto b = static_cast<size_t>(j);
        const double value = (c.products[a * kSize + b] - c.sum[a] * c.sum[b] / c.count) /
                             (c.count * kQuantum * kQuantum);
        covariance[a * kSize + b] = value;
        covariance[b * kSize + a] = value;
      }
    }
    // The patch mean was taken out: give that direction the average density back.
    double trace = 0.0;
    for (size_t i = 0; i < kSize; ++i) trace += covariance[i * kSize + i];
    for (double& value : covariance) value += trace / kSize / kSize;
    return SmallestEigenvalue(covariance, kSize);
  };
  const auto strengths_below = [&](double bound) {
    return std::clamp(
        static_cast<int>(
            std::lround(kStrengthPerOctave * (std::log2(std::max(bound, 1e-9)) - kStrengthFirst))),
        1,
        kStrengthClasses - 1);
  };

  Estimate estimate;
  Class total;
  constexpr double kFewest = 400.0;  // patches for 49 dimensions
  double variance = -1.0;
  int strengths = kStrengthClasses - 1;
  int from_clip = clipped_range_ ? 1 : 0;
  for (int step = 0; step < 8; ++step) {
    int clip = from_clip;
    gather(clip, strengths, &total);
    while (total.count < kFewest && clip > 0) gather(--clip, strengths, &total);
    if (total.count < kFewest) {
      // Too few weak patches: take the weakest there are and say so.
      while (total.count < kFewest && strengths < kStrengthClasses - 1) {
        gather(clip, ++strengths, &total);
      }
      if (total.count < kFewest) break;
      variance = smallest(total);
      estimate.textured = true;
      break;
    }
    const double next = smallest(total);
    estimate.textured = false;
    const double sigma = std::sqrt(next);
    int next_clip = 0;
    if (clipped_range_) {
      next_clip = 1;
      while (next_clip < kClipClasses - 1 &&
             kClipFrom[static_cast<size_t>(next_clip)] < 2.5 * sigma) {
        ++next_clip;
      }
    }
    // Rounding to whole levels leaves at least 1/12; the bound must let that noise through.
    const int next_strengths = strengths_below(kStrengthBound * std::max(next, 1.0 / 12.0));
    const bool same = next_strengths == strengths && next_clip == from_clip;
    variance = next;
    strengths = next_strengths;
    from_clip = next_clip;
    if (same) break;
  }
  if (variance < 0.0) return estimate;
  double sigma = std::sqrt(variance);
  if (clipped_range_ && sigma > 5.0) {
    // What clipping still takes from the patches that were used.
    const double mean = total.mean_sum / (total.count * kQuantum);
    double s = sigma;
    for (int i = 0; i < 20; ++i) {
      s = sigma / std::sqrt(std::max(0.05, ClippedVariance(std::clamp(mean, 1.0, 254.0), s)));
    }
    sigma = std::min(s, 1.5 * sigma);
  }
  estimate.sigma = sigma;
  estimate.patches = static_cast<int64_t>(total.count);
  return estimate;
}

}  // namespace sharpscale
