// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/histogram.h"

#include <cmath>

#include "viewer/core/pyramid.h"

namespace sharpscale::viewer {

double Histogram::ClippedBlack(HistogramChannel channel) const {
  return pixels == 0 ? 0.0
                     : 100.0 * static_cast<double>(Of(channel)[0]) / static_cast<double>(pixels);
}

double Histogram::ClippedWhite(HistogramChannel channel) const {
  return pixels == 0 ? 0.0
                     : 100.0 * static_cast<double>(Of(channel)[255]) / static_cast<double>(pixels);
}

absl::StatusOr<Histogram> ComputeHistogram(const Image& image,
                                           const cv::Rect& region,
                                           const Progress* progress) {
  constexpr int kStrip = 64;
  const cv::Rect all(0, 0, image.width(), image.height());
  const cv::Rect area = region.empty() ? all : (region & all);
  if (area.empty()) {
    return absl::InvalidArgumentError("The histogram's region holds no pixel of the picture");
  }
  Histogram histogram;
  for (int y = area.y; y < area.br().y; y += kStrip) {
    if (progress != nullptr && progress->cancelled()) return absl::CancelledError("Cancelled");
    const int rows = std::min(kStrip, area.br().y - y);
    const cv::Mat strip = ToRgba8(image.pixels(cv::Rect(area.x, y, area.width, rows)), cv::Mat());
    for (int j = 0; j < rows; ++j) {
      const uint8_t* p = strip.ptr<uint8_t>(j);
      for (int x = 0; x < area.width; ++x, p += 4) {
        ++histogram.counts[0][(299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000];
        ++histogram.counts[1][p[0]];
        ++histogram.counts[2][p[1]];
        ++histogram.counts[3][p[2]];
      }
    }
  }
  histogram.pixels = static_cast<uint64_t>(area.area());
  const auto total = static_cast<double>(histogram.pixels);
  for (size_t c = 0; c < 4; ++c) {
    double sum = 0.0;
    double squares = 0.0;
    for (int v = 0; v < 256; ++v) {
      const auto n = static_cast<double>(histogram.counts[c][v]);
      sum += n * v;
      squares += n * v * v;
    }
    histogram.mean[c] = sum / total;
    histogram.sigma[c] =
        std::sqrt(std::max(0.0, squares / total - histogram.mean[c] * histogram.mean[c]));
  }
  return histogram;
}

}  // namespace sharpscale::viewer
