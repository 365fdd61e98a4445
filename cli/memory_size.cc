// SPDX-License-Identifier: Apache-2.0

#include "cli/memory_size.h"

#include <cctype>

#include "advice/target.h"
#include "enhance/memory_budget.h"
#include "fmt/format.h"

namespace sharpscale {

absl::StatusOr<int64_t> ParseMemorySize(const std::string& text) {
  // Memory is counted in powers of 1024: 2G is 2 GiB.
  std::string number = text;
  if (!number.empty() && std::isalpha(static_cast<unsigned char>(number.back())) != 0 &&
      std::tolower(static_cast<unsigned char>(number.back())) != 'b') {
    number += "iB";
  }
  const absl::StatusOr<int64_t> bytes = ParseBytes(number);
  if (!bytes.ok()) {
    return absl::InvalidArgumentError(fmt::format(
        "\"{}\" is no amount of memory: write a number with M or G, as in 800M or 2G", text));
  }
  if (*bytes < kLeastMemory) {
    return absl::InvalidArgumentError(
        fmt::format("{}: the program alone takes {}M; give that or more, as in 800M or 2G",
                    text,
                    kLeastMemory >> 20));
  }
  return *bytes;
}

}  // namespace sharpscale
