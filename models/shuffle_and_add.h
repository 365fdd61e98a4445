// SPDX-License-Identifier: Apache-2.0
//
// File: models/shuffle_and_add.h
//
// The end of our networks: cells of factor x factor px, channels last in the order of
// torch.pixel_shuffle, added to a picture row by row.

#ifndef SHARPSCALE_MODELS_SHUFFLE_AND_ADD_H_
#define SHARPSCALE_MODELS_SHUFFLE_AND_ADD_H_

#include <algorithm>

namespace sharpscale {

// Adds row `j` (0..factor-1) of a line of cells, `stride` values each, to `columns` px of a row of
// RGB floats. kFactor: the factor where it is known when compiling, else 0.
template <int kFactor, typename Value>
void AddCellRow(const Value* cells, int stride, int any_factor, int j, int columns, float* row) {
  const int factor = kFactor > 0 ? kFactor : any_factor;
  const int plane = factor * factor;
  const Value* cell = cells + j * factor;
  int x = 0;
  for (; x + factor <= columns; x += factor, cell += stride, row += 3 * factor) {
    for (int i = 0; i < factor; ++i) {
      for (int c = 0; c < 3; ++c) row[3 * i + c] += static_cast<float>(cell[c * plane + i]);
    }
  }
  for (int i = 0; x + i < columns; ++i) {  // a cell that the picture's border cuts
    for (int c = 0; c < 3; ++c) row[3 * i + c] += static_cast<float>(cell[c * plane + i]);
  }
}

// The same for all rows of a line of cells; `row_of(j)` is row j of the picture, null below its
// end.
template <typename Value, typename RowOf>
void AddCellLine(const Value* cells, int stride, int factor, int columns, const RowOf& row_of) {
  const auto add = factor == 2   ? AddCellRow<2, Value>
                   : factor == 4 ? AddCellRow<4, Value>
                                 : AddCellRow<0, Value>;
  for (int j = 0; j < factor; ++j) {
    if (float* row = row_of(j); row != nullptr) add(cells, stride, factor, j, columns, row);
  }
}

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_SHUFFLE_AND_ADD_H_
