// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_psnr.h"

#include <numeric>

#include "analysis/fidelity_planes.h"
#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kStripRows = 64;

template <typename T>
double RowError(const T* a, const T* b, int count) {
  double sum = 0.0;
  for (int i = 0; i < count; ++i) {
    const double difference = static_cast<double>(a[i]) - static_cast<double>(b[i]);
    sum += difference * difference;
  }
  return sum;
}

SHARPSCALE_HOT int32_t SquaredError(const uint8_t* a, const uint8_t* b, int count) {
  int32_t sum = 0;  // of at most 4096 squares of 255
  for (int i = 0; i < count; ++i) {
    const int difference = a[i] - b[i];
    sum += difference * difference;
  }
  return sum;
}

template <>
double RowError(const uint8_t* a, const uint8_t* b, int count) {
  int64_t total = 0;
  for (int begin = 0; begin < count; begin += 4096) {
    total += SquaredError(a + begin, b + begin, std::min(4096, count - begin));
  }
  return static_cast<double>(total);
}

}  // namespace

double MeanSquaredError(const cv::Mat& a, const cv::Mat& b) {
  CV_Assert(a.size() == b.size() && a.type() == b.type() && !a.empty());
  const int count = a.cols * a.channels();
  std::vector<double> sums(StripCount(a.rows, kStripRows), 0.0);
  ForEachStrip(a.rows, kStripRows, [&](int strip, int begin, int end) {
    for (int y = begin; y < end; ++y) {
      switch (a.depth()) {
        case CV_8U:
          sums[strip] += RowError(a.ptr<uint8_t>(y), b.ptr<uint8_t>(y), count);
          break;
        case CV_16U:
          sums[strip] += RowError(a.ptr<uint16_t>(y), b.ptr<uint16_t>(y), count);
          break;
        default:
          sums[strip] += RowError(a.ptr<float>(y), b.ptr<float>(y), count);
      }
    }
  });
  return std::accumulate(sums.begin(), sums.end(), 0.0) / (static_cast<double>(count) * a.rows);
}

double Psnr(const cv::Mat& a, const cv::Mat& b, double peak) {
  const double error = MeanSquaredError(a, b);
  if (error <= 0.0) return kPsnrIdentical;
  return std::min(kPsnrIdentical, 10.0 * std::log10(peak * peak / error));
}

}  // namespace sharpscale
