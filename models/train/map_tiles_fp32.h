// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/map_tiles_fp32.h
//
// map_convolution.h for any width of register. Only for the files that are compiled for one
// instruction set: `V` is a type of their own unnamed namespace, so that each has its own copy.

#ifndef SHARPSCALE_MODELS_TRAIN_MAP_TILES_FP32_H_
#define SHARPSCALE_MODELS_TRAIN_MAP_TILES_FP32_H_

#include "models/train/map_convolution.h"
#include "models/winograd/products_fp32.h"

namespace sharpscale {
namespace map_convolution {

// V: Register (of at most kLanes floats), Load, Store, Set, Add, Sub, MulAdd(a, b, sum), and
// Bend(value, slope): value, times slope where negative. kVectors x kTiles sums, kVectors kernels
// and a value fit the registers; of a gradient kVectors x kRows; kRows divides kLanes, kVectors
// registers are a multiple of kLanes floats that divides the outputs.
template <typename V, int kVectors, int kTiles, int kRows>
class MapTilesFp32 {
  using Register = typename V::Register;
  static constexpr int kWidth = sizeof(Register) / sizeof(float);
  using Products = winograd::ProductsFp32<V, kVectors, kTiles>;

 public:
  static void Convolve(const Layer& layer,
                       const PaddedMap& in,
                       int width,
                       int height,
                       float* out,
                       float* scratch) {
    const int tiles = in.tiles_wide * in.tiles_high;
    const ptrdiff_t in_stride = Stride(layer.inputs);
    const ptrdiff_t out_stride = Stride(layer.outputs);
    float* const values = scratch;
    float* const products = values + kPositions * in_stride;
    for (int first = 0; first < tiles; first += kTilesAtOnce) {
      const int count = tiles - first < kTilesAtOnce ? tiles - first : kTilesAtOnce;
      for (int t = 0; t < count; ++t) {
        TransformInput(in, first + t, values + static_cast<ptrdiff_t>(t) * in.channels, in_stride);
      }
      for (int position = 0; position < kPositions; ++position) {
        const float* const kernels =
            layer.kernels + static_cast<ptrdiff_t>(position) * layer.inputs * layer.outputs;
        for (int n = 0; n < layer.outputs; n += kVectors * kWidth) {
          for (int t = 0; t < count; t += kTiles) {
            Products::Multiply(
                values + position * in_stride + static_cast<ptrdiff_t>(t) * layer.inputs,
                layer.inputs,
                kernels + static_cast<ptrdiff_t>(n) * layer.inputs,
                layer.outputs,
                products + position * out_stride + static_cast<ptrdiff_t>(t) * layer.outputs + n);
          }
        }
      }
      for (int t = 0; t < count; ++t) {
        const int y = (first + t) / in.tiles_wide * kTile;
        const int x = (first + t) % in.tiles_wide * kTile;
        FinishTile(products + static_cast<ptrdiff_t>(t) * layer.outputs,
                   out_stride,
                   layer,
                   width - x < kTile ? width - x : kTile,
                   height - y < kTile ? height - y : kTile,
                   out + (static_cast<ptrdiff_t>(y) * width + x) * layer.outputs,
                   static_cast<ptrdiff_t>(width) * layer.outputs);
      }
    }
  }

  static void AddGradient(const PaddedMap& in,
                          const PaddedMap& change,
                          float* sums,
                          float* scratch) {
    const int tiles = in.tiles_wide * in.tiles_high;
    const ptrdiff_t in_stride = Stride(in.channels);
    const ptrdiff_t out_stride = Stride(change.channels);
    float* const values = scratch;
    float* const changes = values + kPositions * in_stride;
    for (int first = 0; first < tiles; first += kTilesAtOnce) {
      const int count = tiles - first < kTilesAtOnce ? tiles - first : kTilesAtOnce;
      for (int t = 0; t < count; ++t) {
        TransformInput(in, first + t, values + static_cast<ptrdiff_t>(t) * in.channels, in_stride);
        TransformChange(
            change, first + t, changes + static_cast<ptrdiff_t>(t) * change.channels, out_stride);
      }
      for (int position = 0; position < kPositions; ++position) {
        float* const sum = sums + static_cast<ptrdiff_t>(position) * in.channels * change.channels;
        for (int k = 0; k < in.channels; k += kRows) {
          for (int n = 0; n < change.channels; n += kVectors * kWidth) {
            AddProducts(values + position * in_stride + k,
                        in.channels,
                        changes + position * out_stride + n,
                        change.channels,
                        count,
                        sum + static_cast<ptrdiff_t>(k) * change.channels + n);
          }
        }
      }
    }
  }

