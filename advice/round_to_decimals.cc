// SPDX-License-Identifier: Apache-2.0

#include "advice/round_to_decimals.h"

#include <algorithm>
#include <cmath>

namespace sharpscale {

double RoundToDecimals(double value, int decimals) {
  if (!std::isfinite(value)) return value;
  const double scale = std::pow(10.0, std::clamp(decimals, 0, 9));
  const double scaled = value * scale;
  if (!std::isfinite(scaled)) return value;
  const double rounded = std::round(scaled) / scale;
  return rounded == 0.0 ? 0.0 : rounded;
}

}  // namespace sharpscale
