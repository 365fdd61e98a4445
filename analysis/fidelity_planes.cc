// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_planes.h"

#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

#include "image/image.h"

namespace sharpscale {

cv::Mat LumaLevels(const cv::Mat& pixels) {
  cv::Mat gray = pixels;
  if (pixels.channels() == 3) cv::cvtColor(pixels, gray, cv::COLOR_RGB2GRAY);
  if (gray.depth() == CV_8U) return gray;
  cv::Mat levels;
  gray.convertTo(levels, CV_32F, 255.0 / MaxValue(gray.depth()));
  if (gray.depth() == CV_32F) {
    for (int y = 0; y < levels.rows; ++y) {
      float* row = levels.ptr<float>(y);
      for (int x = 0; x < levels.cols; ++x) {
        if (!std::isfinite(row[x])) row[x] = 0.0f;
      }
    }
  }
  return levels;
}

void ReadRow(const cv::Mat& plane, int y, float* row) {
  if (plane.depth() == CV_8U) {
    const uint8_t* source = plane.ptr<uint8_t>(y);
    for (int x = 0; x < plane.cols; ++x) row[x] = source[x];
  } else {
    std::copy_n(plane.ptr<float>(y), plane.cols, row);
  }
}

int StripCount(int rows, int strip_rows) {
  return (rows + strip_rows - 1) / strip_rows;
}

bool ForEachStrip(int rows,
                  int strip_rows,
                  const std::function<void(int strip, int begin, int end)>& work,
                  const Progress* progress) {
  const auto cancelled = [&] { return progress != nullptr && progress->cancelled(); };
  const int count = StripCount(rows, strip_rows);
  cv::parallel_for_(
      cv::Range(0, count),
      [&](const cv::Range& range) {
        for (int strip = range.start; strip < range.end; ++strip) {
          if (cancelled()) return;
          work(strip, strip * strip_rows, std::min(rows, (strip + 1) * strip_rows));
        }
      },
      count);
  return !cancelled();
}

}  // namespace sharpscale
