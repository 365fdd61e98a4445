// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/trainer.h
//
// One training run: a recipe, a folder for its state, and pictures. Stopped and started again it
// goes on where its last checkpoint was.

#ifndef SHARPSCALE_MODELS_TRAIN_TRAINER_H_
#define SHARPSCALE_MODELS_TRAIN_TRAINER_H_

#include <functional>
#include <string>

#include "absl/status/status.h"
#include "models/train/recipe.h"

namespace sharpscale {

struct TrainOptions {
  std::string run_folder;       // checkpoint.ssw, curve.csv, curve.svg, weights.ssw are kept here
  std::string data_folder;      // holds train/
  std::string validation_list;  // paths relative to train/, held out
  std::string start_from;  // another run's checkpoint.ssw, or published weights: layers of the same
                           // shape are taken over
  // > 0: the schedule follows the clock and ends after so long, what was done before a cut counted.
  double minutes = 0.0;
  // > 0: the peak rate of the schedule. A run that is finished, or was at another rate, begins a
  // new one; the same again goes on.
  double restart_rate = 0.0;
  int64_t steps = 0;  // > 0: instead of the recipe's
  double checkpoint_minutes = 3.0;
  double validate_minutes = 8.0;
  int threads = 1;    // they share each batch; other counts learn from other patches
  bool bf16 = false;  // LibTorch in bfloat16; else our own convolutions in fp32
  std::function<void(const std::string&)> log;  // one line at a time
};

// Errors: those of reading and writing; Internal with LibTorch's words.
absl::Status Train(const Recipe& recipe, const TrainOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_TRAINER_H_
