// SPDX-License-Identifier: Apache-2.0

#include "datasets/ink.h"

#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

cv::Mat LumaOf(const cv::Mat& picture) {
  if (picture.channels() == 1) return picture;
  cv::Mat luma;
  cv::cvtColor(picture, luma, cv::COLOR_RGB2GRAY);
  return luma;
}

cv::Mat InChannels(const cv::Mat& plane, int channels) {
  if (channels == 1) return plane;
  cv::Mat out;
  cv::merge(std::vector<cv::Mat>(static_cast<size_t>(channels), plane), out);
  return out;
}

}  // namespace

cv::Mat Ink(const cv::Mat& picture, double sigma) {
  constexpr int kParts = 3;
  cv::Mat smooth;
  cv::Mat around;
  cv::GaussianBlur(LumaOf(picture), smooth, {}, sigma, sigma, cv::BORDER_REFLECT_101);
  cv::GaussianBlur(smooth, around, {}, 4.0 * sigma, 4.0 * sigma, cv::BORDER_REFLECT_101);
  // Where nothing is drawn the paper is white.
  cv::Mat contrast = smooth - around + 0.004;
  cv::resize(contrast, contrast, {}, kParts, kParts, cv::INTER_CUBIC);
  cv::threshold(contrast, contrast, 0.0, 1.0, cv::THRESH_BINARY);
  cv::Mat out;
  cv::resize(contrast, out, picture.size(), 0, 0, cv::INTER_AREA);
  return InChannels(out, picture.channels());
}

cv::Mat Bilevel(const cv::Mat& picture, double threshold) {
  cv::Mat out;
  cv::threshold(LumaOf(picture), out, threshold, 1.0, cv::THRESH_BINARY);
  return InChannels(out, picture.channels());
}

}  // namespace sharpscale
