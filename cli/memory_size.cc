// SPDX-License-Identifier: Apache-2.0

#include "cli/memory_size.h"

#include "advice/target.h"
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
  return bytes * factor;
}

}  // namespace sharpscale
