// SPDX-License-Identifier: Apache-2.0

#include "cli/tier_option.h"

namespace sharpscale {

void TierOption(OptionSet& options, std::string* tier) {
  options
      .Value("--tier",
             "NAME",
             "Effort; fast: smaller networks; hq: eight runs of each, averaged, and 4x also in two "
             "passes; auto: std, in eight runs for results up to a megapixel",
             tier)
      .choices = {"auto", "fast", "std", "hq"};
}

}  // namespace sharpscale
