// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/region_statistics.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>

#include "viewer/core/luma.h"

namespace sharpscale::viewer {
namespace {

// Sums of one row are added in turn, about a first value: no digits are lost over 400 MP.
struct Running {
  double shift = 0.0;
  double sum = 0.0;
  double squares = 0.0;
  double min = std::numeric_limits<double>::infinity();
  double max = -std::numeric_limits<double>::infinity();

  void Add(double v) {
    const double d = v - shift;
    sum += d;
    squares += d * d;
    min = std::min(min, v);
    max = std::max(max, v);
  }
  ChannelStatistics Finish(double count) const {
    const double mean = sum / count;
    return {shift + mean, std::sqrt(std::max(0.0, squares / count - mean * mean)), min, max};
  }
};

}  // namespace

absl::StatusOr<RegionStatistics> MeasureRegion(const Image& image,
                                               const cv::Rect& region,
                                               const Progress* progress) {
  RegionStatistics out;
  out.region = region & cv::Rect(0, 0, image.width(), image.height());
  if (out.region.empty()) {
    return absl::InvalidArgumentError(
        fmt::format("The region {} x {} px at ({}, {}) holds no pixel of the picture of {} x {} "
                    "px; drag inside it",
                    region.width,
                    region.height,
                    region.x,
                    region.y,
                    image.width(),
                    image.height()));
  }
  out.channels = image.channels();
  std::array<Running, 4> running;
  const auto values = [&](int x, int y) {
    const std::array<double, 3> c = *LevelsAt(image, x, y);
    return std::array<double, 4>{out.channels == 1 ? c[0] : LumaOf(c), c[0], c[1], c[2]};
  };
  const std::array<double, 4> first = values(out.region.x, out.region.y);
  for (int i = 0; i < 4; ++i) running[i].shift = first[i];
  for (int y = out.region.y; y < out.region.br().y; ++y) {
    if (progress != nullptr && progress->cancelled()) return absl::CancelledError("Cancelled");
    for (int x = out.region.x; x < out.region.br().x; ++x) {
      const std::array<double, 4> v = values(x, y);
      for (int i = 0; i < 4; ++i) running[i].Add(v[i]);
    }
  }
  for (int i = 0; i < 4; ++i) out.of[i] = running[i].Finish(static_cast<double>(out.region.area()));
  return out;
}

std::string RegionStatisticsCsv(const RegionStatistics& source, const RegionStatistics* result) {
  static constexpr const char* kNames[] = {"luma", "red", "green", "blue"};
  std::string text = fmt::format("# region {} {} {} {} px of the source\n",
                                 source.region.x,
                                 source.region.y,
                                 source.region.width,
                                 source.region.height);
  text += "channel,source_mean,source_sigma,source_min,source_max";
  text += result != nullptr ? ",result_mean,result_sigma,result_min,result_max\n" : "\n";
  for (int i = 0; i < (source.channels == 1 ? 1 : 4); ++i) {
    const auto add = [&](const ChannelStatistics& c) {
      text += fmt::format(",{:.3f},{:.3f},{:.3f},{:.3f}", c.mean, c.sigma, c.min, c.max);
    };
    text += kNames[i];
    add(source.of[i]);
    if (result != nullptr) add(result->of[i]);
    text += '\n';
  }
  return text;
}

}  // namespace sharpscale::viewer
