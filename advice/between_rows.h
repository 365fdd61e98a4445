// SPDX-License-Identifier: Apache-2.0
//
// File: advice/between_rows.h
//
// A measured curve kept as a few rows, read between them.

#ifndef SHARPSCALE_ADVICE_BETWEEN_ROWS_H_
#define SHARPSCALE_ADVICE_BETWEEN_ROWS_H_

#include <array>
#include <cstddef>

namespace sharpscale {

// `rows`: {x, y}, at least two, x strictly rising. Linear between the rows; below the first and
// beyond the last one their nearest line goes on, so callers say first what they know there.
template <size_t N>
double BetweenRows(const std::array<std::array<double, 2>, N>& rows, double x) {
  static_assert(N >= 2, "a line needs two rows");
  size_t i = 1;
  while (i + 1 < N && x > rows[i][0]) ++i;
  const auto& [x0, y0] = rows[i - 1];
  const auto& [x1, y1] = rows[i];
  return y0 + (y1 - y0) * (x - x0) / (x1 - x0);
}

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_BETWEEN_ROWS_H_
