// SPDX-License-Identifier: Apache-2.0

#include "cli/pixel_count.h"

#include <cctype>
#include <cmath>
#include <string_view>

#include "cli/option_set.h"

namespace sharpscale {

absl::StatusOr<int64_t> ParsePixelCount(const std::string& text) {
  constexpr double kMost = 1e10;
  constexpr std::string_view kUnits = "KMG";
  std::string number = text;
  double factor = 1.0;
  if (!number.empty()) {
    const size_t unit =
        kUnits.find(static_cast<char>(std::toupper(static_cast<unsigned char>(number.back()))));
    if (unit != std::string_view::npos) {
      factor = std::pow(1000.0, static_cast<double>(unit) + 1.0);
      number.pop_back();
    }
  }
  double value = 0.0;
  if (!ParseInto(number, &value).ok() || !(value * factor >= 1.0) || value * factor > kMost) {
    return absl::InvalidArgumentError("'" + text +
                                      "' must be a number of pixels from 1 to 10G, as in 400M");
  }
  return std::llround(value * factor);
}

}  // namespace sharpscale
