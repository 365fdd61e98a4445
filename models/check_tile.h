// SPDX-License-Identifier: Apache-2.0
//
// File: models/check_tile.h

#ifndef SHARPSCALE_MODELS_CHECK_TILE_H_
#define SHARPSCALE_MODELS_CHECK_TILE_H_

#include <opencv2/core.hpp>

#include "absl/status/status.h"

namespace sharpscale {

// What Run() of every network checks of its tile. Errors: InvalidArgument.
absl::Status CheckTile(const cv::Mat& tile);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_CHECK_TILE_H_