 private:
  // From one position to the next. One register's worth more than the tiles: positions a power of
  // two apart would fight for the same lines of the cache.
  static ptrdiff_t Stride(int channels) {
    return static_cast<ptrdiff_t>((kTilesAtOnce + kTiles - 1) / kTiles * kTiles) * channels +
           kLanes;
  }

  static Register Times(float factor, Register value, Register sum) {
    return V::MulAdd(V::Set(factor), value, sum);
  }

  // B^T d.
  static void ForwardSix(const Register* d, Register* t) {
    t[0] = Times(4.0f, d[0], Times(-5.0f, d[2], d[4]));
    const Register even = Times(-4.0f, d[2], d[4]);
    const Register odd = Times(-4.0f, d[1], d[3]);
    t[1] = V::Add(even, odd);
    t[2] = V::Sub(even, odd);
    const Register far = V::Sub(d[4], d[2]);
    const Register step = V::Sub(d[3], d[1]);
    t[3] = Times(2.0f, step, far);
    t[4] = Times(-2.0f, step, far);
    t[5] = Times(4.0f, d[1], Times(-5.0f, d[3], d[5]));
  }

  // B^T d B of the 6x6 px of a tile, to the positions.
  static void TransformInput(const PaddedMap& in, int tile, float* to, ptrdiff_t stride) {
    const ptrdiff_t row = in.row();
    const float* const px = in.values + tile / in.tiles_wide * kTile * row +
                            static_cast<ptrdiff_t>(tile % in.tiles_wide) * kTile * in.channels;
    for (ptrdiff_t k = 0; k < in.channels; k += kWidth) {
      Register columns[6][6];
#pragma GCC unroll 6
      for (int x = 0; x < 6; ++x) {
        Register d[6];
#pragma GCC unroll 6
        for (int y = 0; y < 6; ++y) d[y] = V::Load(px + y * row + x * in.channels + k);
        ForwardSix(d, columns[x]);
      }
#pragma GCC unroll 6
      for (int y = 0; y < 6; ++y) {
        Register d[6];
        Register t[6];
#pragma GCC unroll 6
        for (int x = 0; x < 6; ++x) d[x] = columns[x][y];
        ForwardSix(d, t);
#pragma GCC unroll 6
        for (int x = 0; x < 6; ++x) V::Store(to + (6 * y + x) * stride + k, t[x]);
      }
    }
  }

  // A y.
  static void WidenFour(const Register* y, Register* t) {
    t[0] = y[0];
    const Register even = V::Add(y[0], y[2]);
    const Register odd = V::Add(y[1], y[3]);
    t[1] = V::Add(even, odd);
    t[2] = V::Sub(even, odd);
    const Register far_even = Times(4.0f, y[2], y[0]);
    const Register far_odd = Times(4.0f, y[3], y[1]);
    t[3] = Times(2.0f, far_odd, far_even);
    t[4] = Times(-2.0f, far_odd, far_even);
    t[5] = y[3];
  }

