// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_transparency.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace sharpscale {
namespace {

constexpr double kSameFrame = 0.02;  // of the ratio of the sides
constexpr double kDiffers = 0.25;    // of full opacity
constexpr int kBorder = 3;           // px, of what must differ as a whole

cv::Mat1f Opacity(const Image& image, cv::Size grid) {
  if (image.alpha.empty()) return cv::Mat1f(grid, 1.0F);
  cv::Mat1f opacity;
  image.alpha.convertTo(opacity, CV_32F, 1.0 / MaxValue(image.alpha.depth()));
  const bool shrinks = grid.area() < opacity.size().area();
  cv::resize(opacity, opacity, grid, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  return opacity;
}

}  // namespace

std::optional<double> TransparencyChange(const Image& before, const Image& after) {
  const cv::Size a = before.pixels.size();
  const cv::Size b = after.pixels.size();
  const double ratio = (double(a.width) / a.height) / (double(b.width) / b.height);
  const double rounding = 1.0 / std::min({a.width, a.height, b.width, b.height});
  if (std::abs(ratio - 1.0) > kSameFrame + rounding) return std::nullopt;
  const cv::Size grid = a.area() <= b.area() ? a : b;
  cv::Mat1f difference;
  cv::absdiff(Opacity(before, grid), Opacity(after, grid), difference);
  // Of a border that moved by a px nothing is left.
  cv::erode(difference, difference, cv::getStructuringElement(cv::MORPH_RECT, {kBorder, kBorder}));
  return cv::countNonZero(difference > kDiffers) / double(grid.area());
}

}  // namespace sharpscale
