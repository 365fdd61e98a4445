// SPDX-License-Identifier: Apache-2.0

#include "analysis/weak_texture.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <vector>

#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kPatch = WeakTexture::kPatch;
constexpr int kSize = kPatch * kPatch;
constexpr double kQuantum = 8.0;  // steps per level
// Distance of a patch's mean to 0 or 255, where classes begin, levels.
constexpr std::array<double, 8> kClipFrom = {0.0, 3.0, 8.0, 16.0, 30.0, 50.0, 75.0, 100.0};
// Classes of texture strength: 8 per octave, from 2^-3 on.
constexpr int kStrengthFirst = -3;

// The class of a strength, read off the exponent and the first bits of the fraction.
int StrengthClass(float strength) {
  uint32_t bits = 0;
  std::memcpy(&bits, &strength, sizeof(bits));
  const int index = static_cast<int>(bits >> 20) - ((127 + kStrengthFirst) << 3);
  return std::clamp(index, 0, WeakTexture::kStrengthClasses - 1);
}

// The least strength of a class.
double ClassBegin(int index) {
  const uint32_t bits = static_cast<uint32_t>(index + ((127 + kStrengthFirst) << 3)) << 20;
  float strength = 0.0F;
  std::memcpy(&strength, &bits, sizeof(strength));
  return strength;
}

// Strength of a 7x7 patch of white noise of sigma 1: the sum of the 70 squared halved central
// differences inside the patch. Simulated with 1e6 patches: median 34.2, 99 % below 57.9, 1 % below
// 18.8, 99.9999 % below 98. Liu et al. admit 99.9999 %; 99 % lets less texture in and takes nothing
// from the smallest eigenvalue.
constexpr double kStrengthBound = 57.9;
// Texture of weak patches is mostly coarse: of what they hold at the finest waves both ways,
// patches a little below that bound have less of it. Strengths up to this many squared sigmas, and
// how much of white noise's variance such waves keep there (4e5 simulated patches; every 4 from 36
// on).
constexpr double kFineBound = 52.0;
constexpr int kFinestWaves = 8;  // the two orders of the cosine transform add up to this or more
constexpr double kKeptFrom = 36.0;
constexpr double kKeptStep = 4.0;
constexpr std::array<double, 10> kKept =
    {.879, .920, .951, .972, .984, .992, .996, .998, .9987, 1.0};
constexpr double kClipsWaves = 30.0;  // levels; from here on clipping makes them read low, too
// In one neighbourhood a patch this many times stronger than the weakest is texture.
constexpr float kNeighbourhoodBound = 8.0F;

// products += p p^T (lower triangle), count of patches at a time.
// Four patches at a time: the sums are read and written once for all four. Entries right of the
// diagonal are filled up to a multiple of eight columns, so that the loop needs no scalar rest.
constexpr int kTogether = 4;
struct PatchGroup {
  int count = 0;
  double patch[kTogether][kSize] = {};
};

SHARPSCALE_HOT void AddProducts(const PatchGroup& group, double* products) {
  for (int i = 0; i < kSize; ++i) {
    const double* p0 = group.patch[0];
    const double* p1 = group.patch[1];
    const double* p2 = group.patch[2];
    const double* p3 = group.patch[3];
    const double a0 = p0[i];
    const double a1 = p1[i];
    const double a2 = p2[i];
    const double a3 = p3[i];
    double* row = products + i * kSize;
    const int end = i == kSize - 1 ? kSize : (i / 8 + 1) * 8;
    for (int j = 0; j < end; ++j) row[j] += a0 * p0[j] + a1 * p1[j] + a2 * p2[j] + a3 * p3[j];
  }
}

SHARPSCALE_HOT void AddTriangle(const double* from, double* to) {
  for (int i = 0; i < kSize; ++i) {
    for (int j = 0; j <= i; ++j) to[i * kSize + j] += from[i * kSize + j];
  }
}

// Squared halved central differences, horizontal, vertical.
SHARPSCALE_HOT void SquaredSlopes(const float* above,
                                  const float* row,
                                  const float* below,
                                  int n,
                                  float* __restrict horizontal,
                                  float* __restrict vertical) {
  for (int i = 0; i < n; ++i) {
    const float h = 0.5F * (row[i + 1] - row[i - 1]);
    const float v = 0.5F * (below[i] - above[i]);
    horizontal[i] = h * h;
    vertical[i] = v * v;
  }
}

