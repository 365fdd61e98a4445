// SPDX-License-Identifier: Apache-2.0
//
// File: models/winograd/row_stack.h
//
// A plain stack of 3x3 convolutions run two rows at a time through all its layers: each layer holds
// the few rows that the next one still needs, which stay in the cache, and not a whole tile. Zero
// border, as in training.
//
//   RowStack stack(std::move(layers), /*skip_from=*/0, /*skip_to=*/10);
//   stack.Run(width, height, 1, fill, take);  // take(0, y, row) for each y, in order

#ifndef SHARPSCALE_MODELS_WINOGRAD_ROW_STACK_H_
#define SHARPSCALE_MODELS_WINOGRAD_ROW_STACK_H_

#include <functional>
#include <vector>

#include "models/winograd/packed_layer.h"

namespace sharpscale {
namespace winograd {

class RowStack {
 public:
  // Writes row `y` of the first layer's input: stride() floats per px, of which those beyond the
  // layer's own channels are zero already.
  using Fill = std::function<void(int y, float* row)>;
  // Row `y` of the last layer's output, out_stride() floats per px, from band number `band`.
  using Take = std::function<void(int band, int y, const float* row)>;

  // At least one layer, all for one arithmetic. Each layer's inputs are the outputs of the one
  // before. The output of layer `skip_from` is added
  // to that of `skip_to`, which is neither the first nor the last; -1 = nothing is.
  explicit RowStack(std::vector<PackedLayer> layers, int skip_from = -1, int skip_to = -1);
  int stride() const { return layers_.front().view().inputs; }
  int out_stride() const { return layers_.back().view().outputs; }

  // Bands of rows in which a map of `height` px is run on `threads` threads (0 = all).
  static int Bands(int height, int threads);

  // `width`, `height` >= 1 px. The rows of a band come in order, bands run at once; the result is
  // the same to the bit for any number. Thread-safe where `fill` and `take` are. Throws
  // std::bad_alloc, and what `fill` and `take` throw.
  void Run(int width, int height, int bands, const Fill& fill, const Take& take) const;

 private:
  void RunBand(int width, int height, int first, int last, const Fill& fill, const Take& take)
      const;

  std::vector<PackedLayer> layers_;
  int skip_from_;
  int skip_to_;
};

}  // namespace winograd
}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WINOGRAD_ROW_STACK_H_
