// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/map_convolution.h
//
// The 3x3 convolution of a whole picture and the gradient of its kernels by Winograd's minimal
// filtering F(4x4, 3x3): 36 products per channel pair make 16 outputs, where the plain sum needs
// 144 and the F(2x2, 3x3) of models/winograd 64 (Lavin and Gray, "Fast Algorithms for Convolutional
// Neural Networks", 2016). It rounds ten times as much, 1e-6 of the result, and wants whole
// pictures at hand: right for learning, wrong for a stream of rows.
//
// This header is plain data and two functions per instruction set, so that the files compiled for
// those sets share no inline code with the rest of the program.

#ifndef SHARPSCALE_MODELS_TRAIN_MAP_CONVOLUTION_H_
#define SHARPSCALE_MODELS_TRAIN_MAP_CONVOLUTION_H_

#include <cstddef>

#include "models/winograd/row_pair.h"

namespace sharpscale {
namespace map_convolution {

using winograd::kLanes;         // channel counts are multiples of this
using winograd::kMostChannels;  // inputs or outputs

constexpr int kTile = 4;        // px a side that are computed together
constexpr int kPositions = 36;  // of the products of a tile
constexpr int kTilesAtOnce = 24;

// Channels-last floats with a border of one px of zeros around whole tiles, those beyond the
// picture zero, too: 4 * tiles + 2 px a side.
struct PaddedMap {
  const float* values = nullptr;  // the border's first px
  int channels = 0;
  int tiles_wide = 0;
  int tiles_high = 0;
  ptrdiff_t row() const { return static_cast<ptrdiff_t>(kTile * tiles_wide + 2) * channels; }
};

// `kernels`: [position][kLanes outputs][input][which of the outputs], see TransformKernel.
struct Layer {
  int inputs = 0;
  int outputs = 0;
  const float* kernels = nullptr;
  const float* bias = nullptr;  // [outputs]
  float slope = 1.0f;           // of negative results
};

// G g G^T of a 3x3 kernel: kPositions floats.
void TransformKernel(const float* kernel, float* positions);
// G^T u G, which brings a gradient back from the positions: 9 floats. `stride` between positions.
void GradientOfKernel(const float* positions, ptrdiff_t stride, float* kernel);

// Floats of `scratch`, 64-byte aligned; finite numbers.
constexpr size_t kScratch =
    size_t{2} * kPositions * ((kTilesAtOnce + kLanes) * kMostChannels + kLanes);

// What one instruction set offers.
struct Kernels {
  // `in.channels` = layer.inputs. `out`: height rows of width px of `outputs` floats.
  void (*convolve)(const Layer& layer,
                   const PaddedMap& in,
                   int width,
                   int height,
                   float* out,
                   float* scratch);
  // Adds to `sums`, [position][input][output]: the gradient of the transformed kernels. `change`:
  // what the loss says about each result.
  void (*add_gradient)(const PaddedMap& in, const PaddedMap& change, float* sums, float* scratch);
};

// The best of this machine; null where the CPU has neither.
const Kernels* FindKernels();

void ConvolveAvx512(const Layer& layer,
                    const PaddedMap& in,
                    int width,
                    int height,
                    float* out,
                    float* scratch);
void ConvolveAvx2(const Layer& layer,
                  const PaddedMap& in,
                  int width,
                  int height,
                  float* out,
                  float* scratch);
void AddGradientAvx512(const PaddedMap& in, const PaddedMap& change, float* sums, float* scratch);
void AddGradientAvx2(const PaddedMap& in, const PaddedMap& change, float* sums, float* scratch);

}  // namespace map_convolution
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_MAP_CONVOLUTION_H_
