// SPDX-License-Identifier: Apache-2.0

#include "analysis/consistency.h"

#include <array>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "analysis/fidelity_ciede2000.h"
#include "analysis/fidelity_planes.h"
#include "analysis/hot.h"
#include "analysis/order_statistics.h"
#include "image/image.h"

namespace sharpscale {
namespace {

constexpr double kKnownError = 0.12;  // px
// Mean square slope of a cell, levels^2 per px^2, below which it holds a gradient at most: there a
// step in brightness passes for a movement, and none of more than kInGradients px is told.
constexpr double kLeastSlope = 0.5;
constexpr double kInGradients = 0.3;  // px
// Nor is a far one told where it explains less than this of what differs (noise, halos, another
// tone and other detail pull, too, but no movement makes them go away), or where less than this of
// the mean square slope is finer than a quarter of the resolution shows and more than noise: on
// slow gradients another tone is a movement.
constexpr double kFar = 0.6;  // px
constexpr double kLeastExplained = 0.75;
constexpr double kLeastFine = 0.3;     // levels^2 per px^2
constexpr double kSlopeOfNoise = 0.2;  // mean square slope of both pictures' mean, per residual
constexpr size_t kLarge = 8'000'000;   // px
constexpr int kRowsInFloat = 16;       // that sums of floats may gather
constexpr float kNan = std::numeric_limits<float>::quiet_NaN();

// Normal equations of one cell for the movement (vx, vy), a gain and an offset.
struct Normal {
  double m[5][5] = {};  // of (gx, gy, mean, 1, difference)
  double n = 0.0;

