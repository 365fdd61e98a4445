// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/difference.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "viewer/core/colour_map.h"

namespace sharpscale::viewer {
namespace {

int Luma(const uint8_t* p) {
  return (299 * p[0] + 587 * p[1] + 114 * p[2] + 500) / 1000;
}

}  // namespace

const std::vector<DifferenceInfo>& DifferenceTable() {
  static const std::vector<DifferenceInfo> table = {
      {DifferenceMetric::kSignedLuma, "signed", "Lighter or darker", "\u00b132 levels"},
      {DifferenceMetric::kAbsolute, "absolute", "Absolute", "levels"},
      {DifferenceMetric::kAbsolute8, "absolute8", "Absolute, 8 times", "levels / 8"},
      {DifferenceMetric::kSquared, "squared", "Squared", "levels\u00b2 / 255"},
      {DifferenceMetric::kRelative, "relative", "Relative to the source", "% of the source"},
  };
  return table;
}

cv::Mat DifferenceOf(const cv::Mat& before, const cv::Mat& after, DifferenceMetric metric) {
  CV_Assert(before.type() == CV_8UC4 && after.type() == CV_8UC4 && before.size() == after.size());
  static const std::vector<std::array<uint8_t, 3>> diverging =
      SampleColourMap(ColourMap::kDiverging, 65);
  cv::Mat out(after.size(), CV_8UC4);
  for (int y = 0; y < after.rows; ++y) {
    const uint8_t* b = before.ptr<uint8_t>(y);
    const uint8_t* a = after.ptr<uint8_t>(y);
    uint8_t* to = out.ptr<uint8_t>(y);
    for (int x = 0; x < after.cols; ++x, a += 4, b += 4, to += 4) {
      to[3] = 255;
      if (metric == DifferenceMetric::kSignedLuma) {
        const int d = std::clamp(Luma(a) - Luma(b), -32, 32);
        std::copy_n(diverging[d + 32].data(), 3, to);
        continue;
      }
      for (int c = 0; c < 3; ++c) {
        const int d = std::abs(a[c] - b[c]);
        int v = d;
        if (metric == DifferenceMetric::kAbsolute8) v = 8 * d;
        if (metric == DifferenceMetric::kSquared) v = (d * d + 127) / 255;
        if (metric == DifferenceMetric::kRelative) v = 255 * d / (b[c] + 1);
        to[c] = static_cast<uint8_t>(std::min(v, 255));
      }
    }
  }
  return out;
}

cv::Mat SampleInLead(const TileSource& before,
                     const Placement& placement,
                     int level,
                     const cv::Rect& rect) {
  const double step = std::exp2(level);                           // lead px per px of the level
  const double ratio = step / std::max(placement.scale_x, 1e-6);  // before px per px of the level
  const int own_level = std::clamp(LevelForZoom(1.0 / ratio), 0, before.levels() - 1);
  const double own_step = std::exp2(own_level);
  // before (level px, edges) = a * (rect px, edges) + t
  const double ax = step / placement.scale_x / own_step;
  const double ay = step / placement.scale_y / own_step;
  const double tx = (rect.x * step - placement.dx) / placement.scale_x / own_step;
  const double ty = (rect.y * step - placement.dy) / placement.scale_y / own_step;
  const bool same = ax == 1.0 && ay == 1.0 && tx == std::round(tx) && ty == std::round(ty);
  if (same) {
    return before.Tile(own_level,
                       {static_cast<int>(tx), static_cast<int>(ty), rect.width, rect.height});
  }
  const cv::Rect need(static_cast<int>(std::floor(tx)) - 1,
                      static_cast<int>(std::floor(ty)) - 1,
                      static_cast<int>(std::ceil(ax * rect.width)) + 3,
                      static_cast<int>(std::ceil(ay * rect.height)) + 3);
  const cv::Mat crop = before.Tile(own_level, need);
  if (crop.empty()) return cv::Mat(rect.size(), CV_8UC4, cv::Scalar(0, 0, 0, 255));
  // Centres: (x + 0.5) of the output lies at ax * (x + 0.5) + tx of the input's edges.
  const cv::Matx23d map(
      ax, 0.0, 0.5 * ax + tx - need.x - 0.5, 0.0, ay, 0.5 * ay + ty - need.y - 0.5);
  cv::Mat out;
  cv::warpAffine(
      crop, out, map, rect.size(), cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  return out;
}

DifferenceSource::DifferenceSource(std::shared_ptr<const TileSource> before,
                                   std::shared_ptr<const TileSource> after,
                                   const Placement& placement,
                                   DifferenceMetric metric)
    : before_(std::move(before)),
      after_(std::move(after)),
      placement_(placement),
      metric_(metric) {}

cv::Mat DifferenceSource::Tile(int level, const cv::Rect& rect) const {
  const cv::Mat after = after_->Tile(level, rect);
  if (after.empty()) return after;
  const cv::Mat before = SampleInLead(*before_, placement_, level, rect);
  if (before.empty()) return before;
  return DifferenceOf(before, after, metric_);
}

}  // namespace sharpscale::viewer
