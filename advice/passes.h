// SPDX-License-Identifier: Apache-2.0
//
// File: advice/passes.h
//
// Which enlargement passes make a factor: at most 4x each, the fewest passes first, then the
// smallest product that covers the need. 8x is 4 then 2, never 4 then 4 (16x).

#ifndef SHARPSCALE_ADVICE_PASSES_H_
#define SHARPSCALE_ADVICE_PASSES_H_

#include <vector>

namespace sharpscale {

// `factor`: linear, above 0. `max_pass`: 2..4. Empty for factors up to kPlainResizeLimit (a plain
// resize does). The last 10 % may be left to the final resize where that saves a whole pass: 4.16x
// is one pass of 4. Larger passes come first.
//   {2.22 -> 3}, {3.516 -> 4}, {6 -> 3, 2}, {8 -> 4, 2}, {16 -> 4, 4}
std::vector<int> ChoosePasses(double factor, int max_pass = 4);
double PassProduct(const std::vector<int>& passes);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PASSES_H_
