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
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "advice/advise.h"
#include "enhance/enhance.h"
#include "enhance/study/order.h"
#include "enhance/study/score.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

struct StudyOptions {
  // Damage done after the reduction, as datasets/degrade.h reads it; "none" = untouched.
  std::vector<std::string> degradations = {"none",
                                           "blur:1.2",
                                           "noise:8",
                                           "noise:20",
                                           "jpeg:50:420",
                                           "noise:8,jpeg:50:420",
                                           "usm:1.5:1.0"};
  // Target size / degraded size, linear: 1 to 4 in sixteenths, which keep pixels whole.
  std::vector<double> factors = {1, 2, 4};
  double strength = 0.4;                       // 0..1, of the plans that differ in order
  std::vector<double> more_strengths = {0.5};  // 0..1, tried in the usual order only
  // Further plans to try, "upscale:N" standing for the pass that each factor takes; tried at 1x
  // where they have none.
  std::vector<std::string> more_plans;
  // The damaged picture is measured as a whole, as a user's would be; plans run on a part of it.
  int crop = 512;    // px, largest side of the clean picture, its richest part; 0 = all of it
  int window = 160;  // px, largest side of the part of the result that is scored; 0 = all of it
  int order_window = 384;  // px, the same for the comparison of orders; 0 = all
  uint64_t seed = 1;       // of the noise
  // Also the orders that lint names as mistakes: they cost as much as all others together.
  bool all_orders = true;
  bool run_plans = true;       // fills StudyCase::entries; false: orders are compared alone
  bool compare_orders = true;  // fills StudyCase::orders, for about half of the time
  // The advised steps; empty = what Advise says of the damaged picture.
  std::optional<std::string> advised;
  double near_db = 0.1;    // the advised plan counts as best within this ...
  double near_halo = 1.0;  // ... and this, % of edge contrast; see StudyCase
  AdviceOptions advice;
  EnhanceOptions enhance;  // `shelf` should be set: else networks are loaded for every plan
  absl::Status Validate() const;
};

struct StudyEntry {
  std::string plan;  // "upscale:4,sharpen:40%"; "" = resize only
  bool advised = false;
  bool pareto = false;   // no other plan is better in fidelity and halo at once
  std::string fallback;  // what a network did not do; "" = all went as planned
  StudyScore score;
};

// How the picture was enlarged where orders are compared: by interpolation; by the network, told
// what is measured right before it, as in a plan; the latter with a mask that is thinner by the
// factor where it comes first, so that both masks cover the same of the scene.
inline constexpr const char* kOrderPlain = "plain";
inline constexpr const char* kOrderTold = "told";
inline constexpr const char* kOrderThin = "thin";

// One picture, one damage, one target.
struct StudyCase {
  std::string picture;
  std::string degradation;
  double factor = 1.0;
  // Of the damaged picture, what the advice saw: "blur.sigma", its interval as "blur.sigma.low" and
  // "blur.sigma.high", and what is told in words.
  std::map<std::string, double> measured;
  std::map<std::string, std::string> words;
  std::vector<StudyEntry> entries;  // the advised plan first
  // On the front; or no plan without more halo is better by more than near_db and none as near to
  // the truth has less halo by more than near_halo.
  bool advised_is_best = false;
  double regret_db = 0.0;  // best PSNR among plans with at most near_halo more, minus the advised's
  // By how it was enlarged; factor above 1 only, and where the two can be compared.
  std::map<std::string, OrderHalo> orders;
};

// In the summary alone: by the network, with one amount in both orders (OrderHalo::same_amount).
inline constexpr const char* kOrderSame = "same";

struct StudySummary {
  int cases = 0;
  int advised_best = 0;
  struct Order {
    int compared = 0;
    int won = 0;     // upscaling first has no more halo
    int nearly = 0;  // ... or at most half a point more, which a mean over few edges does not tell
  };
  std::map<std::string, Order> orders;  // as in StudyCase
  int untouched = 0;                    // cases with factor 1 and no damage
  int untouched_right = 0;              // ... for which the advice was to do nothing
  double mean_regret_db = 0.0;
};

// px; below, edges and flat areas are too few to measure.
inline constexpr int kSmallestStudied = 64;

// True where enough px are left to measure on once the picture is reduced `factor` times.
bool LargeEnoughFor(const Image& clean, double factor);

// `clean`: 8-bit RGB, a picture without visible defects. `known`: entries of an earlier run of the
// same case, which are not run again (the advised plan always is: the advice may have changed).
// Errors: those of the operators, and InvalidArgument for a picture that is not LargeEnoughFor.
absl::StatusOr<StudyCase> StudyOne(const Image& clean,
                                   const std::string& degradation,
                                   double factor,
                                   const StudyOptions& options,
                                   const StudyCase* known = nullptr,
                                   Progress* progress = nullptr);

StudySummary Summarize(const std::vector<StudyCase>& cases);

// Fills pareto, advised_is_best and regret_db from the scores.
void RankEntries(const StudyOptions& options, StudyCase* result);

// The plans that a study compares for a factor: nothing, each step alone, the orders of restore,
// upscale and sharpen at `options.strength`, the usual order at the other strengths.
std::vector<std::string> CandidatePlans(double factor, const StudyOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_STUDY_STUDY_H_
