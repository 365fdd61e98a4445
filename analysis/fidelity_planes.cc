// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_planes.h"

#include <opencv2/core/utility.hpp>
#include <opencv2/imgproc.hpp>

#include "analysis/hot.h"
#include "image/image.h"
#include "image/parallel.h"

namespace sharpscale {
namespace {

SHARPSCALE_HOT void AddRow8(const uint8_t* row, size_t count, float* sums) {
  for (size_t k = 0; k < count; ++k) sums[k] += static_cast<float>(row[k]);
}
SHARPSCALE_HOT void AddRow16(const uint16_t* row, size_t count, float* sums) {
  for (size_t k = 0; k < count; ++k) sums[k] += static_cast<float>(row[k]);
}
SHARPSCALE_HOT void ReadRow8(const uint8_t* source, int count, float* row) {
  for (int x = 0; x < count; ++x) row[x] = static_cast<float>(source[x]);
}

}  // namespace

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
    ReadRow8(plane.ptr<uint8_t>(y), plane.cols, row);
  } else {
    std::copy_n(plane.ptr<float>(y), plane.cols, row);
  }
}

void AddRow(const cv::Mat& pixels, int y, float* sums) {
  const size_t count = static_cast<size_t>(pixels.cols) * pixels.channels();
  switch (pixels.depth()) {
    case CV_8U:
      AddRow8(pixels.ptr<uint8_t>(y), count, sums);
      break;
    case CV_16U:
      AddRow16(pixels.ptr<uint16_t>(y), count, sums);
      break;
    default: {
      const float* row = pixels.ptr<float>(y);
      for (size_t k = 0; k < count; ++k) sums[k] += std::isfinite(row[k]) ? row[k] : 0.0F;
    }
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
  ParallelFor(
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