  void Add(const Normal& other) {
    for (int i = 0; i < 5; ++i) {
      for (int j = 0; j < 5; ++j) m[i][j] += other.m[i][j];
    }
    n += other.n;
  }
};

// Where in Normal::m a sum belongs.
constexpr int kOrder[14][2] = {{0, 0},
                               {0, 1},
                               {0, 2},
                               {0, 3},
                               {0, 4},
                               {1, 1},
                               {1, 2},
                               {1, 3},
                               {1, 4},
                               {2, 2},
                               {2, 3},
                               {2, 4},
                               {3, 4},
                               {4, 4}};
constexpr int kSums = 14;
constexpr int kLanes = 16;

// Rows of both pictures, the row itself and its neighbours.
struct ThreeRows {
  const float* above;
  const float* here;
  const float* below;
};

// Adds the sums of px [begin, end) to `sums`, kLanes per sum, so that the compiler can vectorize.
SHARPSCALE_HOT void AddSums(const ThreeRows& a,
                            const ThreeRows& b,
                            int begin,
                            int end,
                            float (*sums)[kLanes]) {
  float gx[kLanes], gy[kLanes], mean[kLanes], d[kLanes];
  for (int x0 = begin; x0 < end; x0 += kLanes) {
    const int count = std::min(kLanes, end - x0);
    // Lanes beyond the end count nothing.
    if (count < kLanes) {
      for (int k = 0; k < kLanes; ++k) gx[k] = gy[k] = mean[k] = d[k] = 0.0F;
    }
    for (int k = 0; k < count; ++k) {
      const int x = x0 + k;
      gx[k] = 0.25F * ((a.here[x + 1] - a.here[x - 1]) + (b.here[x + 1] - b.here[x - 1]));
      gy[k] = 0.25F * ((a.below[x] - a.above[x]) + (b.below[x] - b.above[x]));
      mean[k] = 0.5F * (a.here[x] + b.here[x]) - 128.0F;
      d[k] = b.here[x] - a.here[x];
    }
    for (int k = 0; k < kLanes; ++k) {
      sums[0][k] += gx[k] * gx[k];
      sums[1][k] += gx[k] * gy[k];
      sums[2][k] += gx[k] * mean[k];
      sums[3][k] += gx[k];
      sums[4][k] += gx[k] * d[k];
      sums[5][k] += gy[k] * gy[k];
      sums[6][k] += gy[k] * mean[k];
      sums[7][k] += gy[k];
      sums[8][k] += gy[k] * d[k];
      sums[9][k] += mean[k] * mean[k];
      sums[10][k] += mean[k];
      sums[11][k] += mean[k] * d[k];
      sums[12][k] += d[k];
      sums[13][k] += d[k] * d[k];
    }
  }
}

// Half of a Gaussian of 1.2 px, the middle first; with it grain and pixel phase do not pull.
constexpr int kSmooth = 3;
using Weights = std::array<float, 4>;
static_assert(kSmooth + 1 == std::tuple_size<Weights>::value);
Weights SmoothingWeights() {
  Weights weights{};
  float sum = 0.0F;
  for (size_t i = 0; i < weights.size(); ++i) {
    const auto x = static_cast<float>(i);
    weights[i] = std::exp(-x * x / (2.0F * 1.2F * 1.2F));
    sum += (i == 0 ? 1.0F : 2.0F) * weights[i];
  }
  for (float& weight : weights) weight /= sum;
  return weights;
}

// `out` is none of the rows: with seven of them the compiler does not check, and not vectorize.
SHARPSCALE_HOT void WeighDown(const float* const* rows,
                              const float* weights,
                              int count,
                              float* __restrict out) {
  const float* a = rows[0];
  const float* b = rows[1];
  const float* c = rows[2];
  const float* d = rows[3];
  const float* e = rows[4];
  const float* f = rows[5];
  const float* g = rows[6];
  for (int x = 0; x < count; ++x) {
    out[x] = weights[0] * d[x] + weights[1] * (c[x] + e[x]) + weights[2] * (b[x] + f[x]) +
             weights[3] * (a[x] + g[x]);
  }
}

// `row` has kSmooth px more on each side.
SHARPSCALE_HOT void WeighAcross(const float* row,
                                const float* weights,
                                int count,
                                float* __restrict out) {
  for (int x = 0; x < count; ++x) {
    out[x] = weights[0] * row[x + 3] + weights[1] * (row[x + 2] + row[x + 4]) +
             weights[2] * (row[x + 1] + row[x + 5]) + weights[3] * (row[x] + row[x + 6]);
  }
}

// Rows [begin, end) of a plane, smoothed; beyond its border the plane is mirrored.
cv::Mat1f SmoothRows(const cv::Mat& plane, int begin, int end) {
  const Weights weights = SmoothingWeights();
  const auto mirrored = [&](int y) {
    return cv::borderInterpolate(y, plane.rows, cv::BORDER_REFLECT);
  };
  const int count = end - begin + 2 * kSmooth;
  cv::Mat1f rows(count, plane.cols);
  for (int k = 0; k < count; ++k) ReadRow(plane, mirrored(begin - kSmooth + k), rows[k]);
  cv::Mat1f smooth(end - begin, plane.cols);
  std::vector<float> padded(static_cast<size_t>(plane.cols) + 2 * kSmooth);
  for (int k = 0; k < smooth.rows; ++k) {
    const float* seven[2 * kSmooth + 1];
    for (int i = 0; i <= 2 * kSmooth; ++i) seven[i] = rows[k + i];
    float* inner = padded.data() + kSmooth;
    WeighDown(seven, weights.data(), plane.cols, inner);
    for (int i = 1; i <= kSmooth; ++i) {
      inner[-i] = inner[cv::borderInterpolate(-i, plane.cols, cv::BORDER_REFLECT)];
      inner[plane.cols - 1 + i] =
          inner[cv::borderInterpolate(plane.cols - 1 + i, plane.cols, cv::BORDER_REFLECT)];
    }
    WeighAcross(padded.data(), weights.data(), plane.cols, smooth[k]);
  }
  return smooth;
}

// One normal per cell of `cell` px, in every `every`-th row of cells up to the last; nothing in
// others.
std::vector<Normal> Normals(const cv::Mat& a,
                            const cv::Mat& b,
                            int cell,
                            int columns,
                            int rows,
                            int every,
                            const Progress* progress) {
  std::vector<Normal> normals(static_cast<size_t>(columns) * rows);
  const auto strip_normals = [&](int strip, int begin, int end) {
    if ((rows - 1 - strip) % every != 0) return;
    // A row more on either side, for slopes.
    const int y0 = std::max(0, begin - 1);
    const int y1 = std::min(a.rows, end + 1);
    const cv::Mat1f pa = SmoothRows(a, y0, y1);
    const cv::Mat1f pb = SmoothRows(b, y0, y1);
    for (int i = 0; i < columns; ++i) {
      Normal& normal = normals[static_cast<size_t>(strip) * columns + i];
      const int x0 = std::max(i * cell, 1);
      const int x1 = std::min((i + 1) * cell, a.cols - 1);
      if (x1 <= x0) continue;
      // Floats for a few rows, doubles for all: small differences of large sums follow.
      double totals[kSums] = {};
      const int last = std::min(end, a.rows - 1);
      for (int y = std::max(begin, 1); y < last;) {
        float sums[kSums][kLanes] = {};
        const int next = std::min(last, y + kRowsInFloat);
        for (; y < next; ++y) {
          const auto three = [&](const cv::Mat1f& p) {
            return ThreeRows{p[y - 1 - y0], p[y - y0], p[y + 1 - y0]};
          };
          AddSums(three(pa), three(pb), x0, x1, sums);
          normal.n += x1 - x0;
        }
        for (int k = 0; k < kSums; ++k) {
          for (const float lane : sums[k]) totals[k] += double(lane);
        }
      }
      for (int k = 0; k < kSums; ++k) normal.m[kOrder[k][0]][kOrder[k][1]] = totals[k];
      normal.m[3][3] = normal.n;
    }
  };
  ForEachStrip(a.rows, cell, strip_normals, progress);
  for (Normal& normal : normals) {
    for (int i = 0; i < 5; ++i) {
      for (int j = 0; j < i; ++j) normal.m[i][j] = normal.m[j][i];
    }
  }
  return normals;
}

struct Movement {
  double x = 0.0;
  double y = 0.0;
  double error = 1e9;
  double residual = 0.0;  // mean square
  double explains = 0.0;  // share of what gain and offset leave of the difference
};

// d = b - a = -(vx gx + vy gy) + gain * mean + offset.
Movement Solve(const Normal& normal) {
  Movement movement;
  if (normal.n < 64.0) return movement;
  cv::Matx44d m;
  cv::Vec4d right;
  for (int i = 0; i < 4; ++i) {
    for (int j = 0; j < 4; ++j) m(i, j) = normal.m[i][j];
    right(i) = normal.m[i][4];
    m(i, i) += 1e-3 + 1e-9 * m(i, i);
  }
  bool fine = false;
  const cv::Matx44d inverse = m.inv(cv::DECOMP_CHOLESKY, &fine);
  if (!fine) return movement;
  const cv::Vec4d solution = inverse * right;
  double residual = normal.m[4][4];
  for (int i = 0; i < 4; ++i) residual -= solution(i) * right(i);
  // Smoothing leaves about one independent px in 16.
  const double freedom = std::max(1.0, normal.n / 16.0 - 4.0);
  const double variance = std::max(residual / normal.n, 0.01) * normal.n / 16.0 / freedom;
  // What gain and offset alone leave: columns 2 and 3.
  const double det = m(2, 2) * m(3, 3) - m(2, 3) * m(2, 3);
  if (det > 0.0) {
    const double p = right(2);
    const double q = right(3);
    const double follows = (m(3, 3) * p * p - 2.0 * m(2, 3) * p * q + m(2, 2) * q * q) / det;
    const double left = normal.m[4][4] - follows;
    if (left > 0.0) movement.explains = 1.0 - std::clamp(residual / left, 0.0, 1.0);
  }
  movement.residual = std::max(0.0, residual / normal.n);
  movement.x = -solution(0);
  movement.y = -solution(1);
  movement.error = std::sqrt(16.0 * variance * std::max(inverse(0, 0), inverse(1, 1)));
  return movement;
}

// Means of 2x2 px; what is over at the end is left out.
cv::Mat Half(const cv::Mat& plane) {
  const cv::Size size(plane.cols / 2, plane.rows / 2);
  cv::Mat half;
  cv::resize(plane(cv::Rect({}, size * 2)), half, size, 0, 0, cv::INTER_AREA);
  return half;
}

}  // namespace

ShiftMap MeasureShift(const cv::Mat& a, const cv::Mat& b, const Progress* progress) {
  CV_Assert(a.size() == b.size());
  const int columns = (a.cols + kShiftCell - 1) / kShiftCell;
  const int rows = (a.rows + kShiftCell - 1) / kShiftCell;
  ShiftMap map;
  for (cv::Mat1f* plane : {&map.x, &map.y, &map.error}) {
    plane->create(rows, columns);
    plane->setTo(kNan);
  }
  // Levels of resolution, finest first; a cell covers the same part of the picture in each.
  std::vector<std::vector<Normal>> levels;
  cv::Mat pa = a;
  cv::Mat pb = b;
  for (int cell = kShiftCell; cell >= kShiftCell / 4; cell /= 2) {
    if (std::min(pa.cols, pa.rows) < 16) break;
    // A movement is told from 2x2 cells: of a large picture two of them do.
    const int every = pa.total() > kLarge ? 2 : 1;
    levels.push_back(Normals(pa, pb, cell, columns, (pa.rows + cell - 1) / cell, every, progress));
    if (progress != nullptr && progress->cancelled()) return map;
    levels.back().resize(static_cast<size_t>(columns) * rows);
    pa = Half(pa);
    pb = Half(pb);
  }
  std::vector<double> xs;
  std::vector<double> ys;
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      Movement chosen;
      double slope = 0.0;  // mean square, at full resolution
      double slow = 0.0;   // at the coarsest, per px of the full one
      double left = 0.0;   // mean square that the movement leaves at full resolution
      for (size_t level = levels.size(); level-- > 0;) {
        Normal sum;
        for (int dj = 0; dj < 2; ++dj) {
          for (int di = 0; di < 2; ++di) {
            const int jj = std::min(rows - 1, j + dj);
            const int ii = std::min(columns - 1, i + di);
            if ((dj == 1 && jj == j) || (di == 1 && ii == i)) continue;
            sum.Add(levels[level][static_cast<size_t>(jj) * columns + ii]);
          }
        }
        Movement movement = Solve(sum);
        if (sum.n > 0.0) {
          const double steep = (sum.m[0][0] + sum.m[1][1]) / sum.n;
          if (level + 1 == levels.size()) slow = steep / double(1 << (2 * level));
          if (level == 0) {
            slope = steep;
            left = movement.residual;
          }
        }
        const double scale = double(1 << level);
        movement.x *= scale;
        movement.y *= scale;
        movement.error *= scale;
        if (movement.error > kKnownError * scale) continue;
        // A finer level is believed while the movement lies in its reach.
        const double size = std::hypot(movement.x, movement.y);
        const bool coarse_says_far =
            chosen.error < 1e8 && std::hypot(chosen.x, chosen.y) > 0.8 * scale;
        if (coarse_says_far || size > 1.2 * scale) {
          if (chosen.error > 1e8) chosen = movement;
          continue;
        }
        chosen = movement;
      }
      if (chosen.error > 4.0 * kKnownError) continue;
      xs.push_back(chosen.x);
      ys.push_back(chosen.y);
      const double size = std::hypot(chosen.x, chosen.y);
      if (size > kInGradients && slope < kLeastSlope) continue;
      const double fine = slope - slow - kSlopeOfNoise * left;
      if (size > kFar && (chosen.explains < kLeastExplained || fine < kLeastFine)) continue;
      map.x(j, i) = static_cast<float>(chosen.x);
      map.y(j, i) = static_cast<float>(chosen.y);
      map.error(j, i) = static_cast<float>(chosen.error);
      ++map.known;
    }
  }
  if (!xs.empty()) {
    map.median_x = Median(std::move(xs));
    map.median_y = Median(std::move(ys));
  }
  return map;
}

