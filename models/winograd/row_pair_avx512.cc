// SPDX-License-Identifier: Apache-2.0
//
// Compiled for AVX-512; only called where the CPU has it.

#include <immintrin.h>

#include "models/winograd/kernel_gradient_fp32.h"
#include "models/winograd/row_pair_fp32.h"

namespace sharpscale {
namespace winograd {
namespace {

struct Avx512 {
  using Register = __m512;
  static Register Load(const float* from) { return _mm512_loadu_ps(from); }
  static void Store(float* to, Register value) { _mm512_storeu_ps(to, value); }
  static Register Set(float value) { return _mm512_set1_ps(value); }
  static Register Add(Register a, Register b) { return _mm512_add_ps(a, b); }
  static Register Sub(Register a, Register b) { return _mm512_sub_ps(a, b); }
  static Register MulAdd(Register a, Register b, Register sum) {
    return _mm512_fmadd_ps(a, b, sum);
  }
  static Register Bend(Register value, Register slope) {
    const __mmask16 negative = _mm512_cmp_ps_mask(value, _mm512_setzero_ps(), _CMP_LT_OQ);
    return _mm512_mask_mul_ps(value, negative, value, slope);
  }
};

}  // namespace

void RunAvx512(const Layer& layer, const RowPair& rows, void* scratch) {
  switch (layer.outputs / kLanes) {
    case 1:
      return RowPairFp32<Avx512, 1, 16>::Run(layer, rows, scratch);
    case 2:
      return RowPairFp32<Avx512, 2, 8>::Run(layer, rows, scratch);
    case 3:
      return RowPairFp32<Avx512, 3, 8>::Run(layer, rows, scratch);
    default:
      return RowPairFp32<Avx512, 4, 5>::Run(layer, rows, scratch);
  }
}

void AddGradientAvx512(const GradientRows& rows, void* scratch, float* sums) {
  switch (rows.outputs / kLanes) {
    case 1:
      return KernelGradientFp32<Avx512, 1, 16>::Run(rows, scratch, sums);
    case 2:
      return KernelGradientFp32<Avx512, 2, 8>::Run(rows, scratch, sums);
    case 3:
      return KernelGradientFp32<Avx512, 3, 8>::Run(rows, scratch, sums);
    default:
      return KernelGradientFp32<Avx512, 4, 4>::Run(rows, scratch, sums);
  }
}

}  // namespace winograd
}  // namespace sharpscale
