// SPDX-License-Identifier: Apache-2.0

#include "cli/memory_size.h"

#include <limits>

#include "advice/target.h"
#include "enhance/memory_budget.h"
#include "fmt/format.h"
#include "image/status_macros.h"

namespace sharpscale {

absl::StatusOr<int64_t> ParseMemorySize(const std::string& text) {
  std::string number = text;
  int64_t factor = 1;
  if (!number.empty() && (number.back() == 'G' || number.back() == 'g')) {
    number.back() = 'M';
    factor = 1024;
  }
  SHARPSCALE_ASSIGN_OR_RETURN(const int64_t bytes, ParseBytes(number));
  if (bytes > std::numeric_limits<int64_t>::max() / factor) {
    return absl::InvalidArgumentError(fmt::format("{}: more memory than there is", text));
  }
  if (bytes * factor < kLeastMemory) {
    return absl::InvalidArgumentError(
        fmt::format("{}: the program alone takes {}M; give that or more, as in 800M or 2G",
                    text,
                    kLeastMemory >> 20));
  }
  return bytes * factor;
}

}  // namespace sharpscale
