// SPDX-License-Identifier: Apache-2.0

#include "analysis/edge_profile.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kMostCells = 8'000;                 // that are looked at, about
constexpr int kBorder = EdgeProfile::kReach + 3;  // px that a profile may touch around its centre

// Catmull-Rom weights for a fraction t in 0..1 between the second and the third sample.
__attribute__((always_inline)) inline std::array<float, 4> CubicWeights(float t) {
  const float t2 = t * t;
  const float t3 = t2 * t;
  return {0.5F * (-t3 + 2.0F * t2 - t),
          0.5F * (3.0F * t3 - 5.0F * t2 + 2.0F),
          0.5F * (-3.0F * t3 + 4.0F * t2 + t),
          0.5F * (t3 - t2)};
}

// At (column + x, row + y). Fractions are kept apart from whole pixels: the result must not depend
// on where the plane begins.
__attribute__((always_inline)) inline float Sample(const float* pixels,
                                                   size_t step,
                                                   int column,
                                                   int row_at,
                                                   float x,
                                                   float y) {
  const float floor_x = std::floor(x);
  const float floor_y = std::floor(y);
  const int ix = column + static_cast<int>(floor_x);
  const int iy = row_at + static_cast<int>(floor_y);
  const std::array<float, 4> wx = CubicWeights(x - floor_x);
  const std::array<float, 4> wy = CubicWeights(y - floor_y);
  float low = 1e9F;
  float high = -1e9F;
  float sum = 0.0F;
  for (int j = 0; j < 4; ++j) {
    const float* row = pixels + static_cast<ptrdiff_t>(step) * (iy - 1 + j) + ix - 1;
    float line = 0.0F;
    for (int i = 0; i < 4; ++i) {
      line += wx[static_cast<size_t>(i)] * row[i];
      low = std::min(low, row[i]);
      high = std::max(high, row[i]);
    }
    sum += wy[static_cast<size_t>(j)] * line;
  }
  return std::clamp(sum, low, high);
}

// Sums and sums of squares over the lines, at each sample of the profile.
SHARPSCALE_HOT void SampleLines(const float* pixels,
                                size_t step,
                                int column,
                                int row,
                                float x0,
                                float y0,
                                float direction_x,
                                float direction_y,
                                float* luma,
                                float* squares) {
  for (int line = 0; line < EdgeProfile::kLines; ++line) {
    const auto along = static_cast<float>(line - EdgeProfile::kLines / 2);
    const float lx = x0 - along * direction_y;
    const float ly = y0 + along * direction_x;
    for (int i = 0; i < EdgeProfile::kSamples; ++i) {
      const auto t = static_cast<float>(EdgeProfile::Position(i));
      const float v = Sample(pixels, step, column, row, lx + t * direction_x, ly + t * direction_y);
      luma[i] += v;
      squares[i] += v * v;
    }
  }
}

}  // namespace

int EdgeCellsOneIn(const PictureFacts& facts) {
  const int64_t cells = int64_t{facts.cells_x()} * facts.cells_y();
  return static_cast<int>(std::max<int64_t>(1, (cells + kMostCells - 1) / kMostCells));
}

