// SPDX-License-Identifier: Apache-2.0
//
// File: advice/repair_way.h
//
// Where a picture is repaired and enlarged: by a network before the enlargement, by the upscaler
// while it enlarges, or in both ways, of which the mean is taken. Who carries a plan out decides by
// this, and who predicts what that costs.
//
//   ChooseRepairWay({.noise_sigma = 8.0, .factor = 2.0}).place  // RepairPlace::kBoth

#ifndef SHARPSCALE_ADVICE_REPAIR_WAY_H_
#define SHARPSCALE_ADVICE_REPAIR_WAY_H_

namespace sharpscale {

enum class RepairPlace { kBefore, kWhileEnlarging, kBoth };

struct RepairProblem {
  double noise_sigma = 0.0;     // 8-bit levels in each of R, G and B; 0 = none
  double jpeg_quality = 100.0;  // 1..100; 100 = no visible compression
  bool photo = true;            // false: a drawing, a chart, text
  double factor = 2.0;          // of the enlargement, linear
  bool colour = true;           // false: gray
  bool correlated = false;      // noise that is alike in neighbouring px, as cameras leave it
};

struct RepairWay {
  RepairPlace place = RepairPlace::kBefore;
  double told_share = 1.0;  // 0..1, where both: of the upscaler's own repair in the mean
  // Where both: colours are the repair's alone, enlarged by cubic convolution.
  bool repaired_chroma = false;
};

// For an upscaler that takes noise and compression as conditions and a repair that is given
// neither strength nor model; halos are always taken before. Limits are measured (docs/study.md).
RepairWay ChooseRepairWay(const RepairProblem& problem);

// Noise beyond which an upscaler's own repair is not enough, levels.
inline constexpr double kMostFusedNoise = 12.0;

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_REPAIR_WAY_H_
