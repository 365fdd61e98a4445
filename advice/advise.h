// SPDX-License-Identifier: Apache-2.0
//
// File: advice/advise.h
//
// From measurements and a target to the minimal plan, with evidence. Pure: no pixels, no files.

#ifndef SHARPSCALE_ADVICE_ADVISE_H_
#define SHARPSCALE_ADVICE_ADVISE_H_

#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "advice/target.h"
#include "analysis/report.h"

namespace sharpscale {

// What the machine and the models at hand can do; the default describes the shipped models on two
// cores. Used for predictions only.
struct Capabilities {
  double restore_mp_per_s = 3.0;    // megapixels of its output per second
  double upscale2_mp_per_s = 6.0;
  double upscale3_mp_per_s = 12.0;
  double upscale4_mp_per_s = 20.0;
  double classical_mp_per_s = 40.0;
};

struct AdviceOptions {
  double max_pass_factor = 4.0;   // linear factor of one upscale pass
  double sharpen_strength = 0.4;  // 0..1, default of the 30-50 % band
  double halo_ceiling = 5.0;      // % overshoot that sharpening may reach
  Capabilities capabilities;
  absl::Status Validate() const;
};

// Errors: InvalidArgument (target impossible: zero or more than 16x linear in total).
absl::StatusOr<Plan> Advise(const Report& report,
                            const Target& target,
                            const AdviceOptions& options = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_ADVISE_H_
