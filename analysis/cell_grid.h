// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/cell_grid.h
//
// One value per cell of the picture (kCell px). A cell lies in the core of exactly one tile, so
// that grids of different workers merge without any order.
//
//   CellGrid<double> energy_(facts);
//   energy_.AtPixel(x, y) += e;

#ifndef SHARPSCALE_ANALYSIS_CELL_GRID_H_
#define SHARPSCALE_ANALYSIS_CELL_GRID_H_

#include <cstddef>
#include <vector>

#include "analysis/picture_facts.h"

namespace sharpscale {

template <typename T>
class CellGrid {
 public:
  CellGrid() = default;
  explicit CellGrid(const PictureFacts& facts, const T& initial = T())
      : columns_(facts.cells_x()),
        rows_(facts.cells_y()),
        values_(static_cast<size_t>(columns_) * static_cast<size_t>(rows_), initial),
        touched_(values_.size(), 0) {}

  int columns() const { return columns_; }
  int rows() const { return rows_; }
  // For writing: marks the cell as seen. `column`, `row` in cells.
  T& At(int column, int row) {
    const size_t i = Index(column, row);
    touched_[i] = 1;
    return values_[i];
  }
  T& AtPixel(int x, int y) { return At(x / kCell, y / kCell); }
  const T& Get(int column, int row) const { return values_[Index(column, row)]; }
  bool seen(int column, int row) const { return touched_[Index(column, row)] != 0; }

  // Takes the cells that `other` saw.
  void Merge(const CellGrid& other) {
    for (size_t i = 0; i < values_.size(); ++i) {
      if (other.touched_[i] == 0) continue;
      values_[i] = other.values_[i];
      touched_[i] = 1;
    }
  }

 private:
  size_t Index(int column, int row) const {
    return static_cast<size_t>(row) * static_cast<size_t>(columns_) + static_cast<size_t>(column);
  }

  int columns_ = 0;
  int rows_ = 0;
  std::vector<T> values_;
  std::vector<unsigned char> touched_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_CELL_GRID_H_
