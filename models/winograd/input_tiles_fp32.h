// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/input_tiles_fp32.h
//
// The 4x4 tiles of four rows, overlapping by two px, times B^T from both sides. Only for the files
// that are compiled for one instruction set, see row_pair_fp32.h.

#ifndef SHARPSCALE_MODELS_WINOGRAD_INPUT_TILES_FP32_H_
#define SHARPSCALE_MODELS_WINOGRAD_INPUT_TILES_FP32_H_

#include <cstddef>

namespace sharpscale {
namespace winograd {

template <typename V>
class InputTilesFp32 {
  using Register = typename V::Register;
  static constexpr int kWidth = sizeof(Register) / sizeof(float);

 public:
  // `in`: four rows, `inputs` values per px. Tiles `first` to `first + tiles`, the first of which
  // begins one px before the rows do. `values`: [16 positions][tile][input], `stride` from one
  // position to the next.
  static void Transform(const void* const* in,
                        ptrdiff_t inputs,
                        int first,
                        int tiles,
                        float* values,
                        ptrdiff_t stride) {
    for (ptrdiff_t k = 0; k < inputs; k += kWidth) {
      const ptrdiff_t start = (2 * static_cast<ptrdiff_t>(first) - 1) * inputs + k;
      Column left = TransformColumn(in, start);
      Column middle = TransformColumn(in, start + inputs);
      for (ptrdiff_t tile = 0; tile < tiles; ++tile) {
        const ptrdiff_t at = start + (2 * tile + 2) * inputs;
        const Column right = TransformColumn(in, at);
        const Column last = TransformColumn(in, at + inputs);
        float* to = values + tile * inputs + k;
        for (int i = 0; i < 4; ++i, to += 4 * stride) {
          V::Store(to, V::Sub(left.v[i], right.v[i]));
          V::Store(to + stride, V::Add(middle.v[i], right.v[i]));
          V::Store(to + 2 * stride, V::Sub(right.v[i], middle.v[i]));
          V::Store(to + 3 * stride, V::Sub(middle.v[i], last.v[i]));
        }
        left = right;
        middle = last;
      }
    }
  }

 private:
  // A column of four rows times B^T.
  struct Column {
    Register v[4];
  };

  static Column TransformColumn(const void* const* in, ptrdiff_t at) {
    const Register a = V::Load(static_cast<const float*>(in[0]) + at);
    const Register b = V::Load(static_cast<const float*>(in[1]) + at);
    const Register c = V::Load(static_cast<const float*>(in[2]) + at);
    const Register d = V::Load(static_cast<const float*>(in[3]) + at);
    return {{V::Sub(a, c), V::Add(b, c), V::Sub(c, b), V::Sub(b, d)}};
  }
};

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_INPUT_TILES_FP32_H_
