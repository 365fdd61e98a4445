// SPDX-License-Identifier: Apache-2.0

#include "image/bilevel.h"

#include "image/image.h"

namespace sharpscale {

bool IsBilevel(const cv::Mat& pixels) {
  const double most = MaxValue(pixels.depth());
  for (int y = 0; y < pixels.rows; ++y) {
    const cv::Mat values = pixels.row(y).reshape(1);
    if (cv::countNonZero(values == 0.0) + cv::countNonZero(values == most) != values.cols) {
      return false;
    }
  }
  return true;
}

}  // namespace sharpscale
