// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/deepened.h
//
// A deeper network that begins nearly as the shallower one that it contains: between its layers
// stand new ones that pass on what they are given. Nearly, for a leaky ReLU behind each makes
// negative numbers smaller once more; some hundred steps of learning mend that.

#ifndef SHARPSCALE_MODELS_TRAIN_DEEPENED_H_
#define SHARPSCALE_MODELS_TRAIN_DEEPENED_H_

#include "models/weight_file.h"

namespace sharpscale {

// `shallow`: one set of a RepCond network (models/repcond.h), its "body" layers in its config, each
// [C, C, 3, 3]. With `body` layers, the new ones spread evenly. As it is where it has no fewer, or
// is of another kind.
WeightFile Deepened(WeightFile shallow, int body);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_DEEPENED_H_
