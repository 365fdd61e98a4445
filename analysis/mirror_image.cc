// SPDX-License-Identifier: Apache-2.0

#include "analysis/mirror_image.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "analysis/hot.h"
#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr int kAlong = 32;         // indices of a block
constexpr int kOver = 8;           // line frequencies of a block
constexpr float kBounds = 2.5F;    // deviations that one coefficient may count
constexpr float kNoNoise = 1.03F;  // of the noise's energy: what blocks of noise reach by chance
constexpr int kFarthest = 128;     // pairs on either side of an index
// Pairs of all lines together: large pictures have evidence enough nearer by.
constexpr int64_t kMostPairs = 65'000'000;
constexpr int kNear = 64;  // pairs on either side that Share looks at
constexpr int kTogether = 32;

float MirrorGain(float index, int i) {
  const auto d = static_cast<float>(i);
  if (d >= index) return 0.0F;
  const float g = (index - d) / (index + d);
  return g * g * g;
}

// `low` and `high` may be read `reach` before and `reach` + kTogether after their ends.
// `gains`: for every kTogether indices one of each distance, 0 included.
SHARPSCALE_HOT void AddPairs(const float* __restrict low,
                             const float* __restrict high,
                             int n,
                             int reach,
                             const float* __restrict gains,
                             double* __restrict sum,
                             double* __restrict squares) {
  for (int c = 0; c < n; c += kTogether) {
    float lean[kTogether] = {};
    float square[kTogether] = {};
    for (int i = 1; i <= reach; ++i) {
      const float* a = low + c - i;
      const float* b = high + c + i;
      const float g = gains[i];
      for (int k = 0; k < kTogether; ++k) {
        const float p = g * a[k] * b[k];
        lean[k] -= p;
        square[k] += p * p;
      }
    }
    const int count = std::min(kTogether, n - c);
    for (int k = 0; k < count; ++k) {
      sum[c + k] += static_cast<double>(lean[k]);
      squares[c + k] += static_cast<double>(square[k]);
    }
    gains += reach + 1;
  }
}

cv::Mat1f BlockEnergy(const cv::Mat1f& spectrum) {
  const int n = spectrum.cols;
  const int lines = spectrum.rows - 1;
  cv::Mat1f energy = cv::Mat1f::zeros((lines + kOver - 1) / kOver, (n + kAlong - 1) / kAlong);
  for (int y = 0; y < energy.rows; ++y) {
    const int from = 1 + y * kOver;
    const int to = std::min(lines + 1, from + kOver);
    for (int x = 0; x < energy.cols; ++x) {
      const int end = std::min(n, (x + 1) * kAlong);
      float sum = 0.0F;
      for (int k = from; k < to; ++k) {
        const float* row = spectrum[k];
        for (int u = x * kAlong; u < end; ++u) sum += row[u] * row[u];
      }
      energy(y, x) = sum / static_cast<float>((to - from) * (end - x * kAlong)) + 1e-6F;
    }
  }
  return energy;
}

}  // namespace

MirrorImage::MirrorImage(const cv::Mat1f& spectrum)
    : spectrum_(spectrum), energy_(BlockEnergy(spectrum)) {
  std::vector<float> top;
  for (int y = 0; y < energy_.rows; ++y) {
    top.insert(top.end(), energy_[y] + 7 * energy_.cols / 8, energy_[y] + energy_.cols);
  }
  noise_ = static_cast<float>(Median(std::vector<double>(top.begin(), top.end())));
  // Where signal is hardly more than noise, a block alone knows neither well.
  cv::blur(energy_, energy_, {3, 3}, {-1, -1}, cv::BORDER_REPLICATE);
}

std::vector<double> MirrorImage::Inversion() const {
  const int n = spectrum_.cols;
  const int lines = spectrum_.rows - 1;
  const int reach = static_cast<int>(
      std::clamp<int64_t>(kMostPairs / (int64_t{n} * std::max(1, lines)), 12, kFarthest));
  std::vector<float> gains;
  for (int c = 0; c < n; c += kTogether) {
    const float middle = static_cast<float>(c) + 0.5F * (kTogether - 1);
    for (int i = 0; i <= reach; ++i) gains.push_back(MirrorGain(middle, i));
  }
  std::vector<double> squares(static_cast<size_t>(n), 1e-20);
  std::vector<double> inversion(squares.size(), 0.0);
  // Zeros beyond the ends, so that pairs there count nothing.
  std::vector<float> low(static_cast<size_t>(n + 2 * reach + kTogether), 0.0F);
  std::vector<float> high(low.size(), 0.0F);
  for (int k = 1; k <= lines; ++k) {
    Weigh(k, low.data() + reach, high.data() + reach);
    AddPairs(low.data() + reach,
             high.data() + reach,
             n,
             reach,
             gains.data(),
             inversion.data(),
             squares.data());
  }
  for (size_t c = 0; c < inversion.size(); ++c) inversion[c] /= std::sqrt(squares[c]);
  return inversion;
}

void MirrorImage::Weigh(int k, float* low, float* high) const {
  const float* row = spectrum_[k];
  const float* energy = energy_[(k - 1) / kOver];
  for (int x = 0; x < energy_.cols; ++x) {
    const float inverse = 1.0F / std::sqrt(energy[x]);
    const float signal = std::max(0.0F, energy[x] - kNoNoise * noise_) * inverse;
    const int end = std::min(spectrum_.cols, (x + 1) * kAlong);
    for (int u = x * kAlong; u < end; ++u) {
      const float v = std::clamp(row[u] * inverse, -kBounds, kBounds);
      low[u] = v * signal;
      high[u] = v * inverse;
    }
  }
}

double MirrorImage::Share(int index) const {
  const int n = spectrum_.cols;
  const int reach = std::min({kNear, std::max(4, index / 4), index, n - 1 - index});
  std::vector<float> low(static_cast<size_t>(n));
  std::vector<float> high(static_cast<size_t>(n));
  double found = 0.0;
  double expected = 1e-12;
  for (int k = 1; k < spectrum_.rows; ++k) {
    Weigh(k, low.data(), high.data());
    const float* energy = energy_[(k - 1) / kOver];
    for (int i = 1; i <= reach; ++i) {
      const float g = MirrorGain(static_cast<float>(index), i);
      const float below = energy[(index - i) / kAlong];
      const float signal = std::max(0.0F, below - kNoNoise * noise_);
      found -= static_cast<double>(g * low[static_cast<size_t>(index - i)] *
                                   high[static_cast<size_t>(index + i)]);
      expected +=
          static_cast<double>(g * g * signal * signal / (below * energy[(index + i) / kAlong]));
    }
  }
  return found / expected;
}

}  // namespace sharpscale
