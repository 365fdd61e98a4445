// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/luma.h"

#include <algorithm>
#include <cmath>

namespace sharpscale::viewer {
namespace {

double Level(const cv::Mat& m, int x, int y, int channel) {
  const int at = x * m.channels() + channel;
  switch (m.depth()) {
    case CV_8U:
      return m.ptr<uint8_t>(y)[at];
    case CV_16U:
      return m.ptr<uint16_t>(y)[at] / 257.0;
    default: {
      const double v = m.ptr<float>(y)[at] * 255.0;
      return std::isfinite(v) ? v : 0.0;
    }
  }
}

std::array<double, 3> Levels(const cv::Mat& m, int x, int y) {
  if (m.channels() == 1) {
    const double v = Level(m, x, y, 0);
    return {v, v, v};
  }
  return {Level(m, x, y, 0), Level(m, x, y, 1), Level(m, x, y, 2)};
}

}  // namespace

std::optional<std::array<double, 3>> LevelsAt(const Image& image, int x, int y) {
  if (x < 0 || y < 0 || x >= image.width() || y >= image.height()) return std::nullopt;
  return Levels(image.pixels, x, y);
}

double LumaOf(const std::array<double, 3>& levels) {
  return 0.299 * levels[0] + 0.587 * levels[1] + 0.114 * levels[2];
}

double LumaAt(const Image& image, PicturePoint p) {
  const double x = std::clamp(p.x - 0.5, 0.0, image.width() - 1.0);
  const double y = std::clamp(p.y - 0.5, 0.0, image.height() - 1.0);
  const int x0 = static_cast<int>(x);
  const int y0 = static_cast<int>(y);
  const int x1 = std::min(x0 + 1, image.width() - 1);
  const int y1 = std::min(y0 + 1, image.height() - 1);
  const double fx = x - x0;
  const double fy = y - y0;
  const auto luma = [&](int i, int j) { return LumaOf(Levels(image.pixels, i, j)); };
  return (1.0 - fy) * ((1.0 - fx) * luma(x0, y0) + fx * luma(x1, y0)) +
         fy * ((1.0 - fx) * luma(x0, y1) + fx * luma(x1, y1));
}

}  // namespace sharpscale::viewer