std::vector<EdgePoint> FindEdgePoints(const Tile& tile,
                                      int level,
                                      int per_cell,
                                      float least_slope) {
  const Gradients& g = tile.GradientsAt(level);
  const cv::Mat1f& m = g.magnitude;
  const cv::Point origin(tile.area().x >> level, tile.area().y >> level);
  const int level_width = tile.facts().width >> level;
  const int level_height = tile.facts().height >> level;
  const int cell = kCell >> level;
  const cv::Rect inside(kBorder, kBorder, level_width - 2 * kBorder, level_height - 2 * kBorder);
  if (inside.width <= 0 || inside.height <= 0) return {};
  const cv::Rect core(tile.core().x >> level,
                      tile.core().y >> level,
                      tile.core().width >> level,
                      tile.core().height >> level);
  const auto one_in = static_cast<uint64_t>(EdgeCellsOneIn(tile.facts()));
  std::vector<EdgePoint> found;
  std::vector<EdgePoint> here;
  for (int cy = core.y; cy < core.br().y; cy += cell) {
    for (int cx = core.x; cx < core.br().x; cx += cell) {
      const uint64_t place = PlaceHash((cx << level) / kCell, (cy << level) / kCell, 5);
      if (place % one_in != 0) continue;
      here.clear();
      const cv::Rect box = cv::Rect(cx, cy, cell, cell) & core & inside;
      for (int y = box.y; y < box.br().y; ++y) {
        const int py = y - origin.y;
        const float* row = m[py];
        for (int x = box.x; x < box.br().x; ++x) {
          const int px = x - origin.x;
          const float v = row[px];
          if (v < least_slope) continue;
          const float gx = g.x(py, px);
          const float gy = g.y(py, px);
          // Neighbours along the gradient, linear between the two nearest pixels.
          float before;
          float after;
          if (std::abs(gx) >= std::abs(gy)) {
            const float t = std::abs(gy / gx);
            const int side = gx * gy >= 0 ? 1 : -1;
            after = (1 - t) * row[px + 1] + t * m(py + side, px + 1);
            before = (1 - t) * row[px - 1] + t * m(py - side, px - 1);
          } else {
            const float t = std::abs(gx / gy);
            const int side = gx * gy >= 0 ? 1 : -1;
            after = (1 - t) * m(py + 1, px) + t * m(py + 1, px + side);
            before = (1 - t) * m(py - 1, px) + t * m(py - 1, px - side);
          }
          if (v <= before || v < after) continue;
          const float curve = before - 2 * v + after;
          const float shift =
              curve < 0 ? std::clamp(0.5F * (before - after) / curve, -0.5F, 0.5F) : 0.0F;
          // The step is one pixel along the larger component.
          const float largest = std::max(std::abs(gx), std::abs(gy));
          float dx = gx / largest;
          float dy = gy / largest;
          EdgePoint point;
          // `after` lies towards +x or +y, whatever the gradient's sign.
          const float sign =
              std::abs(gx) >= std::abs(gy) ? (gx >= 0 ? 1.0F : -1.0F) : (gy >= 0 ? 1.0F : -1.0F);
          point.x = static_cast<float>(x) + sign * shift * dx;
          point.y = static_cast<float>(y) + sign * shift * dy;
          point.direction_x = gx / v;
          point.direction_y = gy / v;
          point.magnitude = v;
          here.push_back(point);
        }
      }
      std::sort(here.begin(), here.end(), [](const EdgePoint& a, const EdgePoint& b) {
        if (a.magnitude != b.magnitude) return a.magnitude > b.magnitude;
        return a.y != b.y ? a.y < b.y : a.x < b.x;
      });
      const size_t first = found.size();
      for (const EdgePoint& p : here) {
        if (found.size() - first >= static_cast<size_t>(per_cell)) break;
        const bool near =
            std::any_of(found.begin() + static_cast<std::ptrdiff_t>(first),
                        found.end(),
                        [&](const EdgePoint& q) {
                          return std::max(std::abs(p.x - q.x), std::abs(p.y - q.y)) < 4.0F;
                        });
        if (!near) found.push_back(p);
      }
    }
  }
  return found;
}

EdgeProfile SampleEdge(const Tile& tile, int level, const EdgePoint& point) {
  const cv::Mat1f& plane = tile.LumaAt(level);
  const float whole_x = std::floor(point.x);
  const float whole_y = std::floor(point.y);
  const int column = static_cast<int>(whole_x) - (tile.area().x >> level);
  const int row = static_cast<int>(whole_y) - (tile.area().y >> level);
  const float x0 = point.x - whole_x;
  const float y0 = point.y - whole_y;
  EdgeProfile profile;
  std::array<float, EdgeProfile::kSamples> squares{};
  SampleLines(plane[0],
              plane.step1(),
              column,
              row,
              x0,
              y0,
              point.direction_x,
              point.direction_y,
              profile.luma.data(),
              squares.data());
  constexpr float kCount = EdgeProfile::kLines;
  float variance = 0.0F;
  for (size_t i = 0; i < profile.luma.size(); ++i) {
    profile.luma[i] /= kCount;
    variance += std::max(0.0F, squares[i] / kCount - profile.luma[i] * profile.luma[i]);
  }
  profile.scatter =
      std::sqrt(variance / static_cast<float>(EdgeProfile::kSamples) * kCount / (kCount - 1.0F));
  return profile;
}

}  // namespace sharpscale
