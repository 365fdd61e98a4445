// SPDX-License-Identifier: Apache-2.0

#include "models/winograd/arithmetic.h"

#include <cstring>

namespace sharpscale {
namespace winograd {
namespace {

void Copy(const float* from, size_t count, void* to) {
  std::memcpy(to, from, count * sizeof(float));
}

std::vector<Arithmetic> Find() {
  std::vector<Arithmetic> found;
#if defined(SHARPSCALE_HAS_X86_CONVOLUTIONS)
  const bool avx512 = __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
                      __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
  if (avx512 && __builtin_cpu_supports("avx512bf16")) {
    found.push_back({"AVX-512 BF16", Precision::kBf16, RunAvx512Bf16, ToBf16Avx512});
  }
  if (avx512) found.push_back({"AVX-512", Precision::kFp32, RunAvx512, Copy});
  if (__builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma")) {
    found.push_back({"AVX2", Precision::kFp32, RunAvx2, Copy});
  }
#else
  static_cast<void>(Copy);
#endif
  return found;
}

}  // namespace

const std::vector<Arithmetic>& Arithmetics() {
  static const auto* const found = new std::vector<Arithmetic>(Find());
  return *found;
}

const Arithmetic* FindArithmetic(Precision precision) {
  for (const Arithmetic& one : Arithmetics()) {
    if (precision == Precision::kAuto || one.precision == precision) return &one;
  }
  return nullptr;
}

}  // namespace winograd
}  // namespace sharpscale
