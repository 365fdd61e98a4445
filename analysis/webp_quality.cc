// SPDX-License-Identifier: Apache-2.0

#include "analysis/webp_quality.h"

#include <algorithm>
#include <cmath>

namespace sharpscale {
namespace {

// SNS_TO_DQ = 0.9, sns_strength = 50 %, first segment's susceptibility -127 of 128.
constexpr double kDefaultExponent = 1.0 + 0.9 * 0.5 * 127.0 / 128.0;

int IndexOf(double quality) {
  const double q = quality / 100.0;
  const double linear = q < 0.75 ? q * (2.0 / 3.0) : 2.0 * q - 1.0;
  const double compression = std::pow(std::cbrt(linear), kDefaultExponent);
  return std::clamp(static_cast<int>(127.0 * (1.0 - compression)), 0, 127);
}

}  // namespace

WebpQuality EstimateWebpQuality(int quantiser) {
  const int index = std::clamp(quantiser, 0, 127);
  // The index falls as quality rises; several qualities share one index, a few indices have none.
  int distance = 128;
  int first = 0;
  int last = 0;
  for (int quality = 0; quality <= 100; ++quality) {
    const int here = std::abs(IndexOf(quality) - index);
    if (here < distance) {
      distance = here;
      first = quality;
    }
    if (here == distance) last = quality;
  }
  WebpQuality result;
  result.quality = (first + last + 1) / 2;
  result.low = first;
  result.high = last;
  return result;
}

}  // namespace sharpscale
