// SPDX-License-Identifier: Apache-2.0

#include "models/enlarge_catmull_rom.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace sharpscale {
namespace {

// out[i] = sum over k of g[k] * in[k][i].
void WeighFour(const float* const in[4], const std::array<float, 4>& g, int count, float* out) {
  const float* __restrict a = in[0];
  const float* __restrict b = in[1];
  const float* __restrict c = in[2];
  const float* __restrict d = in[3];
  float* __restrict to = out;
  for (int i = 0; i < count; ++i) to[i] = g[0] * a[i] + g[1] * b[i] + g[2] * c[i] + g[3] * d[i];
}

class EnlargedRows {
 public:
  // `tile` must outlive this.
  EnlargedRows(const cv::Mat& tile, int factor);
  // Row `y` of the result, quickest in order.
  void Write(int y, float* out);

 private:
  const float* WideRow(int y);

  const cv::Mat tile_;
  const int factor_;
  std::vector<std::array<float, 4>> weights_;  // of each output sample's four inputs
  std::vector<int> first_;                     // of these, from the input sample on
  std::array<std::vector<float>, 4> wide_;     // rows enlarged in width only, by y % 4
  std::array<int, 4> held_ = {-1, -1, -1, -1};
};

EnlargedRows::EnlargedRows(const cv::Mat& tile, int factor)
    : tile_(tile), factor_(factor), weights_(factor), first_(factor) {
  for (int o = 0; o < factor; ++o) {
    const double centre = (o + 0.5) / factor - 0.5;
    first_[o] = static_cast<int>(std::floor(centre)) - 1;
    for (int k = 0; k < 4; ++k) {
      const double x = std::abs(first_[o] + k - centre);
      weights_[o][k] = static_cast<float>(x < 1.0 ? (1.5 * x - 2.5) * x * x + 1.0
                                                  : ((-0.5 * x + 2.5) * x - 4.0) * x + 2.0);
    }
  }
  for (std::vector<float>& row : wide_) row.resize(static_cast<size_t>(3) * tile.cols * factor);
}

const float* EnlargedRows::WideRow(int y) {
  std::vector<float>& row = wide_[y % 4];
  if (held_[y % 4] == y) return row.data();
  held_[y % 4] = y;
  const int w = tile_.cols;
  const float* in = tile_.ptr<float>(y);
  float* target = row.data();
  for (int x = 0; x < w; ++x) {
    const bool inside = x >= 2 && x + 2 < w;
    for (int o = 0; o < factor_; ++o, target += 3) {
      int at[4];
      for (int k = 0; k < 4; ++k) {
        const int from = x + first_[o] + k;
        at[k] = 3 * (inside ? from : std::clamp(from, 0, w - 1));
      }
      const std::array<float, 4>& g = weights_[o];
      for (int c = 0; c < 3; ++c) {
        target[c] = g[0] * in[at[0] + c] + g[1] * in[at[1] + c] + g[2] * in[at[2] + c] +
                    g[3] * in[at[3] + c];
      }
    }
  }
  return row.data();
}

void EnlargedRows::Write(int y, float* out) {
  const int count = 3 * tile_.cols * factor_;
  const int o = y % factor_;
  const float* in[4];
  // Four neighbours never share a place in the ring, except repeated border rows, which are equal.
  for (int k = 0; k < 4; ++k)
    in[k] = WideRow(std::clamp(y / factor_ + first_[o] + k, 0, tile_.rows - 1));
  WeighFour(in, weights_[o], count, out);
}

}  // namespace

cv::Mat EnlargeCatmullRom(const cv::Mat& tile, int factor) {
  if (factor == 1) return tile.clone();
  cv::Mat out(tile.rows * factor, tile.cols * factor, CV_32FC3);
  EnlargedRows rows(tile, factor);
  for (int y = 0; y < out.rows; ++y) rows.Write(y, out.ptr<float>(y));
  return out;
}

}  // namespace sharpscale
