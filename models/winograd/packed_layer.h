// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/packed_layer.h
//
// The kernels of one 3x3 convolution as row_pair.h wants them.

#ifndef SHARPSCALE_MODELS_WINOGRAD_PACKED_LAYER_H_
#define SHARPSCALE_MODELS_WINOGRAD_PACKED_LAYER_H_

#include <cstdint>
#include <memory>
#include <vector>

#include "models/weight_file.h"
#include "models/winograd/arithmetic.h"

namespace sharpscale {
namespace winograd {

// The next multiple of kLanes.
int Padded(int channels);

// Values for row_pair.h, 64-byte aligned, zero.
struct FreeAligned {
  void operator()(void* memory) const;
};
template <typename Value>
using Aligned = std::unique_ptr<Value[], FreeAligned>;
template <typename Value>
Aligned<Value> AllocateZeros(size_t count);

class PackedLayer {
 public:
  // For `arithmetic`. `weight` [out, in, 3, 3] and `bias` [out], shapes already checked, up to
  // kMostChannels each; both counts are padded with zeros. `slope`: of negative results, 1 =
  // linear.
  PackedLayer(const Arithmetic& arithmetic,
              const WeightTensor& weight,
              const WeightTensor& bias,
              float slope);
  // One slope per output.
  PackedLayer(const Arithmetic& arithmetic,
              const WeightTensor& weight,
              const WeightTensor& bias,
              const std::vector<float>& slope);
  Layer view() const;
  const Arithmetic& arithmetic() const { return arithmetic_; }

 private:
  Arithmetic arithmetic_;
  int inputs_;
  int outputs_;
  Aligned<unsigned char> kernels_;
  std::vector<float> bias_;
  std::vector<float> slope_;
};

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_PACKED_LAYER_H_
