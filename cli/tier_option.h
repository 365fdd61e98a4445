// SPDX-License-Identifier: Apache-2.0
//
// File: cli/tier_option.h
//
// --tier, which every command has that plans or runs networks.

#ifndef SHARPSCALE_CLI_TIER_OPTION_H_
#define SHARPSCALE_CLI_TIER_OPTION_H_

#include <string>

#include "cli/option_set.h"

namespace sharpscale {

// `tier`: "auto", "fast", "std" or "hq"; as it is where the option is not given.
void TierOption(OptionSet& options, std::string* tier);

}  // namespace sharpscale

#endif  // SHARPSCALE_CLI_TIER_OPTION_H_
