// SPDX-License-Identifier: Apache-2.0
//
// File: advice/gate_overrides.h
//
// "--max-halo 5%": one limit of a gate profile changed for one run.
//
//   SHARPSCALE_RETURN_IF_ERROR(OverrideLimit("max-halo", "5%", &profile));

#ifndef SHARPSCALE_ADVICE_GATE_OVERRIDES_H_
#define SHARPSCALE_ADVICE_GATE_OVERRIDES_H_

#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "advice/gate.h"

namespace sharpscale {

struct GateOverride {
  std::string option;  // "max-halo"
  std::string rule;    // "gate.halo"
  std::string metric;  // "added.halo_overshoot"
  std::string unit;    // "%", "levels", "px", "dB", ""
  std::string help;    // one line
};

// One for each rule of the profile: max- where the rule fails above, min- where it fails below. The
// rest is the rule's id without "gate.", with "-" for "_".
std::vector<GateOverride> GateOverrides(const GateProfile& profile);

// Sets the limit at which the rule fails; the warning keeps its distance in proportion. `option`
// with or without "--"; `value` a number with or without the metric's unit. A rule that the profile
// does not have but another built-in one has is added from there. Errors: InvalidArgument naming
// the option and what is allowed.
absl::Status OverrideLimit(std::string_view option, std::string_view value, GateProfile* profile);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_GATE_OVERRIDES_H_
