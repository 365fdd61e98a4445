// SPDX-License-Identifier: Apache-2.0

#include "enhance/block_dct.h"

#include <array>
#include <cmath>

namespace sharpscale {
namespace {

// Row k: cosine k.
std::array<float, 64> MakeCosines() {
  std::array<float, 64> cosines{};
  for (int k = 0; k < kDctBlock; ++k) {
    const double scale = std::sqrt((k == 0 ? 1.0 : 2.0) / kDctBlock);
    for (int n = 0; n < kDctBlock; ++n) {
      cosines[static_cast<size_t>(k * kDctBlock + n)] =
          static_cast<float>(scale * std::cos(CV_PI * (n + 0.5) * k / kDctBlock));
    }
  }
  return cosines;
}

}  // namespace

void InverseBlockDct8x8(const float coefficients[64], float* block, size_t stride) {
  static const std::array<float, 64> cosines = MakeCosines();
  float columns[64] = {};  // [v * 8 + n]: along u
  for (int v = 0; v < kDctBlock; ++v) {
    for (int u = 0; u < kDctBlock; ++u) {
      const float c = coefficients[v * kDctBlock + u];
      for (int n = 0; n < kDctBlock; ++n) columns[v * kDctBlock + n] += c * cosines[u * 8 + n];
    }
  }
  for (int m = 0; m < kDctBlock; ++m) {
    float row[kDctBlock] = {};
    for (int v = 0; v < kDctBlock; ++v) {
      const float c = cosines[v * kDctBlock + m];
      for (int n = 0; n < kDctBlock; ++n) row[n] += c * columns[v * kDctBlock + n];
    }
    for (int n = 0; n < kDctBlock; ++n) block[m * stride + n] = row[n];
  }
}

}  // namespace sharpscale