  // A y A^T of the 4x4 px of a tile, to the positions.
  static void TransformChange(const PaddedMap& change, int tile, float* to, ptrdiff_t stride) {
    const ptrdiff_t row = change.row();
    const float* const px =
        change.values + (tile / change.tiles_wide * kTile + 1) * row +
        static_cast<ptrdiff_t>(tile % change.tiles_wide * kTile + 1) * change.channels;
    for (ptrdiff_t n = 0; n < change.channels; n += kWidth) {
      Register columns[4][6];
#pragma GCC unroll 4
      for (int x = 0; x < 4; ++x) {
        Register y[4];
#pragma GCC unroll 4
        for (int i = 0; i < kTile; ++i) y[i] = V::Load(px + i * row + x * change.channels + n);
        WidenFour(y, columns[x]);
      }
#pragma GCC unroll 6
      for (int y = 0; y < 6; ++y) {
        Register four[4];
        Register t[6];
#pragma GCC unroll 4
        for (int x = 0; x < 4; ++x) four[x] = columns[x][y];
        WidenFour(four, t);
#pragma GCC unroll 6
        for (int x = 0; x < 6; ++x) V::Store(to + (6 * y + x) * stride + n, t[x]);
      }
    }
  }

  // sums[input][output] += sum over tiles of values[tile][input] * changes[tile][output].
  static void AddProducts(const float* values,
                          ptrdiff_t inputs,
                          const float* changes,
                          ptrdiff_t outputs,
                          int tiles,
                          float* sums) {
    Register sum[kRows][kVectors];
#pragma GCC unroll 16
    for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) sum[k][n] = V::Load(sums + k * outputs + n * kWidth);
    }
    for (int t = 0; t < tiles; ++t, values += inputs, changes += outputs) {
      Register factors[kVectors];
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) factors[n] = V::Load(changes + n * kWidth);
#pragma GCC unroll 16
      for (int k = 0; k < kRows; ++k) {
        const Register value = V::Set(values[k]);
#pragma GCC unroll 16
        for (int n = 0; n < kVectors; ++n) sum[k][n] = V::MulAdd(value, factors[n], sum[k][n]);
      }
    }
#pragma GCC unroll 16
    for (int k = 0; k < kRows; ++k) {
#pragma GCC unroll 16
      for (int n = 0; n < kVectors; ++n) V::Store(sums + k * outputs + n * kWidth, sum[k][n]);
    }
  }

  // A^T m.
  static void NarrowSix(const Register* m, Register* y) {
    const Register sum = V::Add(m[1], m[2]);
    const Register difference = V::Sub(m[1], m[2]);
    const Register far_sum = V::Add(m[3], m[4]);
    const Register far_difference = V::Sub(m[3], m[4]);
    y[0] = V::Add(m[0], V::Add(sum, far_sum));
    y[1] = Times(2.0f, far_difference, difference);
    y[2] = Times(4.0f, far_sum, sum);
    y[3] = V::Add(Times(8.0f, far_difference, difference), m[5]);
  }

  // A^T m A, bias and slope of one tile, of which `wide` x `high` px are in the picture.
  static void FinishTile(const float* products,
                         ptrdiff_t stride,
                         const Layer& layer,
                         int wide,
                         int high,
                         float* out,
                         ptrdiff_t out_row) {
    const Register slope = V::Set(layer.slope);
    for (int n = 0; n < layer.outputs; n += kWidth) {
      Register columns[6][4];
#pragma GCC unroll 6
      for (int x = 0; x < 6; ++x) {
        Register m[6];
#pragma GCC unroll 6
        for (int y = 0; y < 6; ++y) m[y] = V::Load(products + (6 * y + x) * stride + n);
        NarrowSix(m, columns[x]);
      }
      const Register bias = V::Load(layer.bias + n);
#pragma GCC unroll 4
      for (int y = 0; y < kTile; ++y) {
        if (y >= high) break;
        Register m[6];
        Register px[kTile];
#pragma GCC unroll 6
        for (int x = 0; x < 6; ++x) m[x] = columns[x][y];
        NarrowSix(m, px);
#pragma GCC unroll 4
        for (int x = 0; x < kTile; ++x) {
          if (x >= wide) break;
          V::Store(out + y * out_row + static_cast<ptrdiff_t>(x) * layer.outputs + n,
                   V::Bend(V::Add(px[x], bias), slope));
        }
      }
    }
  }
};

}  // namespace map_convolution
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_MAP_TILES_FP32_H_