// Sums of the 5 inner horizontal and of all 7 vertical terms of the patch row that begins at i.
SHARPSCALE_HOT void SumAlong(const float* horizontal,
                             const float* vertical,
                             int n,
                             float* __restrict h,
                             float* __restrict v) {
  for (int i = 0; i < n; ++i) {
    const float* a = horizontal + i;
    const float* b = vertical + i;
    h[i] = a[1] + a[2] + a[3] + a[4] + a[5];
    v[i] = b[0] + b[1] + b[2] + b[3] + b[4] + b[5] + b[6];
  }
}

SHARPSCALE_HOT void SumDown(const float* const* h,
                            const float* const* v,
                            int n,
                            float unit,
                            float* __restrict out) {
  const float *h0 = h[0], *h1 = h[1], *h2 = h[2], *h3 = h[3], *h4 = h[4], *h5 = h[5], *h6 = h[6];
  const float *v1 = v[1], *v2 = v[2], *v3 = v[3], *v4 = v[4], *v5 = v[5];
  for (int i = 0; i < n; ++i) {
    out[i] = unit * ((h0[i] + h1[i] + h2[i] + h3[i] + h4[i] + h5[i] + h6[i]) +
                     (v1[i] + v2[i] + v3[i] + v4[i] + v5[i]));
  }
}

SHARPSCALE_HOT void SumOfSeven(const float* __restrict in, int n, float* __restrict out) {
  for (int i = 0; i < n; ++i) {
    out[i] = in[i] + in[i + 1] + in[i + 2] + in[i + 3] + in[i + 4] + in[i + 5] + in[i + 6];
  }
}

// Steps of luma to the nearest whole ones: below 2^22 in size, adding and taking off 1.5 * 2^23
// rounds as nearbyint does, which would be a call.
SHARPSCALE_HOT void Quantise(const float* __restrict in, int n, float* __restrict out) {
  constexpr float kRound = 12582912.0F;
  for (int i = 0; i < n; ++i) out[i] = (static_cast<float>(kQuantum) * in[i] + kRound) - kRound;
}

SHARPSCALE_HOT void MeanOfSevenRows(const float* const* rows,
                                    int n,
                                    float scale,
                                    float* __restrict out) {
  const float *r0 = rows[0], *r1 = rows[1], *r2 = rows[2], *r3 = rows[3], *r4 = rows[4],
              *r5 = rows[5], *r6 = rows[6];
  for (int i = 0; i < n; ++i) {
    out[i] = scale * (r0[i] + r1[i] + r2[i] + r3[i] + r4[i] + r5[i] + r6[i]);
  }
}

// Mean of the patch that begins at each place, levels. Sums of integers below 2^24: exact.
void MeanOfPatches(const cv::Mat1f& quantised, cv::Mat1f* mean) {
  cv::Mat1f along(quantised.rows, mean->cols);
  for (int y = 0; y < quantised.rows; ++y) SumOfSeven(quantised[y], mean->cols, along[y]);
  const auto scale = static_cast<float>(1.0 / (kSize * kQuantum));
  for (int y = 0; y < mean->rows; ++y) {
    const float* rows[kPatch];
    for (int j = 0; j < kPatch; ++j) rows[j] = along[y + j];
    MeanOfSevenRows(rows, mean->cols, scale, (*mean)[y]);
  }
}

// Of white noise's variance, in patches of strengths up to `bound` squared sigmas.
double KeptBelow(double bound) {
  const double last = static_cast<double>(kKept.size() - 1);
  const double at = std::clamp((bound - kKeptFrom) / kKeptStep, 0.0, last);
  const auto i = static_cast<size_t>(std::min(at, last - 1.0));
  return kKept[i] + (at - static_cast<double>(i)) * (kKept[i + 1] - kKept[i]);
}

