// SPDX-License-Identifier: Apache-2.0

#include "models/winograd/packed_layer.h"

#include <algorithm>
#include <array>
#include <cstdlib>
#include <cstring>
#include <new>

namespace sharpscale {
namespace winograd {
namespace {

constexpr size_t kAlignment = 64;

// G g G^T: a 3x3 kernel at the 16 positions of a tile.
std::array<double, 16> TransformKernel(const float* g) {
  const auto stretch = [](double a, double b, double c) {
    return std::array<double, 4>{a, 0.5 * (a + b + c), 0.5 * (a - b + c), c};
  };
  std::array<double, 16> out;
  std::array<std::array<double, 4>, 3> columns;
  for (int x = 0; x < 3; ++x) columns[x] = stretch(g[x], g[3 + x], g[6 + x]);
  for (int y = 0; y < 4; ++y) {
    const std::array<double, 4> row = stretch(columns[0][y], columns[1][y], columns[2][y]);
    for (int x = 0; x < 4; ++x) out[4 * y + x] = row[x];
  }
  return out;
}

// To nearest, ties to even.
uint16_t ToBf16(float value) {
  uint32_t bits;
  std::memcpy(&bits, &value, sizeof(bits));
  if ((bits & 0x7fffffffu) > 0x7f800000u) return 0x7fc0;  // NaN stays one
  return static_cast<uint16_t>((bits + 0x7fffu + ((bits >> 16) & 1u)) >> 16);
}

}  // namespace

int Padded(int channels) {
  return (channels + kLanes - 1) / kLanes * kLanes;
}

void FreeAligned::operator()(void* memory) const {
  std::free(memory);
}

template <typename Value>
Aligned<Value> AllocateZeros(size_t count) {
  const size_t bytes = (count * sizeof(Value) + kAlignment - 1) / kAlignment * kAlignment;
  void* memory = std::aligned_alloc(kAlignment, std::max(bytes, kAlignment));
  if (memory == nullptr) throw std::bad_alloc();
  std::memset(memory, 0, bytes);
  return Aligned<Value>(static_cast<Value*>(memory));
}
template Aligned<unsigned char> AllocateZeros(size_t);
template Aligned<float> AllocateZeros(size_t);

PackedLayer::PackedLayer(const Arithmetic& arithmetic,
                         const WeightTensor& weight,
                         const WeightTensor& bias,
                         float slope)
    : PackedLayer(arithmetic, weight, bias, std::vector<float>(weight.shape[0], slope)) {}

PackedLayer::PackedLayer(const Arithmetic& arithmetic,
                         const WeightTensor& weight,
                         const WeightTensor& bias,
                         const std::vector<float>& slope)
    : arithmetic_(arithmetic),
      inputs_(Padded(static_cast<int>(weight.shape[1]))),
      outputs_(Padded(static_cast<int>(weight.shape[0]))),
      kernels_(
          AllocateZeros<unsigned char>(size_t{16} * inputs_ * outputs_ * arithmetic.value_bytes())),
      bias_(outputs_, 0.0f),
      slope_(slope) {
  slope_.resize(outputs_, 1.0f);
  const int outputs = static_cast<int>(weight.shape[0]);
  const int inputs = static_cast<int>(weight.shape[1]);
  const bool bf16 = arithmetic.precision == Precision::kBf16;
  // In the orders that row_pair.h names.
  const auto store = [&](size_t position, int i, int o, float value) {
    if (bf16) {
      const size_t at = ((position * inputs_ / 2 + i / 2) * outputs_ + o) * 2 + i % 2;
      reinterpret_cast<uint16_t*>(kernels_.get())[at] = ToBf16(value);
    } else {
      const size_t at =
          ((position * outputs_ + o / kLanes * kLanes) * inputs_) + i * kLanes + o % kLanes;
      reinterpret_cast<float*>(kernels_.get())[at] = value;
    }
  };
  for (int o = 0; o < outputs; ++o) {
    for (int i = 0; i < inputs; ++i) {
      const std::array<double, 16> kernel =
          TransformKernel(&weight.values[(static_cast<size_t>(o) * inputs + i) * 9]);
      for (size_t position = 0; position < kernel.size(); ++position) {
        store(position, i, o, static_cast<float>(kernel[position]));
      }
    }
    bias_[o] = bias.values[o];
  }
}

Layer PackedLayer::view() const {
  return {inputs_, outputs_, kernels_.get(), bias_.data(), slope_.data()};
}

}  // namespace winograd
}  // namespace sharpscale
