// SPDX-License-Identifier: Apache-2.0

#include "models/interleaved_cells.h"

#include <algorithm>

namespace sharpscale {
namespace {

// Adds row `j` of the cells to `columns` px of a row. kFactor: the factor where it is known when
// compiling, else 0.
template <int kFactor>
void Add(const float* cells, int stride, int any_factor, int j, int columns, float* row) {
  const int factor = kFactor > 0 ? kFactor : any_factor;
  const float* cell = cells + j * factor * 3;
  int x = 0;
  for (; x + factor <= columns; x += factor, cell += stride, row += 3 * factor) {
    for (int i = 0; i < 3 * factor; ++i) row[i] += cell[i];
  }
  for (int i = 0; i < 3 * (columns - x); ++i) row[i] += cell[i];
}

}  // namespace

WeightTensor Interleaved(const WeightTensor& tensor, int factor) {
  WeightTensor out = tensor;
  const int plane = factor * factor;
  const size_t size = tensor.values.size() / (3 * static_cast<size_t>(plane));
  for (int c = 0; c < 3; ++c) {
    for (int i = 0; i < plane; ++i) {
      const auto from = tensor.values.begin() + static_cast<int64_t>((c * plane + i) * size);
      std::copy_n(from, size, out.values.begin() + static_cast<int64_t>((i * 3 + c) * size));
    }
  }
  return out;
}

void AddInterleaved(const float* cells,
                    int stride,
                    int factor,
                    cv::Point first,
                    int count,
                    cv::Mat* picture) {
  const auto add = factor == 2 ? Add<2> : factor == 4 ? Add<4> : Add<0>;
  const int x = first.x * factor;
  const int columns = std::min(count * factor, picture->cols - x);
  for (int j = 0; j < factor && first.y * factor + j < picture->rows; ++j) {
    add(cells, stride, factor, j, columns, picture->ptr<float>(first.y * factor + j, x));
  }
}

}  // namespace sharpscale
