// SPDX-License-Identifier: Apache-2.0

#include "models/run_on_tile.h"

#include <exception>

#include "fmt/format.h"

namespace sharpscale {

absl::StatusOr<cv::Mat> RunOnTile(const cv::Mat& tile,
                                  absl::FunctionRef<absl::StatusOr<cv::Mat>()> run) {
  if (tile.empty() || tile.type() != CV_32FC3) {
    return absl::InvalidArgumentError(
        fmt::format("a tile of {}x{}, cv type {} was given to a network; it takes float RGB of at "
                    "least 1x1",
                    tile.cols,
                    tile.rows,
                    tile.type()));
  }
  try {
    return run();
  } catch (const std::exception& e) {
    return absl::InternalError(
        fmt::format("the network failed on a tile of {}x{}: {}", tile.cols, tile.rows, e.what()));
  }
}

}  // namespace sharpscale
