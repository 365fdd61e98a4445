// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/degradation_mix.h
//
// What a network meets while it learns: how often which damage in which strength, as a recipe says,
// and the conditions that belong to each piece of damage.

#ifndef SHARPSCALE_MODELS_TRAIN_DEGRADATION_MIX_H_
#define SHARPSCALE_MODELS_TRAIN_DEGRADATION_MIX_H_

#include <nlohmann/json.hpp>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "datasets/degrade.h"
#include "datasets/random.h"
#include "models/conditions.h"

namespace sharpscale {

struct Interval {
  double low = 0.0;
  double high = 0.0;
};
using Choices = std::vector<std::pair<std::string, double>>;  // name, relative frequency

// Chances are 0..1. Units as in datasets/degrade.h; blur, defocus and motion are in px of the
// picture given to the network (the low-resolution one).
struct DegradationMix {
  double clean = 0.0;  // the plain task: antialiased bicubic reduction, or nothing at 1x
  double blur_chance = 0.0;
  Interval blur_sigma;
  double anisotropic_chance = 0.0;  // of the blurred
  double defocus_chance = 0.0;
  Interval defocus_radius;
  double motion_chance = 0.0;
  Interval motion_length;
  Choices kernels = {{"bicubic", 1.0}};
  double unsharp_chance = 0.0;
  Interval unsharp_amount;
  Interval unsharp_sigma;
  double noise_chance = 0.0;
  Interval noise_sigma;
  Choices noise_kinds = {{"gaussian", 1.0}};
  Interval camera_sigma = {0.5, 20.0};  // of "camera" noise, in place of noise_sigma
  double jpeg_chance = 0.0;
  Interval jpeg_quality;
  double chroma_420_chance = 0.0;
  double double_jpeg_chance = 0.0;   // of the compressed
  double webp_chance = 0.0;          // in place of JPEG, of the compressed
  double ink_chance = 0.0;           // in place of all this: artwork in ink, scanned at one bit
  Interval ink_sigma = {1.5, 6.0};   // px of the target
  double label_jitter = 0.0;         // relative standard deviation of every label
  double grid_unknown_chance = 0.0;  // of the compressed: the grid is not told
};

absl::StatusOr<DegradationMix> DegradationMixFromJson(const nlohmann::json& json);

struct DrawnDegradation {
  Degradation history;
  Conditions conditions;  // with label jitter
};

// One draw for a network of this scale.
DrawnDegradation Draw(const DegradationMix& mix, int scale, Random* random);

// The conditions that describe a history exactly: what a perfect analyzer would say of the result.
// `scale`: of the network that follows, for the aliasing label.
Conditions ConditionsOf(const Degradation& history);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_DEGRADATION_MIX_H_
