// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_clipping.h"

#include <algorithm>
#include <cstdint>
#include <numeric>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "analysis/fidelity_planes.h"
#include "image/image.h"

namespace sharpscale {
namespace {

constexpr double kAtTheEnd = 0.5;   // levels
constexpr double kOffTheEnd = 3.0;  // levels
constexpr double kLevels = 255.0;

// 255 where a channel of the rows [begin, end) was cut, else 0.
cv::Mat1b Cut(const cv::Mat& before, const cv::Mat& after, int begin, int end) {
  const double white = MaxValue(before.depth());
  const double level = white / kLevels;
  // The rows around them are there for the neighbours.
  const int first = std::max(0, begin - 1);
  const cv::Mat rows = before.rowRange(first, std::min(before.rows, end + 1));
  const cv::Mat result = after.rowRange(begin, end);
  cv::Mat extreme, at_end, off_end, cut;
  const auto of_rows = [&] { return extreme.rowRange(begin - first, end - first); };
  cv::dilate(rows, extreme, {});
  cv::compare(result, cv::Scalar::all(white - kAtTheEnd * level), at_end, cv::CMP_GE);
  cv::compare(of_rows(), cv::Scalar::all(white - kOffTheEnd * level), off_end, cv::CMP_LE);
  cv::bitwise_and(at_end, off_end, cut);
  cv::erode(rows, extreme, {});
  cv::compare(result, cv::Scalar::all(kAtTheEnd * level), at_end, cv::CMP_LE);
  cv::compare(of_rows(), cv::Scalar::all(kOffTheEnd * level), off_end, cv::CMP_GE);
  cv::bitwise_and(at_end, off_end, at_end);
  cv::bitwise_or(cut, at_end, cut);
  cv::Mat any;  // of the channels
  cv::reduce(cut.reshape(1, static_cast<int>(cut.total())), any, 1, cv::REDUCE_MAX);
  return any.reshape(1, cut.rows);
}

}  // namespace

Clipping MeasureClipping(const cv::Mat& before,
                         const cv::Mat& after,
                         int cell,
                         const Progress* progress) {
  Clipping clipping;
  clipping.map.create(StripCount(after.rows, cell), (after.cols + cell - 1) / cell);
  std::vector<int64_t> counts(static_cast<size_t>(clipping.map.rows));
  ForEachStrip(
      after.rows,
      cell,
      [&](int strip, int begin, int end) {
        const cv::Mat1b cut = Cut(before, after, begin, end);
        for (int i = 0; i < clipping.map.cols; ++i) {
          const int left = i * cell;
          const cv::Mat1b part = cut.colRange(left, std::min(cut.cols, left + cell));
          const int count = cv::countNonZero(part);
          clipping.map(strip, i) = static_cast<float>(count) / static_cast<float>(part.total());
          counts[static_cast<size_t>(strip)] += count;
        }
      },
      progress);
  const int64_t cut = std::accumulate(counts.begin(), counts.end(), int64_t{0});
  clipping.share = static_cast<double>(cut) / static_cast<double>(after.total());
  return clipping;
}

}  // namespace sharpscale
