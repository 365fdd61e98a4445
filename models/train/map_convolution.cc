// SPDX-License-Identifier: Apache-2.0

#include "models/train/map_convolution.h"

namespace sharpscale {
namespace map_convolution {
namespace {

// Of Toom and Cook's points 0, 1, -1, 2, -2 and infinity.
constexpr double kG[6][3] = {{1.0 / 4, 0.0, 0.0},
                             {-1.0 / 6, -1.0 / 6, -1.0 / 6},
                             {-1.0 / 6, 1.0 / 6, -1.0 / 6},
                             {1.0 / 24, 1.0 / 12, 1.0 / 6},
                             {1.0 / 24, -1.0 / 12, 1.0 / 6},
                             {0.0, 0.0, 1.0}};

}  // namespace

void TransformKernel(const float* kernel, float* positions) {
  double half[6][3];
  for (int i = 0; i < 6; ++i) {
    for (int x = 0; x < 3; ++x) {
      half[i][x] = kG[i][0] * kernel[x] + kG[i][1] * kernel[3 + x] + kG[i][2] * kernel[6 + x];
    }
  }
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 6; ++j) {
      const double sum = kG[j][0] * half[i][0] + kG[j][1] * half[i][1] + kG[j][2] * half[i][2];
      positions[6 * i + j] = static_cast<float>(sum);
    }
  }
}

void GradientOfKernel(const float* positions, ptrdiff_t stride, float* kernel) {
  double half[3][6] = {};
  for (int i = 0; i < 6; ++i) {
    for (int j = 0; j < 6; ++j) {
      const double value = positions[(6 * i + j) * stride];
      for (int y = 0; y < 3; ++y) half[y][j] += kG[i][y] * value;
    }
  }
  for (int y = 0; y < 3; ++y) {
    for (int x = 0; x < 3; ++x) {
      double sum = 0.0;
      for (int j = 0; j < 6; ++j) sum += kG[j][x] * half[y][j];
      kernel[3 * y + x] = static_cast<float>(sum);
    }
  }
}

const Kernels* FindKernels() {
#if defined(SHARPSCALE_HAS_X86_CONVOLUTIONS)
  static constexpr Kernels kAvx512{ConvolveAvx512, AddGradientAvx512};
  static constexpr Kernels kAvx2{ConvolveAvx2, AddGradientAvx2};
  if (__builtin_cpu_supports("avx512f")) return &kAvx512;
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) return &kAvx2;
#endif
  return nullptr;
}

}  // namespace map_convolution
}  // namespace sharpscale
