// SPDX-License-Identifier: Apache-2.0

#include "advice/viewing.h"

#include <algorithm>
#include <cmath>

namespace sharpscale {

double NeededPpi(double distance_in) {
  if (!(distance_in > 0.0)) return kMostUsefulPpi;
  return std::min(kEyeLimit / distance_in, kMostUsefulPpi);
}

double ComfortableDistance(double width_in, double height_in) {
  return std::max(kReadingDistance, 1.5 * std::hypot(width_in, height_in));
}

double SharpFrom(double ppi) {
  return ppi > 0.0 ? kEyeLimit / ppi : 0.0;
}

double LineScreenPpi(double lines_per_inch) {
  return 2.0 * lines_per_inch;
}

}  // namespace sharpscale
