// SPDX-License-Identifier: Apache-2.0

#include "models/noise_shares.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

constexpr double kLeastVariance = 0.04;

}  // namespace

double NoiseShare(double slope, double luma) {
  return std::sqrt(std::max(kLeastVariance, 1.0 + slope * (luma - 0.5)));
}

cv::Mat NoiseShares(const cv::Mat& picture, double slope) {
  cv::Mat luma;
  if (picture.channels() == 3) {
    cv::transform(picture, luma, cv::Matx13f(0.299F, 0.587F, 0.114F));
  } else {
    luma = picture.clone();
  }
  cv::patchNaNs(luma, 0.0);
  cv::max(luma, 0.0, luma);
  cv::min(luma, 1.0, luma);
  const int side = 2 * kNoiseContext + 1;
  cv::blur(luma, luma, {side, side}, {-1, -1}, cv::BORDER_REPLICATE);
  for (int y = 0; y < luma.rows; ++y) {
    float* row = luma.ptr<float>(y);
    for (int x = 0; x < luma.cols; ++x) row[x] = static_cast<float>(NoiseShare(slope, row[x]));
  }
  return luma;
}

}  // namespace sharpscale
