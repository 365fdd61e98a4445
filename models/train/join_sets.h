// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/join_sets.h
//
// A model may hold several sets of kernels (experts, models/repcond.h), each made by a run of its
// own. Publishing a run renews its set and keeps the others.

#ifndef SHARPSCALE_MODELS_TRAIN_JOIN_SETS_H_
#define SHARPSCALE_MODELS_TRAIN_JOIN_SETS_H_

#include "absl/status/statusor.h"
#include "models/weight_file.h"

namespace sharpscale {

// `published`: the model so far. `run`: a run's weights.ssw; with "expert" in its configuration it
// renews (or adds) that expert, else the set without a name. Errors: InvalidArgument (not a RepCond
// file, or one of another shape).
absl::StatusOr<WeightFile> JoinSets(WeightFile published, WeightFile run);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_JOIN_SETS_H_
