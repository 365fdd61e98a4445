// SPDX-License-Identifier: Apache-2.0

#include "analysis/register_lost.h"

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "analysis/register_grid.h"

namespace sharpscale {
namespace {

constexpr int kEven = 5;           // px, of the window that has one level
constexpr double kOneLevel = 2.0;  // levels, the most that it differs by
constexpr double kAway = 24.0;     // levels between the place and what was there, on the mean
constexpr int kLeastArea = 64;     // px
constexpr double kMostLost = 1.0 / 3.0;

// 255 where all the window around has one level: places of two levels do not touch.
cv::Mat1b OneLevel(const cv::Mat1f& plane) {
  const cv::Mat window = cv::getStructuringElement(cv::MORPH_RECT, {kEven, kEven});
  cv::Mat low;
  cv::Mat high;
  cv::erode(plane, low, window);
  cv::dilate(plane, high, window);
  return high - low <= kOneLevel;
}

// Correlation of what is neither lighting nor grain, outside `lost`, on a thumbnail. Both are
// filled alike there.
double Rest(const cv::Mat1f& a, const cv::Mat1f& b, const cv::Mat1b& lost) {
  const cv::Size size = Within(a.size(), kThumb);
  const auto small = [&](const cv::Mat1f& plane) {
    const cv::Mat1f out = Shrink(plane, size);
    cv::Mat1f coarse;
    cv::GaussianBlur(out, coarse, {}, 6.0, 6.0, cv::BORDER_REFLECT);
    return cv::Mat1f(out - coarse);
  };
  const cv::Mat1f x = small(a);
  const cv::Mat1f y = small(b);
  cv::Mat1b mask;
  cv::resize(lost, mask, size, 0, 0, cv::INTER_AREA);
  mask = mask == 0;
  cv::Scalar mean_x, mean_y, deviation_x, deviation_y;
  cv::meanStdDev(x, mean_x, deviation_x, mask);
  cv::meanStdDev(y, mean_y, deviation_y, mask);
  const double norm = deviation_x[0] * deviation_y[0];
  if (norm < 1e-9) return 0.0;
  return (cv::mean(x.mul(y), mask)[0] - mean_x[0] * mean_y[0]) / norm;
}

}  // namespace

cv::Mat FillLostPlaces(const cv::Mat& before, const cv::Mat& after) {
  const double stretch = (after.cols / double(before.cols)) / (after.rows / double(before.rows));
  if (stretch > 1.05 || stretch < 0.95) return after;
  cv::Mat1f a;
  cv::Mat1f b;
  after.convertTo(a, CV_32F);
  before.convertTo(b, CV_32F);
  cv::resize(b, b, after.size(), 0, 0, cv::INTER_LINEAR);
  cv::Mat1i labels;
  cv::Mat1i boxes;
  cv::Mat1d centres;
  const int count = cv::connectedComponentsWithStats(OneLevel(a), labels, boxes, centres, 4);
  if (count < 2) return after;
  std::vector<double> away(static_cast<size_t>(count), 0.0);
  for (int y = 0; y < a.rows; ++y) {
    for (int x = 0; x < a.cols; ++x) {
      away[static_cast<size_t>(labels(y, x))] += std::abs(double(a(y, x)) - double(b(y, x)));
    }
  }
  std::vector<uint8_t> is_lost(static_cast<size_t>(count), 0);
  for (int i = 1; i < count; ++i) {
    const int area = boxes(i, cv::CC_STAT_AREA);
    is_lost[static_cast<size_t>(i)] =
        area >= kLeastArea && away[static_cast<size_t>(i)] > kAway * area ? 255 : 0;
  }
  cv::Mat1b lost(a.size());
  for (int y = 0; y < a.rows; ++y) {
    for (int x = 0; x < a.cols; ++x) lost(y, x) = is_lost[static_cast<size_t>(labels(y, x))];
  }
  const double share = cv::countNonZero(lost) / double(lost.total());
  if (share == 0.0 || share > kMostLost) return after;
  // The window was inside, and JPEG rings around such a place.
  cv::dilate(lost, lost, cv::getStructuringElement(cv::MORPH_RECT, {2 * kEven, 2 * kEven}));
  b.copyTo(a, lost);
  if (Rest(a, b, lost) < kFullFrame) return after;
  cv::Mat filled;
  a.convertTo(filled, after.type());
  return filled;
}

}  // namespace sharpscale
