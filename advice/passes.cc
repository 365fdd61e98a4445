// SPDX-License-Identifier: Apache-2.0

#include "advice/passes.h"

#include <cmath>
#include <numeric>

#include "advice/rules.h"

namespace sharpscale {
namespace {

// Target sides are whole px, so a factor is only known to about 1 / side.
constexpr double kRounding = 1e-3;

// Smallest product of `count` passes (each 2..max_pass, not growing) that reaches `factor`; empty
// where none does.
std::vector<int> SmallestCover(double factor, int max_pass, int count) {
  std::vector<int> best;
  std::vector<int> passes(count, 2);
  for (;;) {
    const double product = PassProduct(passes);
    if (product >= factor * (1.0 - kRounding) && (best.empty() || product < PassProduct(best))) {
      best = passes;
    }
    // The next non-growing sequence.
    int i = count - 1;
    while (i >= 0 && passes[i] == (i == 0 ? max_pass : passes[i - 1])) --i;
    if (i < 0) return best;
    ++passes[i];
    for (int j = i + 1; j < count; ++j) passes[j] = 2;
  }
}

}  // namespace

double PassProduct(const std::vector<int>& passes) {
  return std::accumulate(
      passes.begin(), passes.end(), 1.0, [](double product, int pass) { return product * pass; });
}

std::vector<int> ChoosePasses(double factor, int max_pass) {
  if (!(factor > kPlainResizeLimit)) return {};
  int count = 1;
  while (std::pow(max_pass, count) * kPlainResizeLimit < factor) ++count;
  std::vector<int> passes = SmallestCover(factor, max_pass, count);
  if (passes.empty()) passes.assign(count, max_pass);
  return passes;
}

}  // namespace sharpscale