ColourDrift MeasureColourDrift(const cv::Mat& a,
                               const cv::Mat& b,
                               int least_cell,
                               const Progress* progress) {
  CV_Assert(a.size() == b.size() && a.type() == b.type());
  ColourDrift drift;
  drift.cell = std::max(least_cell, (std::max(a.cols, a.rows) + 95) / 96);
  const cv::Size size((a.cols + drift.cell - 1) / drift.cell,
                      (a.rows + drift.cell - 1) / drift.cell);
  drift.map.create(size);
  const double scale = 1.0 / MaxValue(a.depth());
  const int channels = a.channels();
  // Lab of the means of a row of cells.
  const auto means_of = [&](const cv::Mat& picture, int j) {
    const cv::Range rows(j * drift.cell, std::min(picture.rows, (j + 1) * drift.cell));
    std::vector<double> line(static_cast<size_t>(picture.cols) * channels);
    std::vector<float> part(line.size());
    for (int y = rows.start; y < rows.end; y += kRowsInFloat) {
      std::fill(part.begin(), part.end(), 0.0F);
      for (int v = y; v < std::min(rows.end, y + kRowsInFloat); ++v) {
        AddRow(picture, v, part.data());
      }
      for (size_t k = 0; k < line.size(); ++k) line[k] += double(part[k]);
    }
    std::vector<Lab> means(static_cast<size_t>(size.width));
    for (int i = 0; i < size.width; ++i) {
      const int x0 = i * drift.cell;
      const int x1 = std::min(picture.cols, x0 + drift.cell);
      double sums[3] = {};
      for (int x = x0; x < x1; ++x) {
        for (int c = 0; c < channels; ++c) sums[c] += line[static_cast<size_t>(x) * channels + c];
      }
      const double weight = scale / ((x1 - x0) * double(rows.size()));
      means[static_cast<size_t>(i)] = SrgbToLab(sums[0] * weight,
                                                sums[channels == 3 ? 1 : 0] * weight,
                                                sums[channels == 3 ? 2 : 0] * weight);
    }
    return means;
  };
  const auto strip_cells = [&](int, int begin, int end) {
    for (int j = begin; j < end; ++j) {
      const std::vector<Lab> means_a = means_of(a, j);
      const std::vector<Lab> means_b = means_of(b, j);
      for (int i = 0; i < size.width; ++i) {
        const auto k = static_cast<size_t>(i);
        drift.map(j, i) = static_cast<float>(Ciede2000(means_a[k], means_b[k]));
      }
    }
  };
  if (!ForEachStrip(size.height, 4, strip_cells, progress)) return {};
  std::vector<float> values(drift.map.begin(), drift.map.end());
  for (const float value : values) drift.mean += value;
  drift.mean /= static_cast<double>(values.size());
  drift.p95 = AtRank(&values, (values.size() - 1) * 95 / 100);
  return drift;
}

}  // namespace sharpscale
