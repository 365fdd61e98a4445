// SPDX-License-Identifier: Apache-2.0
//
// Compiled for AVX2 with FMA; only called where the CPU has both.

#include "models/train/map_tiles_fp32.h"
#include "models/winograd/avx2_fp32.h"

namespace sharpscale {
namespace map_convolution {
namespace {

using Tiles = MapTilesFp32<Avx2, 2, 6, 4>;

}  // namespace

void ConvolveAvx2(const Layer& layer,
                  const PaddedMap& in,
                  int width,
                  int height,
                  float* out,
                  float* scratch) {
  Tiles::Convolve(layer, in, width, height, out, scratch);
}

void AddGradientAvx2(const PaddedMap& in, const PaddedMap& change, float* sums, float* scratch) {
  Tiles::AddGradient(in, change, sums, scratch);
}

}  // namespace map_convolution
}  // namespace sharpscale
