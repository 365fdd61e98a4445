// SPDX-License-Identifier: Apache-2.0
//
// Compiled for AVX2 with FMA; only called where the CPU has both.

#include <immintrin.h>

#include "models/winograd/kernel_gradient_fp32.h"
#include "models/winograd/row_pair_fp32.h"

namespace sharpscale {
namespace winograd {
namespace {

struct Avx2 {
  using Register = __m256;
  static Register Load(const float* from) { return _mm256_loadu_ps(from); }
  static void Store(float* to, Register value) { _mm256_storeu_ps(to, value); }
  static Register Set(float value) { return _mm256_set1_ps(value); }
  static Register Add(Register a, Register b) { return _mm256_add_ps(a, b); }
  static Register Sub(Register a, Register b) { return _mm256_sub_ps(a, b); }
  static Register MulAdd(Register a, Register b, Register sum) {
    return _mm256_fmadd_ps(a, b, sum);
  }
  static Register Bend(Register value, Register slope) {
    const Register negative = _mm256_cmp_ps(value, _mm256_setzero_ps(), _CMP_LT_OQ);
    return _mm256_blendv_ps(value, _mm256_mul_ps(value, slope), negative);
  }
};

}  // namespace

void RunAvx2(const Layer& layer, const RowPair& rows, void* scratch) {
  RowPairFp32<Avx2, 2, 6>::Run(layer, rows, scratch);
}

void AddGradientAvx2(const GradientRows& rows, void* scratch, float* sums) {
  KernelGradientFp32<Avx2, 2, 4>::Run(rows, scratch, sums);
}

}  // namespace winograd
}  // namespace sharpscale
