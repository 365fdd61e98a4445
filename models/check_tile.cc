// SPDX-License-Identifier: Apache-2.0

#include "models/check_tile.h"

#include "fmt/format.h"

namespace sharpscale {

absl::Status CheckTile(const cv::Mat& tile) {
  if (tile.empty() || tile.type() != CV_32FC3) {
    return absl::InvalidArgumentError(
        fmt::format("a tile of {}x{}, cv type {} was given to a network; it takes float RGB of at "
                    "least 1x1",
                    tile.cols,
                    tile.rows,
                    tile.type()));
  }
  return absl::OkStatus();
}

}  // namespace sharpscale
