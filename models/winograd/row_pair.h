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
// those sets share no inline code with the rest of the program. Values between layers are bf16
// (uint16_t) or fp32, as the function says; sums are fp32.

#ifndef SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_H_
#define SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_H_

#include <cstddef>
#include <cstdint>

namespace sharpscale {
namespace winograd {

constexpr int kLanes = 16;         // channels counts are multiples of this
constexpr int kMostChannels = 64;  // inputs or outputs
constexpr int kMostTiles = 16;     // 2x2 tiles that are worked on at once
// A row has this many px of zeros before its first px, and kZerosAfter after its last.
constexpr int kZerosBefore = 1;
constexpr int kZerosAfter = 2 * kMostTiles + 2;

// One layer. `kernels`: transformed and packed as the function wants them (arithmetic.h), 64-byte
// aligned.
struct Layer {
  int inputs = 0;
  int outputs = 0;
  const void* kernels = nullptr;
  const float* bias = nullptr;   // [outputs]
  const float* slope = nullptr;  // [outputs]: negative results are multiplied by this
};

// Rows point at their first px; `inputs` or `outputs` values per px.
struct RowPair {
  const void* in[4] = {};  // the row above the two, the two, the row below
  int width = 0;           // px, >= 1
  // Added to the result where not null: two rows of `outputs` values.
  const void* skip[2] = {};
  // The result, `width` px of each; out[1] is null where the picture ends with the first row.
  void* out[2] = {};
  // In place of `out` where not null, as fp32.
  float* out_fp32[2] = {};
};

// Bytes of `scratch`, 64-byte aligned: what goes into the products and what comes out, each of the
// 16 positions followed by one register's worth of nothing (positions a power of two apart would
// fight for the same lines of the cache).
constexpr size_t kScratchBytes = 2 * 16 * (kMostTiles * kMostChannels + kLanes) * sizeof(float);

// Kernels: bf16, [position][pair of inputs][output][which of the pair].
void RunAvx512Bf16(const Layer& layer, const RowPair& rows, void* scratch);
// Kernels: fp32, [position][kLanes outputs][input][which of the outputs]. Both give the same bits.
void RunAvx512(const Layer& layer, const RowPair& rows, void* scratch);
void RunAvx2(const Layer& layer, const RowPair& rows, void* scratch);

// To nearest, ties to even. `count`: a multiple of kLanes.
void ToBf16Avx512(const float* from, size_t count, void* to);

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_H_
