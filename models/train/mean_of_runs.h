// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/mean_of_runs.h
//
// Runs that began at the same weights and went on at a moderate rate end in one valley, each at its
// own side of it: the mean of their weights is better than any of them (Wortsman et al. 2022,
// "Model soups"; here .04 to .06 dB on Set5 and Set14 at 2x).

#ifndef SHARPSCALE_MODELS_TRAIN_MEAN_OF_RUNS_H_
#define SHARPSCALE_MODELS_TRAIN_MEAN_OF_RUNS_H_

#include <vector>

#include "absl/status/statusor.h"
#include "models/weight_file.h"

namespace sharpscale {

// `runs`: weights.ssw of one recipe's shape, one or more; beside the first also published models of
// several sets, of which the first one's counts. The configuration is the first one's,
// with the most steps of all. `shares`: what each run counts for, > 0, in any measure; empty = all
// alike. Errors: InvalidArgument (none, tensors of other names or shapes, other than one share per
// run, a share that is not above 0).
absl::StatusOr<WeightFile> MeanOfRuns(std::vector<WeightFile> runs,
                                      const std::vector<double>& shares = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_MEAN_OF_RUNS_H_
