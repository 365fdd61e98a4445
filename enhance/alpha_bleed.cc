// SPDX-License-Identifier: Apache-2.0

#include "enhance/alpha_bleed.h"

#include <algorithm>

#include "enhance/box_mean.h"
#include "enhance/filter_stage.h"

namespace sharpscale {
namespace {

constexpr int kReaches[] = {1, 3, 9, 20, kBleedReach};
// Alpha from which a pixel's own colour counts in full.
constexpr float kOpaqueEnough = 1.0f / 16.0f;
// Mean alpha of a neighbourhood that can be divided by without amplifying rounding.
constexpr float kLeastAlpha = 1e-4f;

}  // namespace

cv::Mat BleedColour(const cv::Mat& colour, const cv::Mat& alpha) {
  const int channels = colour.channels();
  cv::Mat premultiplied = colour.clone();
  for (int y = 0; y < colour.rows; ++y) {
    float* p = premultiplied.ptr<float>(y);
    const float* a = alpha.ptr<float>(y);
    for (int x = 0; x < colour.cols; ++x) {
      for (int c = 0; c < channels; ++c) p[channels * x + c] *= a[x];
    }
  }
  cv::Mat result = colour.clone();
  cv::Mat done(colour.size(), CV_8U, cv::Scalar(0));
  for (const int reach : kReaches) {
    const cv::Mat weight = BoxMean(alpha, reach);
    const cv::Mat sum = BoxMean(premultiplied, reach);
    for (int y = 0; y < colour.rows; ++y) {
      const float* a = alpha.ptr<float>(y);
      const float* w = weight.ptr<float>(y);
      const float* s = sum.ptr<float>(y);
      float* r = result.ptr<float>(y);
      uchar* d = done.ptr<uchar>(y);
      for (int x = 0; x < colour.cols; ++x) {
        if (d[x] != 0) continue;
        const float own = std::min(1.0f, a[x] / kOpaqueEnough);
        if (own >= 1.0f) {
          d[x] = 1;
          continue;
        }
        if (w[x] < kLeastAlpha) continue;
        d[x] = 1;
        for (int c = 0; c < channels; ++c) {
          const int i = channels * x + c;
          r[i] = own * r[i] + (1.0f - own) * std::clamp(s[i] / w[x], 0.0f, 1.0f);
        }
      }
    }
  }
  return result;
}

std::unique_ptr<PixelSource> BleedColourRows(std::unique_ptr<PixelSource> input,
                                             int strip_rows,
                                             const Progress* progress) {
  if (!input->shape().has_alpha) return input;
  return FilterRows(std::move(input), {"alpha", kBleedReach, strip_rows, progress}, BleedColour);
}

}  // namespace sharpscale
