// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/recipe.h
//
// Everything a training run depends on, read from models/recipes/*.json.

#ifndef SHARPSCALE_MODELS_TRAIN_RECIPE_H_
#define SHARPSCALE_MODELS_TRAIN_RECIPE_H_

#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "models/repcond.h"
#include "models/train/degradation_mix.h"

namespace sharpscale {

struct Recipe {
  std::string id;  // of the model, as in the catalogue
  RepCondConfig network;
  std::optional<RepCondExpert> expert;  // where the run makes one set of a model's kernels
  // The network is for the second of two passes and learns from what this model (an id of the
  // catalogue or a path) makes of the damaged picture; "" = it is not.
  std::string first_pass;
  // The truth is mixed with what this network (models/train/network_of_name.h) makes of the damaged
  // picture: what it foretells is easier to follow than a truth nobody can foretell. "" = not.
  std::string teacher;
  double taught = 0.5;  // 0..1, the teacher's share
  DegradationMix mix;
  int batch = 8;
  int patch = 48;                    // px of the input
  int crop = 80;                     // px of the input kept in the pool
  int pool = 2048;                   // pairs
  double renew = 1.0;                // pairs made anew per step
  double charts = 0.05;              // chance of a synthetic chart in place of a photo
  double reduce = 0.0;               // chance that a photo is reduced first, see SamplePoolOptions
  double soft = 0.0;                 // chance that the target is softened, see SamplePoolOptions
  Interval soft_sigma = {0.3, 0.9};  // px of the target
  double measured = 0.0;  // chance that the analyzer tells the conditions, as it will in use
  int64_t steps = 20000;
  double learning_rate = 2e-3;
  double final_learning_rate = 1e-5;
  int warm_up = 200;         // steps
  bool muon = false;         // body kernels by orthogonal steps, see optimizer.h
  double clip = 1.0;         // largest norm of the gradient
  double overshoot = 0.0;    // weight of the error beyond the target's own surroundings
  double luma_square = 0.0;  // weight of the luma's squared error (0..1): what PSNR is made of
  double average = 0.999;    // decay of the averaged (shipped) weights
  uint64_t seed = 1;
  struct Regime {
    std::string name;
    std::string damage;  // datasets/degrade.h's text
  };
  std::vector<Regime> validation;
  nlohmann::json text;  // as read, kept beside the weights
};

// Errors: NotFound, InvalidArgument (names the field).
absl::StatusOr<Recipe> ReadRecipe(const std::string& path);

// Lines of a text file without comments (#) and blanks.
absl::StatusOr<std::vector<std::string>> ReadList(const std::string& path);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_RECIPE_H_
