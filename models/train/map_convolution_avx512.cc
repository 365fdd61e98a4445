// SPDX-License-Identifier: Apache-2.0
//
// Compiled for AVX-512; only called where the CPU has it.

#include "models/train/map_tiles_fp32.h"
#include "models/winograd/avx512_fp32.h"

namespace sharpscale {
namespace map_convolution {

void ConvolveAvx512(const Layer& layer,
                    const PaddedMap& in,
                    int width,
                    int height,
                    float* out,
                    float* scratch) {
  switch (layer.outputs / kLanes) {
    case 1:
      return MapTilesFp32<Avx512, 1, 12, 16>::Convolve(layer, in, width, height, out, scratch);
    case 2:
      return MapTilesFp32<Avx512, 2, 12, 8>::Convolve(layer, in, width, height, out, scratch);
    case 3:
      return MapTilesFp32<Avx512, 3, 8, 8>::Convolve(layer, in, width, height, out, scratch);
    default:
      return MapTilesFp32<Avx512, 4, 6, 4>::Convolve(layer, in, width, height, out, scratch);
  }
}

void AddGradientAvx512(const PaddedMap& in, const PaddedMap& change, float* sums, float* scratch) {
  switch (change.channels / kLanes) {
    case 1:
      return MapTilesFp32<Avx512, 1, 12, 16>::AddGradient(in, change, sums, scratch);
    case 2:
      return MapTilesFp32<Avx512, 2, 12, 8>::AddGradient(in, change, sums, scratch);
    case 3:
      return MapTilesFp32<Avx512, 3, 8, 8>::AddGradient(in, change, sums, scratch);
    default:
      return MapTilesFp32<Avx512, 4, 6, 4>::AddGradient(in, change, sums, scratch);
  }
}

}  // namespace map_convolution
}  // namespace sharpscale
