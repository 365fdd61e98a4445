// SPDX-License-Identifier: Apache-2.0

#include "report/worst_edge.h"

#include <algorithm>
#include <cmath>

#include "analysis/edge_profile.h"
#include "analysis/edge_shape.h"
#include "analysis/picture_facts.h"
#include "analysis/planes.h"
#include "analysis/tile.h"

namespace sharpscale {
namespace {

constexpr double kNear = 16.0;      // px
constexpr int kAround = 3 * kCell;  // px to each side of the cell of the place
constexpr int kSmallest = 64;       // px
constexpr float kLeastSlope = 2.0F;

cv::Mat1f LumaOf(const Image& image, const cv::Rect& area) {
  cv::Mat1f luma(area.size());
  ConvertToLuma(image.pixels(area), luma);
  return luma;
}

// A part of the picture on the metric's own grid, so that it finds the very edges it found there.
cv::Rect AreaAround(const Image& image, double x, double y) {
  const auto from = [](double centre) {
    return std::max(0, (static_cast<int>(centre) / kCell) * kCell - kAround);
  };
  const cv::Point first(from(x), from(y));
  const cv::Size size(2 * kAround + kCell, 2 * kAround + kCell);
  return cv::Rect(first, size) & cv::Rect(0, 0, image.width(), image.height());
}

// Catmull-Rom weights at fraction t.
std::array<double, 4> CubicWeights(double t) {
  return {((-0.5 * t + 1.0) * t - 0.5) * t,
          (1.5 * t - 2.5) * t * t + 1.0,
          ((-1.5 * t + 2.0) * t + 0.5) * t,
          (0.5 * t - 0.5) * t * t};
}

double SampleAt(const cv::Mat1f& luma, double x, double y) {
  const int x0 = static_cast<int>(std::floor(x));
  const int y0 = static_cast<int>(std::floor(y));
  const std::array<double, 4> wx = CubicWeights(x - x0);
  const std::array<double, 4> wy = CubicWeights(y - y0);
  double sum = 0.0;
  float least = 1e9F;
  float most = -1e9F;
  for (int j = 0; j < 4; ++j) {
    const float* row = luma[std::clamp(y0 + j - 1, 0, luma.rows - 1)];
    for (int i = 0; i < 4; ++i) {
      const float value = row[std::clamp(x0 + i - 1, 0, luma.cols - 1)];
      sum += wx[static_cast<size_t>(i)] * wy[static_cast<size_t>(j)] * value;
      least = std::min(least, value);
      most = std::max(most, value);
    }
  }
  return std::clamp(sum, static_cast<double>(least), static_cast<double>(most));
}

struct Placed {
  double scale_x = 1.0;
  double scale_y = 1.0;
  double dx = 0.0;
  double dy = 0.0;
  // From px of `after` to px of `before`: half a pixel of each belongs to the scale.
  cv::Point2d Map(cv::Point2d p) const {
    return {(p.x + 0.5 - dx) / scale_x - 0.5, (p.y + 0.5 - dy) / scale_y - 0.5};
  }
};

EdgeCurve Sample(const Image& image, const EdgeLine& line, double reach, const Placed& placed) {
  EdgeCurve curve;
  constexpr int kPerPixel = 2;
  constexpr int kLines = EdgeProfile::kLines;
  const int each = static_cast<int>(std::ceil(reach * kPerPixel));
  const cv::Point2d along(-line.direction.y, line.direction.x);
  // Only the part of the picture under the line is converted.
  const cv::Point2d centre = placed.Map(line.centre);
  const double radius = (reach + kLines + 4.0) / std::min(placed.scale_x, placed.scale_y) + 4.0;
  const cv::Rect area = cv::Rect(cv::Point(static_cast<int>(std::floor(centre.x - radius)),
                                           static_cast<int>(std::floor(centre.y - radius))),
                                 cv::Point(static_cast<int>(std::ceil(centre.x + radius)),
                                           static_cast<int>(std::ceil(centre.y + radius)))) &
                        cv::Rect(0, 0, image.width(), image.height());
  if (area.empty()) return curve;
  const cv::Mat1f luma = LumaOf(image, area);
  curve.lines = kLines;
  for (int i = -each; i <= each; ++i) {
    const double t = static_cast<double>(i) / kPerPixel;
    double sum = 0.0;
    for (int l = 0; l < kLines; ++l) {
      const cv::Point2d at =
          placed.Map(line.centre + t * line.direction + (l - (kLines - 1) / 2.0) * along);
      sum += SampleAt(luma, at.x - area.x, at.y - area.y);
    }
    curve.position.push_back(t);
    curve.luma.push_back(sum / kLines);
  }
  return curve;
}

// What the halo metric says of the edge; the same samples as in Analyze.
void AddShape(const EdgeShape& shape, EdgeCurve* curve) {
  if (!shape.halo_known) return;
  curve->overshoot = shape.overshoot;
  curve->undershoot = shape.undershoot;
  if (shape.width > 0.0F) curve->halo_width = shape.width;
}

struct FoundEdge {
  EdgePoint point;
  EdgeShape shape;
};

std::optional<FoundEdge> Find(const Image& image, double x, double y) {
  if (std::min(image.width(), image.height()) < kSmallest) return std::nullopt;
  if (!(x >= 0.0 && y >= 0.0 && x < image.width() && y < image.height())) return std::nullopt;
  const cv::Rect area = AreaAround(image, x, y);
  if (std::min(area.width, area.height) < kSmallest) return std::nullopt;
  Image part;
  part.pixels = image.pixels(area);
  PictureFacts facts;
  facts.width = area.width;
  facts.height = area.height;
  facts.channels = image.channels();
  facts.depth = image.pixels.depth();
  Band band;
  band.native = part.pixels;
  band.luma = LumaOf(image, area);
  band.half.create(area.height / 2, area.width / 2);
  HalveBox(band.luma, band.half);
  band.quarter.create(area.height / 4, area.width / 4);
  HalveBox(band.half, band.quarter);
  const Tile tile(facts, band, cv::Rect(0, 0, area.width, area.height));
  std::optional<FoundEdge> best;
  double best_distance = kNear;
  for (const EdgePoint& point : FindEdgePoints(tile, 0, 64, kLeastSlope)) {
    const double distance = std::hypot(point.x + area.x - x, point.y + area.y - y);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = FoundEdge{point, MeasureEdge(SampleEdge(tile, 0, point))};
    best->point.x += static_cast<float>(area.x);
    best->point.y += static_cast<float>(area.y);
  }
  return best;
}

// Where the curve first passes `level` between samples `first` and `last`.
std::optional<double> Crossing(const EdgeCurve& curve, size_t first, size_t last, double level) {
  for (size_t i = first; i < last; ++i) {
    const double a = curve.luma[i];
    const double b = curve.luma[i + 1];
    if (a <= level && b > level) {
      return curve.position[i] +
             (curve.position[i + 1] - curve.position[i]) * (level - a) / (b - a);
    }
  }
  return std::nullopt;
}

// Plateaus are medians beyond 6 px; rise is taken on the slope through the centre.
void AddPlateausAndRise(EdgeCurve* curve) {
  std::vector<double> dark;
  std::vector<double> bright;
  for (size_t i = 0; i < curve->position.size(); ++i) {
    if (curve->position[i] < -6.0) dark.push_back(curve->luma[i]);
    if (curve->position[i] > 6.0) bright.push_back(curve->luma[i]);
  }
  if (dark.empty() || bright.empty()) return;
  const auto median = [](std::vector<double>& v) {
    std::nth_element(v.begin(), v.begin() + static_cast<std::ptrdiff_t>(v.size() / 2), v.end());
    return v[v.size() / 2];
  };
  curve->dark = median(dark);
  curve->bright = median(bright);
  const double contrast = curve->bright - curve->dark;
  if (contrast < 4.0) return;
  const size_t last = curve->position.size() - 1;
  size_t from = curve->position.size() / 2;
  size_t to = from;
  const double low = curve->dark + 0.1 * contrast;
  const double high = curve->dark + 0.9 * contrast;
  while (from > 0 && curve->luma[from] > low) --from;
  while (to < last && curve->luma[to] < high) ++to;
  const std::optional<double> start = Crossing(*curve, from, to, low);
  const std::optional<double> end = Crossing(*curve, from, to, high);
  if (start && end && *end > *start) curve->rise = *end - *start;
}

}  // namespace

std::optional<EdgeLine> FindEdgeAt(const Image& image, double x, double y) {
  const std::optional<FoundEdge> found = Find(image, x, y);
  if (!found) return std::nullopt;
  return EdgeLine{{found->point.x, found->point.y},
                  {found->point.direction_x, found->point.direction_y}};
}

EdgeCurve CurveAlong(const Image& image, const EdgeLine& line, double reach) {
  EdgeCurve curve = Sample(image, line, reach, Placed());
  AddPlateausAndRise(&curve);
  if (const auto found = Find(image, line.centre.x, line.centre.y)) AddShape(found->shape, &curve);
  return curve;
}

EdgeCurve CurveAlong(const Image& before,
                     const EdgeLine& line,
                     double reach,
                     const Registration& registration) {
  const Placed placed{registration.scale_x, registration.scale_y, registration.dx, registration.dy};
  EdgeCurve curve = Sample(before, line, reach, placed);
  AddPlateausAndRise(&curve);
  const cv::Point2d centre = placed.Map(line.centre);
  if (const auto found = Find(before, centre.x, centre.y)) {
    AddShape(found->shape, &curve);
    if (curve.halo_width) *curve.halo_width *= registration.scale_x;
  }
  return curve;
}

}  // namespace sharpscale
