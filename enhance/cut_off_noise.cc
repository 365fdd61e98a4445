// SPDX-License-Identifier: Apache-2.0

#include "enhance/cut_off_noise.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace sharpscale {
namespace {

constexpr double kSqrt2 = 1.41421356237309505;
constexpr double kSqrt2Pi = 2.50662827463100050;
constexpr int kSteps = 64;  // of the table, per sigma
constexpr int kReach = 4;   // sigmas; nothing is cut off from farther away

// The mean of what a unit normal reaches beyond a limit that is `t` sigmas away.
double NormalLoss(double t) {
  return std::exp(-0.5 * t * t) / kSqrt2Pi - 0.5 * t * std::erfc(t / kSqrt2);
}

}  // namespace

cv::Mat MeanUnderCutOffNoise(const cv::Mat& image, double sigma) {
  if (sigma <= 0.0) return image;
  std::array<float, kSteps * kReach + 1> loss;
  for (size_t i = 0; i < loss.size(); ++i) {
    loss[i] = static_cast<float>(sigma * NormalLoss(static_cast<double>(i) / kSteps));
  }
  const auto per_value = static_cast<float>(kSteps / sigma);
  const auto beyond = [&](float distance) {
    const float place = distance * per_value;
    return place < static_cast<float>(kSteps * kReach) ? loss[static_cast<size_t>(place)] : 0.0f;
  };
  cv::Mat out(image.size(), image.type());
  for (int y = 0; y < image.rows; ++y) {
    const float* from = image.ptr<float>(y);
    float* to = out.ptr<float>(y);
    for (int i = 0; i < image.cols * image.channels(); ++i) {
      const float value = std::clamp(from[i], 0.0f, 1.0f);
      to[i] = value - beyond(1.0f - value) + beyond(value);
    }
  }
  return out;
}

cv::Mat DriftBeyondCutOff(const cv::Mat& source,
                          const cv::Mat& result,
                          const cv::Mat& under_noise) {
  const cv::Mat low = cv::min(result, under_noise);
  cv::Mat allowed = cv::max(result, under_noise);
  cv::min(source, allowed, allowed);
  cv::max(allowed, low, allowed);
  return source - allowed;
}

}  // namespace sharpscale
