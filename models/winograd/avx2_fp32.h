// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/avx2_fp32.h
//
// A register of AVX2 with FMA for the templates over registers. Only for the files that are
// compiled for these instruction sets: the type is in their own unnamed namespace, so that what
// they instantiate is theirs alone.

#ifndef SHARPSCALE_MODELS_WINOGRAD_AVX2_FP32_H_
#define SHARPSCALE_MODELS_WINOGRAD_AVX2_FP32_H_

#include <immintrin.h>

namespace sharpscale {
// Each file that includes it is compiled for its own processor: nothing of this may be shared.
namespace {  // NOLINT(google-build-namespaces)

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
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_AVX2_FP32_H_
