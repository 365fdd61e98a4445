// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/kernel_gradient_fp32.h
//
// AddGradient of row_pair.h for any width of register. Only for the files that are compiled for one
// instruction set, see row_pair_fp32.h.

#ifndef SHARPSCALE_MODELS_WINOGRAD_KERNEL_GRADIENT_FP32_H_
#define SHARPSCALE_MODELS_WINOGRAD_KERNEL_GRADIENT_FP32_H_

#include "models/winograd/input_tiles_fp32.h"
#include "models/winograd/row_pair.h"

namespace sharpscale {
namespace winograd {

// kVectors x kRows sums, kVectors factors and a value fit the registers; kRows divides kLanes.
template <typename V, int kVectors, int kRows>
class KernelGradientFp32 {
  using Register = typename V::Register;
  static constexpr int kWidth = sizeof(Register) / sizeof(float);

 public:
  // kVectors * kWidth: a multiple of kLanes that divides rows.outputs.
  static void Run(const GradientRows& rows, void* scratch, float* sums) {
    const int tiles = (rows.width + 1) / 2;
    const ptrdiff_t in_stride = static_cast<ptrdiff_t>(kMostTiles) * rows.inputs + kLanes;
    const ptrdiff_t out_stride = static_cast<ptrdiff_t>(kMostTiles) * rows.outputs + kLanes;
    float* const values = static_cast<float*>(scratch);
    float* const changes = values + 16 * in_stride;
    for (int first = 0; first < tiles; first += kMostTiles) {
      const int count = tiles - first < kMostTiles ? tiles - first : kMostTiles;
      InputTilesFp32<V>::Transform(rows.in, rows.inputs, first, count, values, in_stride);
      TransformChange(rows, first, count, changes, out_stride);
      for (int position = 0; position < 16; ++position) {
        float* const sum = sums + static_cast<ptrdiff_t>(position) * rows.inputs * rows.outputs;
        for (int k = 0; k < rows.inputs; k += kRows) {
          for (int n = 0; n < rows.outputs; n += kVectors * kWidth) {
            AddProducts(values + position * in_stride + k,
                        changes + position * out_stride + n,
                        rows,
                        count,
                        sum + static_cast<ptrdiff_t>(k) * rows.outputs + n);
          }
        }
      }
    }
  }

 private:
  // A y A^T of the 2x2 px of each tile: [16][tile][output].
  static void TransformChange(const GradientRows& rows,
                              int first,
                              int tiles,
                              float* changes,
                              ptrdiff_t stride) {
    for (ptrdiff_t n = 0; n < rows.outputs; n += kWidth) {
      for (ptrdiff_t tile = 0; tile < tiles; ++tile) {
        Register column[2][4];
        for (int x = 0; x < 2; ++x) {
          const ptrdiff_t at = (2 * (first + tile) + x) * rows.outputs + n;
          const Register a = V::Load(rows.change[0] + at);
          const Register b = V::Load(rows.change[1] + at);
          column[x][0] = a;
          column[x][1] = V::Add(a, b);
          column[x][2] = V::Sub(a, b);
          column[x][3] = V::Sub(V::Set(0.0f), b);
        }
        float* to = changes + tile * rows.outputs + n;
        for (int i = 0; i < 4; ++i, to += 4 * stride) {
          V::Store(to, column[0][i]);
          V::Store(to + stride, V::Add(column[0][i], column[1][i]));
          V::Store(to + 2 * stride, V::Sub(column[0][i], column[1][i]));
          V::Store(to + 3 * stride, V::Sub(V::Set(0.0f), column[1][i]));
        }
      }
    }
  }

  // sums[input][output] += sum over tiles of values[tile][input] * changes[tile][output].
  static void AddProducts(const float* values,
                          const float* changes,
                          const GradientRows& rows,
                          int tiles,
                          float* sums) {
    Register sum[kRows][kVectors];
#pragma GCC unroll 16
    for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) sum[k][n] = V::Load(sums + k * rows.outputs + n * kWidth);
    }
    for (int t = 0; t < tiles; ++t, values += rows.inputs, changes += rows.outputs) {
      Register factors[kVectors];
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) factors[n] = V::Load(changes + n * kWidth);
#pragma GCC unroll 16
      for (int k = 0; k < kRows; ++k) {
        const Register value = V::Set(values[k]);
#pragma GCC unroll 16
        for (int n = 0; n < kVectors; ++n) sum[k][n] = V::MulAdd(value, factors[n], sum[k][n]);
      }
    }
#pragma GCC unroll 16
    for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) V::Store(sums + k * rows.outputs + n * kWidth, sum[k][n]);
    }
  }
};

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_KERNEL_GRADIENT_FP32_H_
