// SPDX-License-Identifier: Apache-2.0
//
// File: advice/passes.h
//
// Which enlargement passes make a factor, of the scales that networks exist for: at most 4x each,
// the fewest passes first, then the smallest product that covers the need. 8x is 4 then 2, never 4
// then 4 (16x).

#ifndef SHARPSCALE_ADVICE_PASSES_H_
#define SHARPSCALE_ADVICE_PASSES_H_

#include <vector>

namespace sharpscale {

// `factor`: linear, above 0. `scales`: of one pass, above 1, in any order. Empty for factors up to
// kPlainResizeLimit (a plain resize does) and where there is no scale. The last 10 % may be left to
// the final resize where that saves a whole pass: 4.16x is one pass of 4. Larger passes come first.
//   {2, 3, 4}: {2.22 -> 3}, {3.516 -> 4}, {6 -> 3, 2}, {8 -> 4, 2}, {16 -> 4, 4}
//   {2, 4}: {2.22 -> 4}, {6 -> 4, 2}
std::vector<int> ChoosePasses(double factor, std::vector<int> scales = {2, 3, 4});
double PassProduct(const std::vector<int>& passes);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PASSES_H_
