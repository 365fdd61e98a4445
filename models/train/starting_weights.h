// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/starting_weights.h
//
// What a run begins with when it begins with another model's weights.

#ifndef SHARPSCALE_MODELS_TRAIN_STARTING_WEIGHTS_H_
#define SHARPSCALE_MODELS_TRAIN_STARTING_WEIGHTS_H_

#include "models/train/recipe.h"
#include "models/weight_file.h"

namespace sharpscale {

// `file` as the start of a run of `recipe`:
// - of a model with several sets of kernels the run goes on with its own (Recipe::expert), under
// the
//   names of the plain set; a model that has no such set gives its plain one;
// - a tail of another scale becomes one of the recipe's: each px of a cell is interpolated between
//   the px of the old cell, along both axes, so that a network of another scale starts as one that
//   already enlarges (a 3x network begun so from 2x had .7 dB over its interpolation untrained).
// All else is as it was; what does not fit stays for the caller to leave.
WeightFile StartingWeights(const WeightFile& file, const Recipe& recipe);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_STARTING_WEIGHTS_H_
