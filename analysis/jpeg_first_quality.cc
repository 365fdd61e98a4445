// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_first_quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <vector>

#include "analysis/jpeg_blocks.h"
#include "analysis/jpeg_table_quality.h"

namespace sharpscale {
namespace {

constexpr int kMostBlocks = 2000;
constexpr int kFewestBlocks = 60;
constexpr int kFirst = 10;
constexpr int kLast = 98;
// Of a coefficient between the two savings, levels: samples were rounded to 8 bits, colours
// converted there and back.
constexpr double kSigma = 0.42;
constexpr double kOutliers = 0.08;  // share of indices that a first comb does not explain
constexpr int kMostIndex = 80;
constexpr int kFewestIndices = 30;  // of a frequency, above 0
// Log units a block and in all; files that were saved once stay below (tuning half of the
// compression bench).
constexpr double kMinEvidence = 40.0;
constexpr double kPerBlock = 0.1;

// Standard normal distribution; what lies 4 deviations away is certain.
double Below(double x) {
  return x > 4.0 ? 1.0 : x < -4.0 ? 0.0 : 0.5 * std::erfc(-x / std::sqrt(2.0));
}

// How often index n > 0 of step `second` comes from a multiple of `first`, against a smooth
// distribution; natural logarithm.
double LogRatio(int n, int first, int second) {
  const double low = (n - 0.5) * second;
  const double high = (n + 0.5) * second;
  const int from = std::max(0, static_cast<int>(std::floor((low - 3.0) / first)));
  const int to = static_cast<int>(std::ceil((high + 3.0) / first));
  double mass = 0.0;
  for (int m = from; m <= to; ++m) {
    const double at = double(m) * first;
    mass += Below((high - at) / kSigma) - Below((low - at) / kSigma);
  }
  return std::log((1.0 - kOutliers) * mass * first / second + kOutliers);
}

// Indices of one frequency: how many blocks have each; 0 is not counted.
using Counts = std::array<int, kMostIndex>;
using Shares = std::array<double, kMostIndex>;

// The distribution that the counts scatter about: over `reach` indices to either side a straight
// line through their logarithms. Coefficients of pictures fall steeply, which must not pass for a
// comb; teeth and gaps of a comb are evened out.
Shares Smooth(const Counts& counts, int last, int reach) {
  Shares smooth{};
  for (int n = 1; n <= last; ++n) {
    double w = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
    for (int k = std::max(1, n - reach); k <= std::min(last, n + reach); ++k) {
      const double weight = counts[static_cast<size_t>(k)] + 1.0;
      const double level = std::log(counts[static_cast<size_t>(k)] + 0.5);
      const double place = k - n;
      w += weight;
      x += weight * place;
      y += weight * level;
      xx += weight * place * place;
      xy += weight * place * level;
    }
    const double spread = xx - x * x / w;
    const double slope = spread > 1e-9 ? (xy - x * y / w) / spread : 0.0;
    smooth[static_cast<size_t>(n)] = std::exp((y - slope * x) / w);
  }
  return smooth;
}

// One frequency of the file.
class Band {
 public:
  Band(const Counts& counts, int step) : counts_(counts), step_(step) {
    for (const int count : counts_) all_ += count;
    int sum = 0;
    for (int n = 1; n < kMostIndex && sum < all_ - all_ / 200; ++n) {
      sum += counts_[static_cast<size_t>(n)];
      last_ = n;
    }
  }

  // For a first saving with that step against none.
  double Evidence(int first) {
    if (first == step_ || last_ < 2 || all_ < kFewestIndices) return 0.0;
    const auto found = known_.find(first);
    if (found != known_.end()) return found->second;
    const int reach = std::clamp(static_cast<int>(std::ceil(1.5 * first / step_)), 2, kMostReach);
    Shares& smooth = smooth_[static_cast<size_t>(reach)];
    if (smooth[1] == 0.0) smooth = Smooth(counts_, last_, reach);
    double sum = 0.0;
    double count = 0.0;
    double shares = 0.0;
    double expected = 0.0;
    for (int n = 1; n <= last_; ++n) {
      const auto k = static_cast<size_t>(n);
      // What rounds to nothing in the first saving says nothing about its comb.
      if ((n + 0.5) * step_ < 0.5 * first) continue;
      const double log_ratio = LogRatio(n, first, step_);
      sum += counts_[k] * log_ratio;
      count += counts_[k];
      shares += smooth[k];
      expected += smooth[k] * std::exp(log_ratio);
    }
    if (count > 0.0) sum -= count * std::log(expected / shares);
    known_[first] = sum;
    return sum;
  }

 private:
  static constexpr int kMostReach = 12;

  const Counts& counts_;
  int step_;
  int all_ = 0;
  int last_ = 0;                                 // index up to which nearly all lie
  std::array<Shares, kMostReach + 1> smooth_{};  // by reach; [1] is 0 until made
  std::map<int, double> known_;
};

}  // namespace

JpegFirstQuality EstimateJpegFirstQuality(const std::vector<LumaPatch>& patches,
                                          const JpegFirstQualityOptions& options) {
  JpegFirstQuality result;
  const std::vector<JpegBlock> blocks =
      ChooseJpegBlocks(patches, {options.grid_x, options.grid_y, kMostBlocks, 0});
  result.blocks = static_cast<int>(blocks.size());
  result.enough = result.blocks >= kFewestBlocks;
  if (!result.enough) return result;
  std::vector<Counts> counts(64, Counts{});
  float dct[64];
  for (const JpegBlock& block : blocks) {
    TransformJpegBlock(block, dct);
    for (size_t k = 1; k < 64; ++k) {
      const int step = options.table[k];
      if (step == 0) continue;
      const float coefficient = dct[options.turned ? k % 8 * 8 + k / 8 : k];
      const auto n =
          static_cast<int>(std::lround(std::abs(coefficient) / static_cast<float>(step)));
      if (n > 0 && n < kMostIndex) ++counts[k][static_cast<size_t>(n)];
    }
  }
  std::vector<Band> bands;
  bands.reserve(64);
  for (size_t k = 0; k < 64; ++k) bands.emplace_back(counts[k], options.table[k]);
  std::array<double, 101> all;
  all.fill(-1e9);
  int best = 0;
  for (int quality = kFirst; quality <= kLast; ++quality) {
    const JpegFacts::Table first = IjgLumaTable(quality);
    double sum = 0.0;
    for (size_t k = 1; k < 64; ++k) {
      if (options.table[k] != 0) sum += bands[k].Evidence(first[k]);
    }
    all[static_cast<size_t>(quality)] = sum;
    if (best == 0 || sum > all[static_cast<size_t>(best)]) best = quality;
  }
  result.evidence = all[static_cast<size_t>(best)];
  result.found =
      result.evidence > kMinEvidence && result.evidence > kPerBlock * double(result.blocks);
  if (!result.found) return result;
  result.quality = best;
  result.low = result.high = best;
  for (int quality = kFirst; quality <= kLast; ++quality) {
    // 2 log units: 90 % and a little for what the model leaves out.
    if (all[static_cast<size_t>(quality)] < result.evidence - 2.0) continue;
    result.low = std::min(result.low, double(quality));
    result.high = std::max(result.high, double(quality));
  }
  result.low = std::max(1.0, result.low - 1.0);
  result.high = std::min(100.0, result.high + 1.0);
  return result;
}

}  // namespace sharpscale