// The projection on the finest waves of a patch, over how many they are: its scalar product with a
// covariance is their mean variance.
std::vector<double> FinestWaves() {
  std::vector<double> projection(kSize * kSize, 0.0);
  int waves = 0;
  for (int v = 0; v < kPatch; ++v) {
    for (int u = 0; u < kPatch; ++u) {
      if (u + v < kFinestWaves) continue;
      ++waves;
      std::array<double, kSize> wave;
      for (int k = 0; k < kSize; ++k) {
        // Orders above 0: 2 / 7 makes the wave's squares add up to 1.
        wave[static_cast<size_t>(k)] = 2.0 / kPatch *
                                       std::cos(CV_PI * (k / kPatch + 0.5) * v / kPatch) *
                                       std::cos(CV_PI * (k % kPatch + 0.5) * u / kPatch);
      }
      for (size_t i = 0; i < kSize; ++i) {
        for (size_t j = 0; j < kSize; ++j) projection[i * kSize + j] += wave[i] * wave[j];
      }
    }
  }
  for (double& value : projection) value /= waves;
  return projection;
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

// Mean and variance of a normal (mean `m`, std `s`) clipped to 0..255.
struct Moments {
  double mean = 0.0;
  double variance = 0.0;
};

Moments ClippedMoments(double m, double s) {
  const double a = -m / s;
  const double b = (255.0 - m) / s;
  const double pa = NormalBelow(a);
  const double pb = 1.0 - NormalBelow(b);
  const double inside = 1.0 - pa - pb;
  const double e1 = a * pa + b * pb + NormalDensity(a) - NormalDensity(b);
  const double e2 = a * a * pa + b * b * pb + inside + a * NormalDensity(a) - b * NormalDensity(b);
  return {m + s * e1, s * s * (e2 - e1 * e1)};
}

// The std before clipping of what has this mean and std after it: white or black ground keeps a
// half of its noise. At most twice the std.
double BeforeClipping(double mean, double sigma) {
  double m = std::clamp(mean, 0.5, 254.5);
  double s = sigma;
  for (int i = 0; i < 40; ++i) {
    const Moments after = ClippedMoments(m, s);
    m = std::clamp(m + mean - after.mean, 0.0, 255.0);
    s = std::min(2.0 * sigma, s * sigma / std::sqrt(std::max(1e-6, after.variance)));
  }
  return s;
}

// The std of noise of which patches of mean `mean`, chosen away from the ends, show `sigma`.
double Unclipped(double mean, double sigma) {
  if (sigma > 5.0) {
    // What clipping still takes from the patches that were used.
    double s = sigma;
    for (int i = 0; i < 20; ++i) {
      const double m = std::clamp(mean, 1.0, 254.0);
      s = sigma / std::sqrt(std::max(0.05, ClippedMoments(m, s).variance / (s * s)));
    }
    return std::min(s, 1.5 * sigma);
  }
  // Nothing but white or black ground.
  if (sigma > 0.3 && std::min(mean, 255.0 - mean) < 3.0) return BeforeClipping(mean, sigma);
  return sigma;
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
    Quantise(plane[owned.y + y] + owned.x, width, whole[y]);
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
  const auto unit = static_cast<float>(1.0 / (kQuantum * kQuantum));
  // Strength of the patch that begins at each place: sums of 5 or 7 along rows, then of 7 or 5
  // down.
  cv::Mat1f rows_h(height, width - kPatch + 1);
  cv::Mat1f rows_v(height, width - kPatch + 1);
  for (int y = 0; y < height; ++y) {
    SumAlong(horizontal[y], vertical[y], width - kPatch + 1, rows_h[y], rows_v[y]);
  }
  cv::Mat1f strength(height - kPatch + 1, width - kPatch + 1);
  float weakest = 1e30F;
  for (int y = 0; y < strength.rows; ++y) {
    const float* h[kPatch];
    const float* v[kPatch];
    for (int j = 0; j < kPatch; ++j) {
      h[j] = rows_h[y + j];
      v[j] = rows_v[y + j];
    }
    SumDown(h, v, strength.cols, unit, strength[y]);
  }
  cv::Mat1f mean(strength.size());
  MeanOfPatches(whole, &mean);
  const auto room = [&](float level) {
    return clipped_range_ ? std::min(level, 255.0F - level) : 255.0F;
  };
  for (int y = 0; y < strength.rows; ++y) {
    for (int x = 0; x < strength.cols; ++x) {
      if (room(mean(y, x)) >= 50.0F) weakest = std::min(weakest, strength(y, x));
    }
  }
  const float bound =
      std::max(kNeighbourhoodBound * weakest, static_cast<float>(kStrengthBound) / 4.0F);
  // Patches wait here, by class, until four are together. Sums of integers: the order is free.
  std::array<std::unique_ptr<PatchGroup>, kClipClasses * kStrengthClasses> waiting;
  for (int y = 0; y < strength.rows; ++y) {
    if ((owned.y + y) % stride != 0) continue;
    for (int x = 0; x < strength.cols; ++x) {
      if ((owned.x + x) % stride != 0 || strength(y, x) > bound) continue;
      const int s = StrengthClass(strength(y, x));
      // Far beyond any noise that is still a picture.
      if (s == kStrengthClasses - 1) continue;
      const float level = mean(y, x);
      int clip = kClipClasses - 1;
      if (clipped_range_) {
        while (clip > 0 && room(level) < kClipFrom[static_cast<size_t>(clip)]) --clip;
      }
      const float centre = std::nearbyint(level * static_cast<float>(kQuantum));
      auto& slot = waiting[static_cast<size_t>(clip * kStrengthClasses + s)];
      if (slot == nullptr) slot = std::make_unique<PatchGroup>();
      double* patch = slot->patch[slot->count];
      for (int j = 0; j < kPatch; ++j) {
        const float* row = whole[y + j] + x;
        for (int i = 0; i < kPatch; ++i)
          patch[j * kPatch + i] = static_cast<double>(row[i] - centre);
      }
      Class& c = At(clip, s);
      c.count += 1.0;
      c.mean_sum += static_cast<double>(centre);
      for (size_t i = 0; i < kSize; ++i) c.sum[i] += patch[i];
      if (++slot->count < kTogether) continue;
      AddProducts(*slot, c.products.data());
      slot->count = 0;
    }
  }
  for (size_t i = 0; i < waiting.size(); ++i) {
    if (waiting[i] == nullptr || waiting[i]->count == 0) continue;
    PatchGroup& group = *waiting[i];
    for (int k = group.count; k < kTogether; ++k) std::fill_n(group.patch[k], kSize, 0.0);
    AddProducts(group, classes_[i]->products.data());
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
    for (int clip = from_clip; clip < kClipClasses; ++clip) {
      for (int s = 0; s < strengths; ++s) {
        const auto& c = classes_[static_cast<size_t>(clip * kStrengthClasses + s)];
        if (c == nullptr) continue;
        total->count += c->count;
        total->mean_sum += c->mean_sum;
        for (size_t i = 0; i < kSize; ++i) total->sum[i] += c->sum[i];
        AddTriangle(c->products.data(), total->products.data());
      }
    }
  };
  const auto covariance_of = [](const Class& c) {
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
    return covariance;
  };
  const auto smallest = [&](const Class& c) {
    std::vector<double> covariance = covariance_of(c);
    // The patch mean was taken out: give that direction the average density back.
    double trace = 0.0;
    for (size_t i = 0; i < kSize; ++i) trace += covariance[i * kSize + i];
    for (double& value : covariance) value += trace / kSize / kSize;
    // Of n samples in 49 dimensions the smallest eigenvalue falls short (Marchenko and Pastur
    // 1967).
    const double shortfall = 1.0 - std::sqrt(kSize / std::max(c.count, 4.0 * kSize));
    return SmallestEigenvalue(covariance, kSize) / (shortfall * shortfall);
  };
  const auto strengths_below = [](double bound) {
    return std::max(1, StrengthClass(static_cast<float>(bound)));
  };

  Estimate estimate;
  Class total;
  constexpr double kFewest = 400.0;  // patches for 49 dimensions
  double variance = -1.0;
  int strengths = kStrengthClasses - 1;
  int from_clip = clipped_range_ ? 1 : 0;
  int used_clip = from_clip;
  for (int step = 0; step < 8; ++step) {
    int clip = from_clip;
    gather(clip, strengths, &total);
    while (total.count < kFewest && clip > 0) gather(--clip, strengths, &total);
    used_clip = clip;
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
  double fine_variance = variance;
  Class weakest;
  const int below = strengths_below(kFineBound * std::max(variance, 1.0 / 12.0));
  gather(used_clip, below, &weakest);
  if (weakest.count >= kFewest) {
    const std::vector<double> waves = FinestWaves();
    const std::vector<double> covariance = covariance_of(weakest);
    double held = 0.0;
    for (size_t i = 0; i < waves.size(); ++i) held += waves[i] * covariance[i];
    double finest = held;
    for (int i = 0; i < 3 && finest > 0.0; ++i) {
      finest = held / KeptBelow(ClassBegin(below) / finest);
    }
    const double clipped = std::clamp((std::sqrt(variance) - kClipsWaves) / 15.0, 0.0, 1.0);
    fine_variance += (1.0 - 0.5 * clipped) * std::min(0.0, finest - variance);
  }
  const double mean = total.mean_sum / (total.count * kQuantum);
  estimate.smallest = clipped_range_ ? Unclipped(mean, std::sqrt(variance)) : std::sqrt(variance);
  estimate.sigma =
      clipped_range_ ? Unclipped(mean, std::sqrt(fine_variance)) : std::sqrt(fine_variance);
  estimate.patches = static_cast<int64_t>(total.count);
  return estimate;
}

}  // namespace sharpscale
