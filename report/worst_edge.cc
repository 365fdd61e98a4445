// SPDX-License-Identifier: Apache-2.0

#include "report/worst_edge.h"

#include <algorithm>
#include <cmath>

#include "analysis/edge_profile.h"
#include "analysis/picture_facts.h"
#include "analysis/planes.h"
#include "analysis/tile.h"

namespace sharpscale {
namespace {

constexpr double kNear = 16.0;      // px
constexpr int kAround = 3 * kCell;  // px to each side of the cell of the place
constexpr int kSmallest = 64;       // px
constexpr float kLeastSlope = 2.0F;
constexpr double kPlateauFrom = 6.0;     // px beside the edge
constexpr double kPlateauTo = 11.0;      // px
constexpr double kLeastContrast = 16.0;  // levels

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

std::optional<EdgePoint> Find(const Image& image, double x, double y) {
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
  std::optional<EdgePoint> best;
  double best_distance = kNear;
  for (const EdgePoint& point : FindEdgePoints(tile, 0, 64, kLeastSlope)) {
    const double distance = std::hypot(point.x + area.x - x, point.y + area.y - y);
    if (distance >= best_distance) continue;
    best_distance = distance;
    best = point;
    best->x += static_cast<float>(area.x);
    best->y += static_cast<float>(area.y);
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

double Median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// One side of the edge, going outwards: how far it swings beyond the plateau, in levels, and how
// wide the swing is at 10 % of its crest, px.
struct Swing {
  double height = 0.0;
  double width = 0.0;
};

Swing SwingBeyond(const EdgeCurve& curve, double plateau, int direction) {
  Swing swing;
  const auto size = static_cast<int>(curve.luma.size());
  const auto beyond = [&](int i) {
    return direction * (curve.luma[static_cast<size_t>(i)] - plateau);
  };
  int crest = -1;
  for (int i = size / 2; i >= 0 && i < size; i += direction) {
    if (std::abs(curve.position[static_cast<size_t>(i)]) > kPlateauFrom) break;
    if (beyond(i) > swing.height) {
      swing.height = beyond(i);
      crest = i;
    }
  }
  if (crest < 0) return swing;
  int from = crest;
  int to = crest;
  while (from - direction >= 0 && from - direction < size && beyond(from - direction) > 0.0)
    from -= direction;
  while (to + direction >= 0 && to + direction < size && beyond(to) > 0.1 * swing.height)
    to += direction;
  swing.width =
      std::abs(curve.position[static_cast<size_t>(to)] - curve.position[static_cast<size_t>(from)]);
  return swing;
}

// Plateaus are medians of what lies 6 to 11 px out, as for halo.overshoot.
void MeasureCurve(EdgeCurve* curve) {
  std::vector<double> dark;
  std::vector<double> bright;
  for (size_t i = 0; i < curve->position.size(); ++i) {
    const double out = std::abs(curve->position[i]);
    if (out < kPlateauFrom || out > kPlateauTo) continue;
    (curve->position[i] < 0.0 ? dark : bright).push_back(curve->luma[i]);
  }
  if (dark.empty() || bright.empty()) return;
  curve->dark = Median(dark);
  curve->bright = Median(bright);
  const double contrast = curve->bright - curve->dark;
  if (contrast < kLeastContrast) return;
  const Swing over = SwingBeyond(*curve, curve->bright, 1);
  const Swing under = SwingBeyond(*curve, curve->dark, -1);
  curve->overshoot = 100.0 * over.height / contrast;
  curve->undershoot = 100.0 * under.height / contrast;
  if (std::max(over.height, under.height) > 0.02 * contrast) {
    curve->halo_width = over.height >= under.height ? over.width : under.width;
  }
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
  const std::optional<EdgePoint> found = Find(image, x, y);
  if (!found) return std::nullopt;
  return EdgeLine{{found->x, found->y}, {found->direction_x, found->direction_y}};
}

EdgeCurve CurveAlong(const Image& image, const EdgeLine& line, double reach) {
  EdgeCurve curve = Sample(image, line, reach, Placed());
  MeasureCurve(&curve);
  return curve;
}

EdgeCurve CurveAlong(const Image& before,
                     const EdgeLine& line,
                     double reach,
                     const Registration& registration) {
  const Placed placed{registration.scale_x, registration.scale_y, registration.dx, registration.dy};
  EdgeCurve curve = Sample(before, line, reach, placed);
  MeasureCurve(&curve);
  return curve;
}

}  // namespace sharpscale
