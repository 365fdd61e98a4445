// SPDX-License-Identifier: Apache-2.0

#include "cli/memory_size.h"

#include <limits>

#include "advice/target.h"
#include "enhance/memory_budget.h"
#include "fmt/format.h"

namespace sharpscale {

absl::StatusOr<int64_t> ParseMemorySize(const std::string& text) {
  std::string number = text;
  int64_t factor = 1;
  if (!number.empty() && (number.back() == 'G' || number.back() == 'g')) {
    number.back() = 'M';
    factor = 1024;
  }
  const absl::StatusOr<int64_t> bytes = ParseBytes(number);
  if (!bytes.ok() || *bytes > std::numeric_limits<int64_t>::max() / factor) {
    return absl::InvalidArgumentError(fmt::format(
        "\"{}\" is no amount of memory: write a number with M or G, as in 800M or 2G", text));
  }
  if (*bytes * factor < kLeastMemory) {
    return absl::InvalidArgumentError(
        fmt::format("{}: the program alone takes {}M; give that or more, as in 800M or 2G",
                    text,
                    kLeastMemory >> 20));
  }
  return *bytes * factor;
}

}  // namespace sharpscale
