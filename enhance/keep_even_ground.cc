// SPDX-License-Identifier: Apache-2.0

#include "enhance/keep_even_ground.h"

#include <opencv2/imgproc.hpp>
#include <vector>

namespace sharpscale {
namespace {

// 255 where a px and all around it are the same.
cv::Mat1b EvenGround(const cv::Mat& picture) {
  constexpr int kSide = 2 * kEvenGroundContext + 1;
  // Out of its surroundings, so that the same px decide whatever lies around a sub-picture.
  const cv::Mat own = picture.clone();
  const cv::Mat box = cv::Mat::ones(kSide, kSide, CV_8UC1);
  cv::Mat least;
  cv::Mat most;
  cv::erode(own, least, box, {-1, -1}, 1, cv::BORDER_REPLICATE);
  cv::dilate(own, most, box, {-1, -1}, 1, cv::BORDER_REPLICATE);
  std::vector<cv::Mat> low;
  std::vector<cv::Mat> high;
  cv::split(least, low);
  cv::split(most, high);
  cv::Mat1b even(picture.size(), 255);
  for (size_t i = 0; i < low.size(); ++i) even &= low[i] == high[i];
  return even;
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
