// SPDX-License-Identifier: Apache-2.0

#include "analysis/register_grid.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace sharpscale {

cv::Size Within(cv::Size size, int long_side) {
  const double scale = std::min(1.0, long_side / double(std::max(size.width, size.height)));
  return {std::max(1, int(std::lround(size.width * scale))),
          std::max(1, int(std::lround(size.height * scale)))};
}

cv::Mat1f Shrink(const cv::Mat& luma, cv::Size size) {
  cv::Mat small;
  const bool shrinks = size.width <= luma.cols && size.height <= luma.rows;
  cv::resize(luma, small, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::Mat1f result;
  small.convertTo(result, CV_32F);
  return result;
}

}  // namespace sharpscale
