// SPDX-License-Identifier: Apache-2.0

#include "enhance/put_blur_back.h"

#include <opencv2/imgproc.hpp>

#include "enhance/luma.h"

namespace sharpscale {
namespace {

constexpr double kShares[] = {0.25, 0.5, 0.75, 1.0, 1.25};  // of the blur that was told

cv::Mat Blurred(const cv::Mat& image, double sigma) {
  cv::Mat blurred;
  cv::GaussianBlur(
      image, blurred, cv::Size(), sigma, sigma, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return blurred;
}

}  // namespace

cv::Mat PutBlurBack(const cv::Mat& input, const cv::Mat& result, double sigma) {
  if (!(sigma > 0.0)) return result;
  const cv::Mat before = Luma(input);
  const cv::Mat after = Luma(result);
  double least = cv::norm(before, after, cv::NORM_L2SQR);
  double best = 0.0;
  for (const double share : kShares) {
    const double left = cv::norm(before, Blurred(after, share * sigma), cv::NORM_L2SQR);
    if (!(left < least)) continue;
    least = left;
    best = share * sigma;
  }
  return best > 0.0 ? Blurred(result, best) : result;
}

}  // namespace sharpscale
