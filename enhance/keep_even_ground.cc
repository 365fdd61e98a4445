// SPDX-License-Identifier: Apache-2.0

#include "enhance/keep_even_ground.h"

#include <opencv2/imgproc.hpp>
#include <vector>

namespace sharpscale {
namespace {

// 255 where a px and all around it are the same.
cv::Mat1b EvenGround(const cv::Mat& picture) {
  constexpr int kSide = 2 * kEvenGroundContext + 1;
  // The same px decide whatever lies around a sub-picture.
  constexpr int kBorder = cv::BORDER_REPLICATE | cv::BORDER_ISOLATED;
  const cv::Mat box = cv::Mat::ones(kSide, kSide, CV_8UC1);
  cv::Mat least;
  cv::Mat most;
  cv::erode(picture, least, box, {-1, -1}, 1, kBorder);
  cv::dilate(picture, most, box, {-1, -1}, 1, kBorder);
  std::vector<cv::Mat> even;  // by channel
  cv::split(cv::Mat(least == most), even);
  for (size_t i = 1; i < even.size(); ++i) even[0] &= even[i];
  return even[0];
}

}  // namespace

cv::Mat KeepEvenGround(const cv::Mat& source, const cv::Mat& result) {
  cv::Mat kept = result.clone();
  source.copyTo(kept, EvenGround(source));
  return kept;
}

double EvenGroundShare(const cv::Mat& picture) {
  return picture.empty() ? 0.0
                         : static_cast<double>(cv::countNonZero(EvenGround(picture))) /
                               static_cast<double>(picture.total());
}

}  // namespace sharpscale
