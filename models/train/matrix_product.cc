// SPDX-License-Identifier: Apache-2.0

#include "models/train/matrix_product.h"

#include <cstddef>

#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kRows = 8;
typedef float Sixteen __attribute__((vector_size(64), aligned(4)));

// kRows x (16 * kVectors) of the result; the sums stay in registers.
template <int kVectors>
inline __attribute__((always_inline)) void Block(const float* a,
                                                 const float* b,
                                                 int inner,
                                                 int columns,
                                                 float* out) {
  Sixteen sums[kRows][kVectors] = {};
  for (int k = 0; k < inner; ++k, b += columns) {
    Sixteen factors[kVectors];
#pragma GCC unroll 4
    for (int n = 0; n < kVectors; ++n) factors[n] = *reinterpret_cast<const Sixteen*>(b + 16 * n);
#pragma GCC unroll 8
    for (int row = 0; row < kRows; ++row) {
#pragma GCC unroll 4
      for (int n = 0; n < kVectors; ++n) sums[row][n] += a[row * inner + k] * factors[n];
    }
  }
#pragma GCC unroll 8
  for (int row = 0; row < kRows; ++row) {
#pragma GCC unroll 4
    for (int n = 0; n < kVectors; ++n) {
      *reinterpret_cast<Sixteen*>(out + row * columns + 16 * n) = sums[row][n];
    }
  }
}

}  // namespace

SHARPSCALE_HOT
void MatrixProduct(const float* a, const float* b, int rows, int inner, int columns, float* out) {
  for (int y = 0; y < rows; y += kRows) {
    const float* const from = a + static_cast<ptrdiff_t>(y) * inner;
    float* const to = out + static_cast<ptrdiff_t>(y) * columns;
    int x = 0;
    for (; x + 32 <= columns; x += 32) Block<2>(from, b + x, inner, columns, to + x);
    for (; x < columns; x += 16) Block<1>(from, b + x, inner, columns, to + x);
  }
}

}  // namespace sharpscale
