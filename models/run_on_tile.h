// SPDX-License-Identifier: Apache-2.0
//
// File: models/run_on_tile.h

#ifndef SHARPSCALE_MODELS_RUN_ON_TILE_H_
#define SHARPSCALE_MODELS_RUN_ON_TILE_H_

#include <opencv2/core.hpp>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"

namespace sharpscale {

// What Run() of every network does around its own work: checks the tile, and turns exceptions (of
// LibTorch, OpenCV, no memory) into errors. Errors: InvalidArgument (not CV_32FC3 of at least 1x1
// px), Internal (`run` threw), those of `run`.
absl::StatusOr<cv::Mat> RunOnTile(const cv::Mat& tile,
                                  absl::FunctionRef<absl::StatusOr<cv::Mat>()> run);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_RUN_ON_TILE_H_
