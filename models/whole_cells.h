// SPDX-License-Identifier: Apache-2.0
//
// File: models/whole_cells.h

#ifndef SHARPSCALE_MODELS_WHOLE_CELLS_H_
#define SHARPSCALE_MODELS_WHOLE_CELLS_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// `tile` extended to the right and below by its own edge px, repeated, to whole cells of `cell` px
// (>= 1). The tile itself where it has them.
cv::Mat WholeCells(const cv::Mat& tile, int cell);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_WHOLE_CELLS_H_
