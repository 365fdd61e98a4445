// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/row_pair.h
//
// Two rows of a 3x3 convolution of channels-last maps, zero border, by Winograd's minimal filtering
// F(2x2, 3x3): 16 products per channel pair make 4 outputs, where the plain sum needs 36 (Lavin and
// Gray, "Fast Algorithms for Convolutional Neural Networks", 2016). The networks here spend nearly
// all their time in such layers.
//
// This header is plain data and one function per instruction set, so that the files compiled for
// those sets share no inline code with the rest of the program.

#ifndef SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_H_
#define SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_H_

#include <cstddef>
#include <cstdint>

namespace sharpscale {
namespace winograd {

constexpr int kLanes = 16;         // channels counts are multiples of this
constexpr int kMostChannels = 64;  // inputs or outputs
// A row has this many px of zeros before its first px, and kZerosAfter after its last.
constexpr int kZerosBefore = 1;
constexpr int kZerosAfter = 34;

// One layer. `kernels`: bf16, transformed (TransformKernels), 64-byte aligned.
struct Layer {
  int inputs = 0;
  int outputs = 0;
  const uint16_t* kernels = nullptr;
  const float* bias = nullptr;   // [outputs]
  const float* slope = nullptr;  // [outputs]: negative results are multiplied by this
};

// Rows point at their first px, bf16; `inputs` or `outputs` values per px.
struct RowPair {
  const uint16_t* in[4] = {};  // the row above the two, the two, the row below
  int width = 0;               // px, >= 1
  // Added to the result where not null: two rows of `outputs` values.
  const uint16_t* skip[2] = {};
  // The result, `width` px of each; out[1] is null where the picture ends with the first row.
  uint16_t* out[2] = {};
  // In place of `out` where not null, as fp32.
  float* out_fp32[2] = {};
};

// Bytes that Run needs, 64-byte aligned.
constexpr size_t kScratchBytes = 16 * 16 * (kMostChannels * 2 + kMostChannels * 4);

void RunAvx512Bf16(const Layer& layer, const RowPair& rows, void* scratch);

// To nearest, ties to even. `count`: a multiple of kLanes.
void ToBf16Avx512(const float* from, size_t count, uint16_t* to);

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_H_
