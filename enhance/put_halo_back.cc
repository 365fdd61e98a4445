// SPDX-License-Identifier: Apache-2.0

#include "enhance/put_halo_back.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "enhance/luma.h"

namespace sharpscale {
namespace {

constexpr double kRadii[] = {0.6, 1.0, 1.6, 2.6};  // px
// Nearer to black or white than this, what sharpening did is cut off.
constexpr double kClipped = 1.5 / 255.0;

cv::Mat Detail(const cv::Mat& image, double radius) {
  cv::Mat blurred;
  cv::GaussianBlur(
      image, blurred, cv::Size(), radius, radius, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  return image - blurred;
}

}  // namespace

HaloBack PutHaloBack(const cv::Mat& input, const cv::Mat& result) {
  const cv::Mat before = Luma(input);
  const cv::Mat after = Luma(result);
  const cv::Mat clipped = (before < kClipped) | (before > 1.0 - kClipped);
  cv::Mat removed = before - after;
  removed.setTo(0.0, clipped);
  double best_gain = 0.0;
  HaloBack best;
  for (const double radius : kRadii) {
    cv::Mat detail = Detail(after, radius);
    detail.setTo(0.0, clipped);
    const double energy = detail.dot(detail);
    if (!(energy > 0.0)) continue;
    const double shared = detail.dot(removed);
    const double amount = std::clamp(shared / energy, 0.0, kMostHaloPutBack);
    const double gain = amount * (2.0 * shared - amount * energy);
    if (gain <= best_gain) continue;
    best_gain = gain;
    best.radius = radius;
    best.amount = amount;
  }
  if (best.amount <= 0.0) {
    best.picture = result;
    return best;
  }
  // Into a picture of its own: an expression would be written into the pixels of `result`.
  best.picture = cv::Mat();
  cv::scaleAdd(Detail(result, best.radius), best.amount, result, best.picture);
  cv::min(best.picture, 1.0, best.picture);
  cv::max(best.picture, 0.0, best.picture);
  return best;
}

}  // namespace sharpscale
