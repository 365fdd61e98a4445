// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/avx512_fp32.h
//
// A register of AVX-512 for the templates over registers. Only for the files that are compiled for
// this instruction set: the type is in their own unnamed namespace, so that what they instantiate
// is theirs alone.

#ifndef SHARPSCALE_MODELS_WINOGRAD_AVX512_FP32_H_
#define SHARPSCALE_MODELS_WINOGRAD_AVX512_FP32_H_

#include <immintrin.h>

namespace sharpscale {
// Each file that includes it is compiled for its own processor: nothing of this may be shared.
namespace {  // NOLINT(google-build-namespaces)

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
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_AVX512_FP32_H_
