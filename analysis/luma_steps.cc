// SPDX-License-Identifier: Apache-2.0

#include "analysis/luma_steps.h"

#include <cmath>
#include <utility>

#include "analysis/jpeg_table_quality.h"

namespace sharpscale {

JpegFacts::Table LumaSteps(const SourceFacts& source, double quality) {
  if (!source.jpeg) {
    return quality > 0.0 ? IjgLumaTable(static_cast<int>(std::lround(quality)))
                         : JpegFacts::Table{};
  }
  JpegFacts::Table steps = source.jpeg->luma;
  if (source.orientation >= 5) {  // turned by 90 degrees: rows are columns
    for (size_t v = 0; v < 8; ++v) {
      for (size_t u = 0; u < v; ++u) std::swap(steps[8 * v + u], steps[8 * u + v]);
    }
  }
  return steps;
}

}  // namespace sharpscale
