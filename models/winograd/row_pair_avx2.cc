// SPDX-License-Identifier: Apache-2.0
//
// Compiled for AVX2 with FMA; only called where the CPU has both.

#include "models/winograd/avx2_fp32.h"
#include "models/winograd/row_pair_fp32.h"

namespace sharpscale {
namespace winograd {
void RunAvx2(const Layer& layer, const RowPair& rows, void* scratch) {
  RowPairFp32<Avx2, 2, 6>::Run(layer, rows, scratch);
}

}  // namespace winograd
}  // namespace sharpscale
