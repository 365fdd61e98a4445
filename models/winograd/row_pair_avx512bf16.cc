// SPDX-License-Identifier: Apache-2.0
//
// Compiled for AVX-512 with BF16; only called where the CPU has both. Nothing from the standard
// library here: an inline function compiled in this file might serve the whole program.

#include <immintrin.h>

#include "models/winograd/row_pair.h"

namespace sharpscale {
namespace winograd {
namespace {

using Bf16 = uint16_t;

// `at`: in values from `row`.
inline __m512 Load(const void* row, ptrdiff_t at) {
  const Bf16* const from = static_cast<const Bf16*>(row) + at;
  const __m256i bits = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(from));
  return _mm512_castsi512_ps(_mm512_slli_epi32(_mm512_cvtepu16_epi32(bits), 16));
}

inline void Store(Bf16* to, __m512 values) {
  _mm256_storeu_si256(reinterpret_cast<__m256i*>(to),
                      reinterpret_cast<__m256i>(_mm512_cvtneps_pbh(values)));
}

// A column of four rows times B^T.
struct Column {
  __m512 v[4];
};

inline Column TransformColumn(const RowPair& rows, ptrdiff_t at) {
  const __m512 a = Load(rows.in[0], at);
  const __m512 b = Load(rows.in[1], at);
  const __m512 c = Load(rows.in[2], at);
  const __m512 d = Load(rows.in[3], at);
  return {{_mm512_sub_ps(a, c), _mm512_add_ps(b, c), _mm512_sub_ps(c, b), _mm512_sub_ps(b, d)}};
}

// B^T d B of `kTiles` neighbouring 4x4 tiles from tile `first` on: [16][kTiles][inputs].
template <int kTiles>
void TransformInput(const RowPair& rows, int inputs, int first, Bf16* out) {
  const ptrdiff_t position = static_cast<ptrdiff_t>(kTiles) * inputs;
  for (int k = 0; k < inputs; k += kLanes) {
    const ptrdiff_t start = (2 * static_cast<ptrdiff_t>(first) - 1) * inputs + k;
    Column left = TransformColumn(rows, start);
    Column middle = TransformColumn(rows, start + inputs);
    for (int tile = 0; tile < kTiles; ++tile) {
      const ptrdiff_t at = start + (2 * static_cast<ptrdiff_t>(tile) + 2) * inputs;
      const Column right = TransformColumn(rows, at);
      const Column last = TransformColumn(rows, at + inputs);
      Bf16* to = out + static_cast<ptrdiff_t>(tile) * inputs + k;
      for (int i = 0; i < 4; ++i, to += 4 * position) {
        Store(to, _mm512_sub_ps(left.v[i], right.v[i]));
        Store(to + position, _mm512_add_ps(middle.v[i], right.v[i]));
        Store(to + 2 * position, _mm512_sub_ps(right.v[i], middle.v[i]));
        Store(to + 3 * position, _mm512_sub_ps(middle.v[i], last.v[i]));
      }
      left = right;
      middle = last;
    }
  }
}

// products[tile][output] = sum over inputs of values[tile][input] * kernels[input][output], at one
// of the 16 positions. All sums stay in registers.
template <int kVectors, int kTiles>
void Multiply(const Bf16* values, const Bf16* kernels, int inputs, float* products) {
  __m512 sums[kTiles][kVectors];
  for (int t = 0; t < kTiles; ++t) {
    for (int n = 0; n < kVectors; ++n) sums[t][n] = _mm512_setzero_ps();
  }
  for (int k = 0; k < inputs; k += 2, kernels += kVectors * 2 * kLanes) {
    __m512bh factors[kVectors];
    for (int n = 0; n < kVectors; ++n) {
      factors[n] = reinterpret_cast<__m512bh>(_mm512_load_si512(kernels + n * 2 * kLanes));
    }
    for (int t = 0; t < kTiles; ++t) {
      int pair;
      __builtin_memcpy(&pair, values + t * inputs + k, sizeof(pair));
      const __m512bh value = reinterpret_cast<__m512bh>(_mm512_set1_epi32(pair));
      for (int n = 0; n < kVectors; ++n) {
        sums[t][n] = _mm512_dpbf16_ps(sums[t][n], value, factors[n]);
      }
    }
  }
  for (int t = 0; t < kTiles; ++t) {
    for (int n = 0; n < kVectors; ++n) {
      _mm512_store_ps(products + (t * kVectors + n) * kLanes, sums[t][n]);
    }
  }
}

// A^T m A, bias, slope and what is added, of kLanes outputs of one tile; x = its first px.
template <int kVectors, int kTiles>
inline void FinishTile(const float* products,
                       const Layer& layer,
                       const RowPair& rows,
                       int channel,
                       int x) {
  constexpr int kPosition = kTiles * kVectors * kLanes;
  __m512 column[2][4];
  for (int j = 0; j < 4; ++j) {
    const __m512 a = _mm512_load_ps(products + j * kPosition);
    const __m512 b = _mm512_load_ps(products + (4 + j) * kPosition);
    const __m512 c = _mm512_load_ps(products + (8 + j) * kPosition);
    const __m512 d = _mm512_load_ps(products + (12 + j) * kPosition);
    column[0][j] = _mm512_add_ps(a, _mm512_add_ps(b, c));
    column[1][j] = _mm512_sub_ps(_mm512_sub_ps(b, c), d);
  }
  const __m512 bias = _mm512_loadu_ps(layer.bias + channel);
  const __m512 slope = _mm512_loadu_ps(layer.slope + channel);
  for (int i = 0; i < 2; ++i) {
    const __m512* m = column[i];
    const __m512 even = _mm512_add_ps(m[0], _mm512_add_ps(m[1], m[2]));
    const __m512 odd = _mm512_sub_ps(_mm512_sub_ps(m[1], m[2]), m[3]);
    const __m512 values[2] = {_mm512_add_ps(even, bias), _mm512_add_ps(odd, bias)};
    for (int px = 0; px < 2 && x + px < rows.width; ++px) {
      const ptrdiff_t at = static_cast<ptrdiff_t>(x + px) * layer.outputs + channel;
      const __mmask16 negative = _mm512_cmp_ps_mask(values[px], _mm512_setzero_ps(), _CMP_LT_OQ);
      __m512 value = _mm512_mask_mul_ps(values[px], negative, values[px], slope);
      if (rows.skip[i] != nullptr) value = _mm512_add_ps(value, Load(rows.skip[i], at));
      if (rows.out_fp32[i] != nullptr) {
        _mm512_storeu_ps(rows.out_fp32[i] + at, value);
      } else if (rows.out[i] != nullptr) {
        Store(static_cast<Bf16*>(rows.out[i]) + at, value);
      }
    }
  }
}

// kTiles x kVectors sums and kVectors kernels fit the 32 registers.
template <int kVectors, int kTiles>
void Run(const Layer& layer, const RowPair& rows, void* scratch) {
  Bf16* const values = static_cast<Bf16*>(scratch);
  float* const products = reinterpret_cast<float*>(values + 16 * kTiles * kMostChannels);
  const int tiles = (rows.width + 1) / 2;
  for (int from = 0; from < tiles; from += kTiles) {
    // The last group overlaps the one before; a row narrower than a group ends in zeros.
    const int over = from + kTiles - tiles;
    const int first = over > 0 && from > 0 ? from - over : from;
    TransformInput<kTiles>(rows, layer.inputs, first, values);
    for (int position = 0; position < 16; ++position) {
      Multiply<kVectors, kTiles>(
          values + static_cast<ptrdiff_t>(position) * kTiles * layer.inputs,
          static_cast<const Bf16*>(layer.kernels) +
              static_cast<ptrdiff_t>(position) * layer.inputs * layer.outputs,
          layer.inputs,
          products + position * kTiles * kVectors * kLanes);
    }
    for (int t = 0; t < kTiles; ++t) {
      for (int n = 0; n < kVectors; ++n) {
        FinishTile<kVectors, kTiles>(
            products + (t * kVectors + n) * kLanes, layer, rows, n * kLanes, 2 * (first + t));
      }
    }
  }
}

}  // namespace

void ToBf16Avx512(const float* from, size_t count, void* to) {
  Bf16* const values = static_cast<Bf16*>(to);
  for (size_t i = 0; i < count; i += kLanes) Store(values + i, _mm512_loadu_ps(from + i));
}

void RunAvx512Bf16(const Layer& layer, const RowPair& rows, void* scratch) {
  switch (layer.outputs / kLanes) {
    case 1:
      return Run<1, 16>(layer, rows, scratch);
    case 2:
      return Run<2, 12>(layer, rows, scratch);
    case 3:
      return Run<3, 8>(layer, rows, scratch);
    default:
      return Run<4, 6>(layer, rows, scratch);
  }
}

}  // namespace winograd
}  // namespace sharpscale
