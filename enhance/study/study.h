// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/study/study.h
//
// Is the advice right? A clean picture is degraded in a known way, every sensible plan is run on it
// with the real operators, and each result is scored against the truth: fidelity AND what was
// added, because fidelity alone forgives halos. The advised plan must be among the best.

#ifndef SHARPSCALE_ENHANCE_STUDY_STUDY_H_
#define SHARPSCALE_ENHANCE_STUDY_STUDY_H_

#include <cstdint>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "advice/advise.h"
#include "enhance/enhance.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

struct StudyOptions {
  // Damage done after the reduction, as datasets/degrade.h reads it; "none" = untouched.
  std::vector<std::string> degradations = {"none",
                                           "blur:1.0",
                                           "noise:8",
                                           "noise:20",
                                           "jpeg:50:420",
                                           "noise:8,jpeg:50:420",
                                           "usm:1.5:1.0"};
  std::vector<int> factors = {1, 2, 4};  // target size / degraded size, linear: 1, 2, 3, 4
  std::vector<double> sharpen_strengths = {0.3, 0.5};  // 0..1, of the plans that are compared
  int crop = 384;        // px, side of the square taken from the middle of a clean picture; 0 = all
  uint64_t seed = 1;     // of the noise
  double near_db = 0.1;  // the advised plan counts as best within this of a best plan ...
  double near_halo = 1.0;  // ... and within this, points of halo overshoot
  AdviceOptions advice;
  EnhanceOptions enhance;
  absl::Status Validate() const;
};

struct StudyScore {
  double psnr_y = 0.0;  // dB against the clean picture
  double ssim = 0.0;
  double gmsd = 0.0;  // 0 = identical
  double halo = 0.0;  // overshoot, points of % above the clean picture's own; never below 0
  double seconds = 0.0;
};

struct StudyEntry {
  std::string plan;  // "upscale:4,sharpen:40%"; "" = resize only
  bool advised = false;
  bool pareto = false;  // no other plan is better in fidelity and halo at once
  StudyScore score;
};

// One picture, one damage, one target.
struct StudyCase {
  std::string picture;
  std::string degradation;
  int factor = 1;
  std::vector<StudyEntry> entries;  // the advised plan first
  bool advised_is_best = false;     // on the front, or near a plan on it (see StudyOptions)
  double regret_db = 0.0;  // best PSNR among plans with no more halo, minus the advised plan's
  int comparisons = 0;     // pairs upscale-sharpen / sharpen-upscale of equal strength
  int order_wins = 0;      // ... in which upscaling first has no more halo
};

struct StudySummary {
  int cases = 0;
  int advised_best = 0;
  int comparisons = 0;
  int order_wins = 0;
  int untouched = 0;        // cases with factor 1 and no damage
  int untouched_right = 0;  // ... for which the advice was to do nothing
  double mean_regret_db = 0.0;
};

// `clean`: 8-bit RGB, a picture without visible defects. Sizes that the factor does not divide are
// cropped. Errors: those of the operators, and InvalidArgument for a picture under 64 px.
absl::StatusOr<StudyCase> StudyOne(const Image& clean,
                                   const std::string& degradation,
                                   int factor,
                                   const StudyOptions& options,
                                   Progress* progress = nullptr);

StudySummary Summarize(const std::vector<StudyCase>& cases);

// Fills pareto, advised_is_best and regret_db from the scores.
void RankEntries(const StudyOptions& options, StudyCase* result);

// The plans that a study compares for a factor: nothing, each step alone, all orders of restore,
// upscale and sharpen at each strength.
std::vector<std::string> CandidatePlans(int factor, const std::vector<double>& sharpen_strengths);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_STUDY_STUDY_H_
