// SPDX-License-Identifier: Apache-2.0

#include "enhance/box_mean.h"

#include <opencv2/imgproc.hpp>

namespace sharpscale {

cv::Mat BoxMean(const cv::Mat& image, int reach) {
  const int side = 2 * reach + 1;
  cv::Mat out;
  cv::blur(image,
           out,
           cv::Size(side, side),
           cv::Point(-1, -1),
           cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return out;
}

}  // namespace sharpscale
