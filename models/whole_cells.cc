// SPDX-License-Identifier: Apache-2.0

#include "models/whole_cells.h"

#include "models/tile_unit.h"

namespace sharpscale {

cv::Mat WholeCells(const cv::Mat& tile, int cell) {
  const int right = RoundUp(tile.cols, cell) - tile.cols;
  const int bottom = RoundUp(tile.rows, cell) - tile.rows;
  if (right == 0 && bottom == 0) return tile;
  cv::Mat whole;
  cv::copyMakeBorder(tile, whole, 0, bottom, 0, right, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return whole;
}

}  // namespace sharpscale
