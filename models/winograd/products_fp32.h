// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/products_fp32.h
//
// The products of tiles and kernels at one position, where convolutions by minimal filtering spend
// their time. Only for the files that are compiled for one instruction set, see row_pair_fp32.h.

#ifndef SHARPSCALE_MODELS_WINOGRAD_PRODUCTS_FP32_H_
#define SHARPSCALE_MODELS_WINOGRAD_PRODUCTS_FP32_H_

#include "models/winograd/row_pair.h"

namespace sharpscale {
namespace winograd {

// kVectors x kTiles sums, kVectors kernels and a value fit the registers.
template <typename V, int kVectors, int kTiles>
struct ProductsFp32 {
  using Register = typename V::Register;
  static constexpr int kWidth = sizeof(Register) / sizeof(float);

  // products[tile][output] = sum over inputs of values[tile][input] * kernels[input][output], of
  // kTiles tiles and kVectors registers of outputs. `kernels`: [kLanes outputs][input][which of the
  // outputs]. All sums stay in registers.
  static void Multiply(const float* values,
                       int inputs,
                       const float* kernels,
                       int outputs,
                       float* products) {
    constexpr int kPerBlock = kLanes / kWidth;
    Register sums[kTiles][kVectors];
#pragma GCC unroll 16
    for (int t = 0; t < kTiles; ++t) {
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) sums[t][n] = V::Set(0.0f);
    }
    for (int k = 0; k < inputs; ++k, kernels += kLanes) {
      Register factors[kVectors];
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) {
        factors[n] = V::Load(kernels + n / kPerBlock * kLanes * inputs + n % kPerBlock * kWidth);
      }
#pragma GCC unroll 16
      for (int t = 0; t < kTiles; ++t) {
        const Register value = V::Set(values[t * inputs + k]);
#pragma GCC unroll 16
        for (int n = 0; n < kVectors; ++n) {
          sums[t][n] = V::MulAdd(value, factors[n], sums[t][n]);
        }
      }
    }
#pragma GCC unroll 16
    for (int t = 0; t < kTiles; ++t) {
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) {
        V::Store(products + t * outputs + n * kWidth, sums[t][n]);
      }
    }
  }
};

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_PRODUCTS_FP32_H_
