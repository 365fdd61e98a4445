// SPDX-License-Identifier: Apache-2.0

#include "models/train/widened.h"

#include <algorithm>

namespace sharpscale {

std::optional<WeightTensor> Widened(const WeightTensor& narrow,
                                    const WeightTensor& fresh,
                                    int64_t from,
                                    int64_t to) {
  if (narrow.shape.empty() || narrow.shape.size() != fresh.shape.size()) return std::nullopt;
  for (size_t d = 0; d < narrow.shape.size(); ++d) {
    const bool widened = d < 2 && narrow.shape[d] == from && fresh.shape[d] == to;
    if (narrow.shape[d] != fresh.shape[d] && !widened) return std::nullopt;
  }
  WeightTensor wide{narrow.name, fresh.shape, fresh.values};
  const size_t outputs = static_cast<size_t>(narrow.shape[0]);
  const size_t old_row = narrow.values.size() / outputs;
  const size_t new_row = fresh.values.size() / static_cast<size_t>(fresh.shape[0]);
  for (size_t o = 0; o < outputs; ++o) {
    float* const row = &wide.values[o * new_row];
    std::copy_n(&narrow.values[o * old_row], old_row, row);
    std::fill(row + old_row, row + new_row, 0.0f);
  }
  return wide;
}

}  // namespace sharpscale
