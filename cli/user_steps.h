// SPDX-License-Identifier: Apache-2.0
//
// File: cli/user_steps.h
//
// A plan from the user's own steps ("restore:auto,upscale:2,sharpen:40%").

#ifndef SHARPSCALE_CLI_USER_STEPS_H_
#define SHARPSCALE_CLI_USER_STEPS_H_

#include <string>

#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "advice/target.h"
#include "analysis/report.h"
#include "cli/console.h"

namespace sharpscale {

// Sizes are worked out step by step; where `target` has a size, the picture ends in exactly that.
// An export step is added where there is none. Errors: InvalidArgument (names the item).
absl::StatusOr<Plan> PlanFromUser(const std::string& steps,
                                  const Target& target,
                                  const Report& report,
                                  Console& console);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_USER_STEPS_H_
