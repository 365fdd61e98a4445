// SPDX-License-Identifier: Apache-2.0

#include "enhance/keep_neutral.h"

#include <algorithm>

#include "enhance/luma.h"

namespace sharpscale {
namespace {

constexpr float kNeutral = 6.0F / 255.0F;
constexpr float kWhite = 254.5F / 255.0F;
constexpr float kBack = 0.5F;  // of the way to white

}  // namespace

cv::Mat KeepNeutral(const cv::Mat& source, const cv::Mat& result) {
  cv::Mat kept = result.clone();
  const int channels = source.channels();
  const cv::Mat luma = Luma(result);
  for (int y = 0; y < source.rows; ++y) {
    const float* from = source.ptr<float>(y);
    const float* gray = luma.ptr<float>(y);
    float* to = kept.ptr<float>(y);
    for (int x = 0; x < source.cols; ++x, from += channels, to += channels) {
      const auto [least, most] = std::minmax_element(from, from + channels);
      if (*most - *least > kNeutral) continue;
      const float level = *least >= kWhite ? gray[x] + kBack * (1.0F - gray[x]) : gray[x];
      std::fill(to, to + channels, level);
    }
  }
  return kept;
}

}  // namespace sharpscale
