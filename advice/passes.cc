// SPDX-License-Identifier: Apache-2.0

#include "advice/passes.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "advice/rules.h"

namespace sharpscale {
namespace {

// Target sides are whole px, so a factor is only known to about 1 / side.
constexpr double kRounding = 1e-3;

// Smallest product of `count` passes (of `scales`, rising; not growing) that reaches `factor`;
// empty where none does.
std::vector<int> SmallestCover(double factor, const std::vector<int>& scales, int count) {
  std::vector<int> best;
  std::vector<size_t> at(count, 0);
  for (;;) {
    std::vector<int> passes;
    for (const size_t index : at) passes.push_back(scales[index]);
    const double product = PassProduct(passes);
    if (product >= factor * (1.0 - kRounding) && (best.empty() || product < PassProduct(best))) {
      best = passes;
    }
    // The next non-growing sequence.
    int i = count - 1;
    while (i >= 0 && at[i] == (i == 0 ? scales.size() - 1 : at[i - 1])) --i;
    if (i < 0) return best;
    ++at[i];
    for (int j = i + 1; j < count; ++j) at[j] = 0;
  }
}

}  // namespace

double PassProduct(const std::vector<int>& passes) {
  return std::accumulate(
      passes.begin(), passes.end(), 1.0, [](double product, int pass) { return product * pass; });
}

std::vector<int> ChoosePasses(double factor, std::vector<int> scales) {
  scales.erase(std::remove_if(scales.begin(), scales.end(), [](int scale) { return scale < 2; }),
               scales.end());
  std::sort(scales.begin(), scales.end());
  if (!(factor > kPlainResizeLimit) || scales.empty()) return {};
  const int most = scales.back();
  int count = 1;
  while (std::pow(most, count) * kPlainResizeLimit < factor) ++count;
  std::vector<int> passes = SmallestCover(factor, scales, count);
  if (passes.empty()) passes.assign(count, most);
  return passes;
}

}  // namespace sharpscale
