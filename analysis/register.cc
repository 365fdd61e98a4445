// SPDX-License-Identifier: Apache-2.0

#include "analysis/register.h"

#include <opencv2/imgproc.hpp>
#include <optional>

#include "analysis/consistency.h"
#include "analysis/hot.h"
#include "analysis/order_statistics.h"
#include "analysis/register_grid.h"
#include "analysis/register_lost.h"
#include "analysis/register_resample.h"

namespace sharpscale {
namespace {

constexpr int kWorkingSide = 2048;  // px; no fit looks finer than half of it
constexpr int kCropThumb = 96;      // long side of the crop search
constexpr double kComparable = 0.35;
constexpr double kComparableCrop = 0.5;  // thousands of placements were tried
constexpr double kFlat = 0.6;            // levels; a band-passed std below it holds no scene

// The whole number by which the long side becomes at most kWorkingSide.
int ReductionOf(cv::Size size) {
  const int whole = (std::max(size.width, size.height) + kWorkingSide - 1) / kWorkingSide;
  return std::clamp(whole, 1, std::max(1, std::min(size.width, size.height)));
}

// Means of squares: much quicker than of shares of px. What is over at the end is left out.
cv::Mat Reduced(const cv::Mat& luma, int reduction) {
  const cv::Size size(luma.cols / reduction, luma.rows / reduction);
  if (reduction == 1) return luma;
  cv::Mat reduced;
  const cv::Rect whole({}, size * reduction);
  cv::resize(luma(whole), reduced, size, 0, 0, cv::INTER_AREA);
  return reduced;
}

// Where a picture without its last `over` px begins when both are turned by `orientation`.
cv::Point FirstAfterTurn(cv::Size over, int orientation) {
  switch (orientation) {
    case 2:
      return {over.width, 0};
    case 3:
      return {over.width, over.height};
    case 4:
      return {0, over.height};
    case 6:
      return {over.height, 0};
    case 7:
      return {over.height, over.width};
    case 8:
      return {0, over.width};
    default:
      return {0, 0};
  }
}

// Without lighting (below) and grain (above): what makes a scene that scene.
cv::Mat1f BandPass(const cv::Mat1f& plane) {
  cv::Mat1f fine;
  cv::Mat1f coarse;
  cv::GaussianBlur(plane, fine, {}, 0.8, 0.8, cv::BORDER_REFLECT);
  cv::GaussianBlur(plane, coarse, {}, 6.0, 6.0, cv::BORDER_REFLECT);
  return fine - coarse;
}

double StdDev(const cv::Mat1f& plane) {
  cv::Scalar mean;
  cv::Scalar deviation;
  cv::meanStdDev(plane, mean, deviation);
  return deviation[0];
}

double Correlation(const cv::Mat1f& a, const cv::Mat1f& b) {
  cv::Scalar mean_a;
  cv::Scalar mean_b;
  cv::Scalar deviation_a;
  cv::Scalar deviation_b;
  cv::meanStdDev(a, mean_a, deviation_a);
  cv::meanStdDev(b, mean_b, deviation_b);
  const double scale = deviation_a[0] * deviation_b[0];
  if (scale < 1e-9) return 0.0;
  return (a.dot(b) / double(a.total()) - mean_a[0] * mean_b[0]) / scale;
}

bool Stopped(const Progress* progress) {
  return progress != nullptr && progress->cancelled();
}

// after = scale * before + shift, both in px of `after`, half-pixel corrected.
struct Placement {
  double scale_x = 1.0;
  double scale_y = 1.0;
  double dx = 0.0;
  double dy = 0.0;
};

// `after` as seen on a grid of `grid` px that spans the whole of `before`; `valid` is the part of
// the grid that it covers.
cv::Mat1f Project(const cv::Mat1f& after,
                  cv::Size before_size,
                  cv::Size after_size,
                  const Placement& placement,
                  cv::Size grid,
                  cv::Rect* valid) {
  // Both planes are reductions of their pictures: px of the reduction = px of the picture * these.
  const double ax = after.cols / double(after_size.width);
  const double ay = after.rows / double(after_size.height);
  const double gx = before_size.width / double(grid.width);
  const double gy = before_size.height / double(grid.height);
  const double mx = placement.scale_x * gx * ax;
  const double my = placement.scale_y * gy * ay;
  const cv::Matx23d map(
      mx, 0.0, 0.5 * mx + placement.dx * ax - 0.5, 0.0, my, 0.5 * my + placement.dy * ay - 0.5);
  cv::Mat1f projected;
  cv::warpAffine(
      after, projected, map, grid, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  // Scales are positive: what lies inside is one piece of each axis.
  const auto inside = [](double step, double offset, int source, int size) {
    const double first = std::clamp(std::ceil((-0.5 - offset) / step), 0.0, double(size));
    const double last = std::clamp(std::floor((source - 0.5 - offset) / step), -1.0, size - 1.0);
    return cv::Range(int(first), std::max(int(first), int(last) + 1));
  };
  const cv::Range columns = inside(map(0, 0), map(0, 2), after.cols, grid.width);
  const cv::Range rows = inside(map(1, 1), map(1, 2), after.rows, grid.height);
  *valid = {columns.start, rows.start, columns.size(), rows.size()};
  return projected;
}

// Sums over one row of w, b and the derivatives of w, each weighted by X^0, X^1 or X^2, where X
// runs from -1 to 1 over the grid. In lanes, so that the compiler can vectorize them.
enum RowSum {
  kWW,
  kW,
  kWWx,
  kWWxX,
  kWWy,
  kWx,
  kWxX,
  kWy,
  kWxWx,
  kWxWxX,
  kWxWxXX,
  kWxWy,
  kWxXWy,
  kWyWy,
  kWB,
  kB,
  kWxB,
  kWxXB,
  kWyB,
  kRowSums
};
constexpr int kLanes = 16;

// `above`, `here`, `below`: rows of w; px [begin, end), with a neighbour on either side.
SHARPSCALE_HOT void SumRow(const float* above,
                           const float* here,
                           const float* below,
                           const float* b,
                           const float* position,
                           int begin,
                           int end,
                           double* sums) {
  float lanes[kRowSums][kLanes] = {};
  float w[kLanes], wx[kLanes], wy[kLanes], target[kLanes], at[kLanes];
  for (int x0 = begin; x0 < end; x0 += kLanes) {
    const int count = std::min(kLanes, end - x0);
    // Lanes beyond the end count nothing.
    if (count < kLanes) {
      for (int k = 0; k < kLanes; ++k) w[k] = wx[k] = wy[k] = target[k] = at[k] = 0.0F;
    }
    for (int k = 0; k < count; ++k) {
      w[k] = here[x0 + k];
      wx[k] = 0.5F * (here[x0 + k + 1] - here[x0 + k - 1]);
      wy[k] = 0.5F * (below[x0 + k] - above[x0 + k]);
      target[k] = b[x0 + k];
      at[k] = position[x0 + k];
    }
    for (int k = 0; k < kLanes; ++k) {
      const float wxx = wx[k] * at[k];
      lanes[kWW][k] += w[k] * w[k];
      lanes[kW][k] += w[k];
      lanes[kWWx][k] += w[k] * wx[k];
      lanes[kWWxX][k] += w[k] * wxx;
      lanes[kWWy][k] += w[k] * wy[k];
      lanes[kWx][k] += wx[k];
      lanes[kWxX][k] += wxx;
      lanes[kWy][k] += wy[k];
      lanes[kWxWx][k] += wx[k] * wx[k];
      lanes[kWxWxX][k] += wx[k] * wxx;
      lanes[kWxWxXX][k] += wxx * wxx;
      lanes[kWxWy][k] += wx[k] * wy[k];
      lanes[kWxXWy][k] += wxx * wy[k];
      lanes[kWyWy][k] += wy[k] * wy[k];
      lanes[kWB][k] += w[k] * target[k];
      lanes[kB][k] += target[k];
      lanes[kWxB][k] += wx[k] * target[k];
      lanes[kWxXB][k] += wxx * target[k];
      lanes[kWyB][k] += wy[k] * target[k];
    }
  }
  for (int i = 0; i < kRowSums; ++i) {
    sums[i] = 0.0;
    for (int k = 0; k < kLanes; ++k) sums[i] += double(lanes[i][k]);
  }
}

// Adds a row at Y = `yy` to the normal equations of (w, 1, wx, wx X, wy, wy Y) for b.
void AddRowTo(const double* s, double count, double yy, cv::Matx66d* normal, cv::Vec6d* right) {
  const double upper[6][6] = {{s[kWW], s[kW], s[kWWx], s[kWWxX], s[kWWy], s[kWWy] * yy},
                              {0.0, count, s[kWx], s[kWxX], s[kWy], s[kWy] * yy},
                              {0.0, 0.0, s[kWxWx], s[kWxWxX], s[kWxWy], s[kWxWy] * yy},
                              {0.0, 0.0, 0.0, s[kWxWxXX], s[kWxXWy], s[kWxXWy] * yy},
                              {0.0, 0.0, 0.0, 0.0, s[kWyWy], s[kWyWy] * yy},
                              {0.0, 0.0, 0.0, 0.0, 0.0, s[kWyWy] * yy * yy}};
  const double of_b[6] = {s[kWB], s[kB], s[kWxB], s[kWxXB], s[kWyB], s[kWyB] * yy};
  for (int i = 0; i < 6; ++i) {
    for (int j = i; j < 6; ++j) (*normal)(i, j) += upper[i][j];
    (*right)(i) += of_b[i];
  }
}

// Gauss-Newton on scale and shift with free gain and offset. Works on smoothed planes, so that a
// sharpened or denoised copy pulls as the original would.
Placement Refine(const cv::Mat& before,
                 const cv::Mat& after,
                 Placement start,
                 int long_side,
                 const Progress* progress) {
  const cv::Size grid = Within(before.size(), long_side);
  // The reduction of `after` that has about the grid's resolution.
  const double reduce_x = start.scale_x * before.cols / double(grid.width);
  const double reduce_y = start.scale_y * before.rows / double(grid.height);
  const cv::Size after_grid(
      std::clamp(int(std::lround(after.cols / std::max(1.0, reduce_x))), 1, after.cols),
      std::clamp(int(std::lround(after.rows / std::max(1.0, reduce_y))), 1, after.rows));
  cv::Mat1f b = Shrink(before, grid);
  cv::Mat1f a = Shrink(after, after_grid);
  cv::GaussianBlur(b, b, {}, 1.2, 1.2, cv::BORDER_REFLECT);
  cv::GaussianBlur(a, a, {}, 1.2, 1.2, cv::BORDER_REFLECT);
  const double gx = before.cols / double(grid.width);
  const double gy = before.rows / double(grid.height);

  std::vector<float> position(static_cast<size_t>(grid.width));
  for (int x = 0; x < grid.width; ++x) {
    position[static_cast<size_t>(x)] = static_cast<float>(2.0 * (x + 0.5) / grid.width - 1.0);
  }

  Placement now = start;
  for (int iteration = 0; iteration < 10; ++iteration) {
    if (Stopped(progress)) return start;
    cv::Rect valid;
    const cv::Mat1f w = Project(a, before.size(), after.size(), now, grid, &valid);
    // Unknowns: gain, offset and the movement of the projected picture: d = (ux + vx X, uy + vy Y)
    // with X, Y from -1 to 1 over the grid.
    cv::Matx66d normal = cv::Matx66d::zeros();
    cv::Vec6d right = cv::Vec6d::all(0.0);
    const cv::Rect inner = valid & cv::Rect(1, 1, grid.width - 2, grid.height - 2);
    for (int y = inner.y; y < inner.y + inner.height; ++y) {
      double sums[kRowSums];
      SumRow(w[y - 1], w[y], w[y + 1], b[y], position.data(), inner.x, inner.x + inner.width, sums);
      AddRowTo(sums, inner.width, 2.0 * (y + 0.5) / grid.height - 1.0, &normal, &right);
    }
    for (int i = 0; i < 6; ++i) {
      for (int j = 0; j < i; ++j) normal(i, j) = normal(j, i);
      normal(i, i) += 1e-6 * (1.0 + normal(i, i));
    }
    cv::Vec6d solution;
    if (!cv::solve(normal, right, solution, cv::DECOMP_CHOLESKY)) return start;
    const double gain = solution(0);
    if (gain < 0.05) return start;
    // Where the projection must look instead: w(x + d) = b, d in px of the grid.
    const double ux = solution(2) / gain;
    const double vx = solution(3) / gain;
    const double uy = solution(4) / gain;
    const double vy = solution(5) / gain;
    if (std::max(std::abs(ux) + std::abs(vx), std::abs(uy) + std::abs(vy)) > 8.0) return start;
    // Movement at the two ends of the axis, in px of `after`.
    const double px = now.scale_x * gx;
    const double py = now.scale_y * gy;
    now.dx += (ux - vx) * px;
    now.dy += (uy - vy) * py;
    now.scale_x += 2.0 * vx * px / before.cols;
    now.scale_y += 2.0 * vy * py / before.rows;
    if (std::abs(ux) + std::abs(vx) + std::abs(uy) + std::abs(vy) < 2e-3) break;
  }
  if (now.scale_x <= 0.0 || now.scale_y <= 0.0) return start;
  return now;
}

// Correlation of what both show, on a grid of about `side` px across it.
double Agreement(const cv::Mat& before,
                 const cv::Mat& after,
                 const Placement& placement,
                 double side) {
  const double part_x = after.cols / (placement.scale_x * before.cols);
  const double part_y = after.rows / (placement.scale_y * before.rows);
  const double part = std::clamp(std::max(part_x, part_y), 0.2, 1.0);
  const cv::Size grid = Within(before.size(), int(std::lround(side / part)));
  const double reduce_x = std::max(1.0, placement.scale_x * before.cols / grid.width);
  const double reduce_y = std::max(1.0, placement.scale_y * before.rows / grid.height);
  const cv::Size after_grid(std::max(1, int(std::lround(after.cols / reduce_x))),
                            std::max(1, int(std::lround(after.rows / reduce_y))));
  cv::Rect box;
  const cv::Mat1f w =
      Project(Shrink(after, after_grid), before.size(), after.size(), placement, grid, &box);
  if (box.width < 8 || box.height < 8) return 0.0;
  const cv::Mat1f a = BandPass(w(box).clone());
  const cv::Mat1f b = BandPass(Shrink(before, grid)(box).clone());
  return Correlation(a, b);
}

// How the content lies beside a placement, in px of the grid.
struct Misfit {
  cv::Point2d shift;
  cv::Point2d stretch;  // over the whole side; what chance explains is taken off
};

// Variance of the median of movements, of which four share a cell.
double VarianceOfMedian(const std::vector<float>& values) {
  const double deviation = RobustDeviation(values, Median(values));
  return 1.57 * deviation * deviation / (double(values.size()) / 4.0);
}

// Of movements in the two halves of a side, over the whole side, towards 0 by two standard errors.
double StretchOf(const std::vector<float> (&halves)[2]) {
  const double stretch = 2.0 * (Median(halves[1]) - Median(halves[0]));
  const double error = 2.0 * std::sqrt(VarianceOfMedian(halves[0]) + VarianceOfMedian(halves[1]));
  return std::copysign(std::max(0.0, std::abs(stretch) - 2.0 * error), stretch);
}

// From movements in many places, each under its own gain and offset: tones that were changed by
// noise, clipping or sharpening pull at Refine's single gain, and not at these. Empty: too few
// places tell.
std::optional<Misfit> MisfitOf(const cv::Mat& before,
                               const cv::Mat& after,
                               const Placement& placement,
                               int long_side,
                               const Progress* progress) {
  constexpr size_t kFewest = 8;  // cells of each half
  const cv::Size grid = Within(before.size(), long_side);
  const auto reduced = [](int size, double by) {
    return std::clamp(int(std::lround(size / std::max(1.0, by))), 1, size);
  };
  const cv::Size after_grid(
      reduced(after.cols, placement.scale_x * before.cols / double(grid.width)),
      reduced(after.rows, placement.scale_y * before.rows / double(grid.height)));
  cv::Rect valid;
  const cv::Mat1f w =
      Project(Shrink(after, after_grid), before.size(), after.size(), placement, grid, &valid);
  if (std::min(valid.width, valid.height) < 4 * kShiftCell) return std::nullopt;
  const ShiftMap map = MeasureShift(Shrink(before, grid)(valid), w(valid), progress);
  std::vector<float> x[2];
  std::vector<float> y[2];
  for (int j = 0; j < map.x.rows; ++j) {
    for (int i = 0; i < map.x.cols; ++i) {
      if (std::isnan(map.x(j, i))) continue;
      x[2 * i >= map.x.cols].push_back(map.x(j, i));
      y[2 * j >= map.x.rows].push_back(map.y(j, i));
    }
  }
  const size_t fewest = std::min({x[0].size(), x[1].size(), y[0].size(), y[1].size()});
  if (fewest < kFewest) return std::nullopt;
  Misfit misfit;
  misfit.shift = {map.median_x, map.median_y};
  misfit.stretch = {StretchOf(x), StretchOf(y)};
  return misfit;
}

struct Candidate {
  int orientation = 1;
  Placement placement;
  double score = -1.0;
};

Candidate FullFrame(const cv::Mat& before, const cv::Mat& after) {
  Candidate best;
  const cv::Size grid = Within(before.size(), kThumb);
  const cv::Mat1f b = BandPass(Shrink(before, grid));
  // Quarter turns are tried on a thumbnail.
  const cv::Size small = Within(after.size(), 4 * kThumb);
  const cv::Mat1f thumb = Shrink(after, small);
  for (const int orientation : {1, 3, 6, 8, 2, 4, 5, 7}) {
    const bool swaps = orientation >= 5;
    const double width = swaps ? after.rows : after.cols;
    const double height = swaps ? after.cols : after.rows;
    const double stretch = (width / before.cols) / (height / before.rows);
    // A px of rounding on either side, or 2 %.
    const double slack =
        1.02 + 1.0 / std::min(before.cols, before.rows) + 1.0 / std::min(after.cols, after.rows);
    if (stretch > slack || stretch < 1.0 / slack) continue;
    const cv::Mat1f a = BandPass(Shrink(Orient(thumb, orientation), grid));
    const double score = Correlation(a, b);
    // Upright wins unless another is plainly better (symmetric pictures).
    if (score > best.score + (best.score < 0.0 ? 0.0 : 0.05)) {
      best.orientation = orientation;
      best.score = score;
      best.placement = {width / before.cols, height / before.rows, 0.0, 0.0};
    }
    if (orientation == 1 && score > 0.85) break;
  }
  return best;
}

// `after` as a part of `before`, or the other way round, at a common scale.
Candidate Crop(const cv::Mat& before, const cv::Mat& after, const Progress* progress) {
  Candidate best;
  const cv::Size grid = Within(before.size(), kCropThumb);
  const double thumb_scale = grid.width / double(before.cols);
  const cv::Mat1f b = BandPass(Shrink(before, grid));
  const cv::Size small = Within(after.size(), 4 * kCropThumb);
  const cv::Mat1f thumb = Shrink(after, small);
  for (const int orientation : {1, 3, 6, 8, 2, 4, 5, 7}) {
    if (best.score > 0.7) break;
    // Turned crops are rare: a coarser sweep.
    const double ratio = orientation == 1 ? 1.05 : 1.12;
    const cv::Mat1f turned = Orient(thumb, orientation);
    const cv::Size full = orientation >= 5 ? cv::Size(after.rows, after.cols) : after.size();
    // Footprint of `after` on the thumbnail of `before`, as a share of its size.
    const double fit = std::min(grid.width / double(full.width), grid.height / double(full.height));
    std::vector<double> scales;  // thumbnail px per px of `after`
    for (double share = 0.25; share <= 4.01; share *= ratio) scales.push_back(fit * share);
    for (const double s : {1.0, 2.0, 3.0, 4.0, 8.0, 0.5, 0.25}) scales.push_back(thumb_scale / s);
    for (const double scale : scales) {
      if (Stopped(progress)) return best;
      const cv::Size size(int(std::lround(full.width * scale)),
                          int(std::lround(full.height * scale)));
      if (std::min(size.width, size.height) < 20 ||
          std::max(size.width, size.height) > 3 * kCropThumb) {
        continue;
      }
      const cv::Mat1f a = BandPass(Shrink(turned, size));
      // The part that surely fits into the other, from the middle.
      const cv::Size part(std::min(size.width, grid.width), std::min(size.height, grid.height));
      const bool after_inside = size.width * size.height <= grid.width * grid.height;
      const cv::Mat1f& whole = after_inside ? b : a;
      const cv::Mat1f& other = after_inside ? a : b;
      const cv::Rect middle(
          (other.cols - part.width) / 2, (other.rows - part.height) / 2, part.width, part.height);
      if (part.width > whole.cols || part.height > whole.rows) continue;
      const cv::Mat1f piece = other(middle);
      if (StdDev(piece) < kFlat) continue;
      cv::Mat1f scores;
      cv::matchTemplate(whole, piece, scores, cv::TM_CCOEFF_NORMED);
      double score = 0.0;
      cv::Point at;
      cv::minMaxLoc(scores, nullptr, &score, nullptr, &at);
      if (score <= best.score) continue;
      best.score = score;
      best.orientation = orientation;
      const double sx = size.width / double(full.width);  // thumbnail px per px of `after`
      const double sy = size.height / double(full.height);
      const double bx = grid.width / double(before.cols);  // and of `before`
      const double by = grid.height / double(before.rows);
      // A thumbnail point u of `before` lies at u + shift on that of `after`.
      const double shift_x = after_inside ? middle.x - at.x : at.x - middle.x;
      const double shift_y = after_inside ? middle.y - at.y : at.y - middle.y;
      best.placement = {bx / sx, by / sy, shift_x / sx, shift_y / sy};
    }
  }
  return best;
}

}  // namespace

cv::Mat Orient(const cv::Mat& picture, int orientation) {
  cv::Mat result;
  switch (orientation) {
    case 2:
      cv::flip(picture, result, 1);
      return result;
    case 3:
      cv::rotate(picture, result, cv::ROTATE_180);
      return result;
    case 4:
      cv::flip(picture, result, 0);
      return result;
    case 5:
      cv::transpose(picture, result);
      return result;
    case 6:
      cv::rotate(picture, result, cv::ROTATE_90_CLOCKWISE);
      return result;
    case 7:
      cv::transpose(picture, result);
      cv::flip(result, result, -1);
      return result;
    case 8:
      cv::rotate(picture, result, cv::ROTATE_90_COUNTERCLOCKWISE);
      return result;
    default:
      return picture;
  }
}

Registration RegisterPair(const cv::Mat& full_before,
                          const cv::Mat& full_after,
                          const Progress* progress) {
  Registration registration;
  registration.scale_x = full_after.cols / double(full_before.cols);
  registration.scale_y = full_after.rows / double(full_before.rows);
  // The same px lie on each other, whatever they show.
  if (full_before.size() == full_after.size() && full_before.type() == full_after.type() &&
      cv::norm(full_before, full_after, cv::NORM_INF) == 0.0) {
    registration.comparable = true;
    registration.confidence = 1.0;
    return registration;
  }

  // Everything below works on reductions of large pictures, made once.
  const int reduction_before = ReductionOf(full_before.size());
  const int reduction_after = ReductionOf(full_after.size());
  const cv::Mat before = Reduced(full_before, reduction_before);
  const cv::Mat after = FillLostPlaces(before, Reduced(full_after, reduction_after));

  const cv::Size grid = Within(before.size(), kThumb);
  const cv::Mat1f small_before = Shrink(before, grid);
  const cv::Mat1f small_after = Shrink(after, Within(after.size(), kThumb));
  const bool flat_before = StdDev(BandPass(small_before)) < kFlat;
  const bool flat_after = StdDev(BandPass(small_after)) < kFlat;
  if (flat_before || flat_after) {
    // No scene to align: smooth pictures are compared as they lie, if their tones agree.
    const cv::Mat1f stretched = Shrink(after, grid);
    const double difference = cv::norm(small_before, stretched, cv::NORM_L1) / grid.area();
    const double aspect = registration.scale_x / registration.scale_y;
    registration.comparable = difference < 6.0 && aspect < 1.05 && aspect > 0.95;
    registration.confidence = registration.comparable ? std::exp(-difference / 6.0) : 0.0;
    return registration;
  }

  Candidate found = FullFrame(before, after);
  const bool full_frame = found.score >= kFullFrame;
  if (!full_frame) {
    const Candidate crop = Crop(before, after, progress);
    if (crop.score > found.score + 0.1) found = crop;
  }
  const cv::Mat turned = Orient(after, found.orientation);
  Placement placement = Refine(before, turned, found.placement, 256, progress);
  placement = Refine(before, turned, placement, 1024, progress);
  if (Stopped(progress)) return registration;
  if (full_frame) {
    // A curve of tones, rims of sharpening or an end that was cut pulls at Refine's single gain:
    // where the picture was found it must fit plainly better than where it would lie had nothing
    // moved. What did move a little is still seen in places (MeasureShift).
    constexpr double kLeft = 0.8;  // of what does not agree
    const auto fit = [&](const Placement& p) { return Agreement(before, turned, p, 1024.0); };
    if (1.0 - fit(placement) > kLeft * (1.0 - fit(found.placement))) placement = found.placement;
  }
  // On 320 px a chance match of a thumbnail falls apart.
  const double agreement = Agreement(before, turned, placement, 320.0);

  // From the reductions to the pictures themselves.
  const bool swaps = found.orientation >= 5;
  const cv::Size full(swaps ? full_after.rows : full_after.cols,
                      swaps ? full_after.cols : full_after.rows);
  const double zoom = reduction_after / double(reduction_before);
  placement.scale_x *= zoom;
  placement.scale_y *= zoom;
  const cv::Point first =
      FirstAfterTurn(full_after.size() - after.size() * reduction_after, found.orientation);
  placement.dx = placement.dx * reduction_after + first.x;
  placement.dy = placement.dy * reduction_after + first.y;

  // The plain ratio of the sizes, where the fit does not contradict it.
  const double plain_x = full.width / double(full_before.cols);
  const double plain_y = full.height / double(full_before.rows);
  const double coarse = std::max(1.0, full_before.cols / 1024.0 / 4.0);
  const double px_x = coarse * std::max(1.0, plain_x);
  const double px_y = coarse * std::max(1.0, plain_y);
  const bool near = std::abs(placement.dx) < 8.0 * px_x && std::abs(placement.dy) < 8.0 * px_y;
  const auto is_plain = [&](double stretch_x, double stretch_y) {
    return std::abs(stretch_x) < 0.35 * px_x && std::abs(stretch_y) < 0.35 * px_y;
  };
  const double stretch_x = (placement.scale_x - plain_x) * full_before.cols;
  const double stretch_y = (placement.scale_y - plain_y) * full_before.rows;
  std::optional<Misfit> misfit;
  if (near && full_frame && !is_plain(stretch_x, stretch_y) &&
      is_plain(stretch_x / 16.0, stretch_y / 16.0)) {
    const Placement plain{plain_x / zoom,
                          plain_y / zoom,
                          -first.x / double(reduction_after),
                          -first.y / double(reduction_after)};
    misfit = MisfitOf(before, turned, plain, 1024, progress);
    const cv::Size seen = Within(before.size(), 1024);
    if (misfit) {
      const double unit_x = full.width / double(seen.width);
      const double unit_y = full.height / double(seen.height);
      if (is_plain(misfit->stretch.x * unit_x, misfit->stretch.y * unit_y)) {
        placement = {plain_x, plain_y, misfit->shift.x * unit_x, misfit->shift.y * unit_y};
      }
    }
  }
  if (near && is_plain((placement.scale_x - plain_x) * full_before.cols,
                       (placement.scale_y - plain_y) * full_before.rows)) {
    placement.dx += 0.5 * (placement.scale_x - plain_x) * full_before.cols;
    placement.dy += 0.5 * (placement.scale_y - plain_y) * full_before.rows;
    placement.scale_x = plain_x;
    placement.scale_y = plain_y;
  } else {
    // A crop at the pictures' own resolution, or at a whole multiple of it.
    for (const double s : {1.0, 2.0, 3.0, 4.0, 0.5, 0.25}) {
      if (std::abs(placement.scale_x - s) * full_before.cols < 0.35 * s &&
          std::abs(placement.scale_y - s) * full_before.rows < 0.35 * s) {
        placement.dx += 0.5 * (placement.scale_x - s) * full_before.cols;
        placement.dy += 0.5 * (placement.scale_y - s) * full_before.rows;
        placement.scale_x = placement.scale_y = s;
      }
    }
  }
  registration.orientation = found.orientation;
  registration.scale_x = placement.scale_x;
  registration.scale_y = placement.scale_y;
  registration.dx = placement.dx;
  registration.dy = placement.dy;
  registration.confidence = std::clamp(agreement, 0.0, 1.0);
  registration.comparable = agreement >= (full_frame ? kComparable : kComparableCrop);
  return registration;
}

}  // namespace sharpscale
