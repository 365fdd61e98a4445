// SPDX-License-Identifier: Apache-2.0

#include "enhance/luma.h"

#include <opencv2/imgproc.hpp>

namespace sharpscale {

cv::Mat Luma(const cv::Mat& pixels) {
  if (pixels.channels() == 1) return pixels;
  cv::Mat luma;
  cv::cvtColor(pixels, luma, cv::COLOR_RGB2GRAY);
  return luma;
}

}  // namespace sharpscale
