// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/row_pair_fp32.h
//
// row_pair.h in fp32, for any width of register. Only for the files that are compiled for one
// instruction set: `V` is a type of their own unnamed namespace, so that each has its own copy.
// Lane by lane the operations and their order are the same for every `V`.

#ifndef SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_FP32_H_
#define SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_FP32_H_

#include "models/winograd/input_tiles_fp32.h"
#include "models/winograd/products_fp32.h"
#include "models/winograd/row_pair.h"

namespace sharpscale {
namespace winograd {

// V: Register (of at most kLanes floats), Load, Store, Set, Add, Sub, MulAdd(a, b, sum), and
// Bend(value, slope): value, times slope where negative. kVectors x kTiles sums, kVectors kernels
// and a value fit the registers.
template <typename V, int kVectors, int kTiles>
class RowPairFp32 {
  using Register = typename V::Register;
  static constexpr int kWidth = sizeof(Register) / sizeof(float);

 public:
  // kVectors * kWidth: a multiple of kLanes that divides layer.outputs.
  static void Run(const Layer& layer, const RowPair& rows, void* scratch) {
    const int tiles = (rows.width + 1) / 2;
    constexpr int kGroup = kMostTiles / kTiles * kTiles;
    Group group;
    group.in_stride = static_cast<ptrdiff_t>(kGroup) * layer.inputs + kLanes;
    group.out_stride = static_cast<ptrdiff_t>(kGroup) * layer.outputs + kLanes;
    group.values = static_cast<float*>(scratch);
    group.products = group.values + 16 * group.in_stride;
    for (int from = 0; from < tiles; from += kGroup) {
      const int left = tiles - from < kGroup ? tiles - from : kGroup;
      group.tiles = (left + kTiles - 1) / kTiles * kTiles;
      // The last tiles overlap those before; a row narrower than they are ends in zeros.
      const int over = from + group.tiles - tiles;
      group.first = over <= 0 ? from : from > over ? from - over : 0;
      InputTilesFp32<V>::Transform(
          rows.in, layer.inputs, group.first, group.tiles, group.values, group.in_stride);
      for (int position = 0; position < 16; ++position) {
        const float* values = group.values + position * group.in_stride;
        const float* kernels = static_cast<const float*>(layer.kernels) +
                               static_cast<ptrdiff_t>(position) * layer.inputs * layer.outputs;
        float* products = group.products + position * group.out_stride;
        for (int n = 0; n < layer.outputs; n += kVectors * kWidth) {
          const float* const block = kernels + static_cast<ptrdiff_t>(n) * layer.inputs;
          for (int t = 0; t < group.tiles; t += kTiles) {
            ProductsFp32<V, kVectors, kTiles>::Multiply(
                values + static_cast<ptrdiff_t>(t) * layer.inputs,
                layer.inputs,
                block,
                layer.outputs,
                products + static_cast<ptrdiff_t>(t) * layer.outputs + n);
          }
        }
      }
      for (int t = 0; t < group.tiles; ++t) {
        const float* products = group.products + static_cast<ptrdiff_t>(t) * layer.outputs;
        for (int n = 0; n < layer.outputs; n += kWidth) {
          FinishTile(products + n, group.out_stride, layer, rows, n, 2 * (group.first + t));
        }
      }
    }
  }

 private:
  struct Group {  // tiles that are worked on at once
    float* values;
    float* products;
    ptrdiff_t in_stride;  // from one of the 16 positions to the next
    ptrdiff_t out_stride;
    int first;
    int tiles;
  };

  // A^T m A, bias, slope and what is added, of one register of outputs of one tile; x = its first
  // px.
  static void FinishTile(const float* products,
                         ptrdiff_t stride,
                         const Layer& layer,
                         const RowPair& rows,
                         int channel,
                         int x) {
    Register column[2][4];
    for (int j = 0; j < 4; ++j) {
      const Register a = V::Load(products + j * stride);
      const Register b = V::Load(products + (4 + j) * stride);
      const Register c = V::Load(products + (8 + j) * stride);
      const Register d = V::Load(products + (12 + j) * stride);
      column[0][j] = V::Add(a, V::Add(b, c));
      column[1][j] = V::Sub(V::Sub(b, c), d);
    }
    const Register bias = V::Load(layer.bias + channel);
    const Register slope = V::Load(layer.slope + channel);
    for (int i = 0; i < 2; ++i) {
      const Register* m = column[i];
      float* const out =
          rows.out_fp32[i] != nullptr ? rows.out_fp32[i] : static_cast<float*>(rows.out[i]);
      if (out == nullptr) continue;
      const Register values[2] = {V::Add(V::Add(m[0], V::Add(m[1], m[2])), bias),
                                  V::Add(V::Sub(V::Sub(m[1], m[2]), m[3]), bias)};
      for (int px = 0; px < 2 && x + px < rows.width; ++px) {
        const ptrdiff_t at = static_cast<ptrdiff_t>(x + px) * layer.outputs + channel;
        Register value = V::Bend(values[px], slope);
        if (rows.skip[i] != nullptr) {
          value = V::Add(value, V::Load(static_cast<const float*>(rows.skip[i]) + at));
        }
        V::Store(out + at, value);
      }
    }
  }
};

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_ROW_PAIR_FP32_H_
