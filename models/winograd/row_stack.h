// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/row_stack.h
//
// A plain stack of 3x3 convolutions run two rows at a time through all its layers: each layer holds
// the few rows that the next one still needs, and not a whole tile. A wide map is run in blocks of
// columns, so that these rows stay in the cache; nothing is computed twice for that. Zero border,
// as in training.
//
//   RowStack stack(std::move(layers), /*skip_from=*/0, /*skip_to=*/10);
//   stack.Run(width, height, 1, fill, take);

#ifndef SHARPSCALE_MODELS_WINOGRAD_ROW_STACK_H_
#define SHARPSCALE_MODELS_WINOGRAD_ROW_STACK_H_

#include <functional>
#include <opencv2/core.hpp>
#include <vector>

#include "models/winograd/packed_layer.h"

namespace sharpscale {
namespace winograd {

class RowStack {
 public:
  // Writes `columns` of row `y` of the first layer's input: stride() floats per px, of which those
  // beyond the layer's own channels are zero already.
  using Fill = std::function<void(int y, const cv::Range& columns, float* values)>;
  // `columns` of row `y` of the last layer's output, out_stride() floats per px. Every px once.
  using Take = std::function<void(int y, const cv::Range& columns, const float* values)>;

  // At least one layer, all for one arithmetic. Each layer's inputs are the outputs of the one
  // before. The output of layer `skip_from` is added to that of `skip_to`, which is neither the
  // first nor the last; -1 = nothing is.
  explicit RowStack(std::vector<PackedLayer> layers, int skip_from = -1, int skip_to = -1);
  int stride() const { return layers_.front().view().inputs; }
  int out_stride() const { return layers_.back().view().outputs; }

  // Bands of rows in which a map of `height` px is run on `threads` threads (0 = all).
  static int Bands(int height, int threads);

  // `width`, `height` >= 1 px. Bands run at once; the result is the same to the bit for any number.
  // Thread-safe where `fill` and `take` are. Throws std::bad_alloc, and what `fill` and `take`
  // throw.
  void Run(int width, int height, int bands, const Fill& fill, const Take& take) const;

 private:
  class Band;

  std::vector<PackedLayer> layers_;
  int skip_from_;
  int skip_to_;
};

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_ROW_STACK_H_
