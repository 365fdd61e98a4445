// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/study/simulate.h
//
// Is this plan right for this very photo? The photo is reduced, damaged as it is itself, and the
// plans try to bring it back: the photo is its own truth, one scale down.

#ifndef SHARPSCALE_ENHANCE_STUDY_SIMULATE_H_
#define SHARPSCALE_ENHANCE_STUDY_SIMULATE_H_

#include <string>

#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "analysis/report.h"
#include "enhance/study/study.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

struct Simulation {
  StudyCase result;       // entries: best fidelity first
  std::string damage;     // as datasets/degrade.h reads it, "none" where the photo is clean
  int truth_reduced = 1;  // the photo was reduced so many times, linear, to be taken as the truth
};

// `plan`: what was advised for the photo; its steps are tried at the nearest whole factor, 1 to 4.
// A photo with noise, compression or blur of its own is halved first, which hides most of it, and
// the same damage is put on again. `options`: advised is filled in. Errors: those of StudyOne;
// InvalidArgument for a photo too small to be reduced.
absl::StatusOr<Simulation> Simulate(const Image& photo,
                                    const Report& report,
                                    const Plan& plan,
                                    StudyOptions options,
                                    Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_STUDY_SIMULATE_H_
