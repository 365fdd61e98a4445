// SPDX-License-Identifier: Apache-2.0
//
// Compiled for AVX-512; only called where the CPU has it.

#include "models/winograd/avx512_fp32.h"
#include "models/winograd/row_pair_fp32.h"

namespace sharpscale {
namespace winograd {
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

}  // namespace winograd
}  // namespace sharpscale
