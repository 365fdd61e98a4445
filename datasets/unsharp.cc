// SPDX-License-Identifier: Apache-2.0

#include "datasets/unsharp.h"

#include "datasets/kernels.h"

namespace sharpscale {

cv::Mat UnsharpMask(const cv::Mat& picture, double amount, double sigma) {
  if (!(amount > 0.0) || !(sigma > 0.0) || picture.empty()) return picture.clone();
  const cv::Mat blurred = Convolve(picture, GaussianKernel(sigma));
  cv::Mat out;
  cv::addWeighted(picture, 1.0 + amount, blurred, -amount, 0.0, out);
  return out;
}

}  // namespace sharpscale
