// SPDX-License-Identifier: Apache-2.0

#include "analysis/consistency.h"

#include <opencv2/imgproc.hpp>

#include "analysis/fidelity_ciede2000.h"
#include "analysis/fidelity_planes.h"
#include "image/image.h"

namespace sharpscale {
namespace {

constexpr double kKnownError = 0.12;  // px
// Mean square slope of a cell, levels^2 per px^2, below which it holds a gradient at most: there a
// step in brightness passes for a movement, and none of more than kInGradients px is told.
constexpr double kLeastSlope = 0.5;
constexpr double kInGradients = 0.3;  // px
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

// One normal per cell of `cell` px.
std::vector<Normal> Normals(const cv::Mat& a,
                            const cv::Mat& b,
                            int cell,
                            int columns,
                            int rows,
                            const Progress* progress) {
  std::vector<Normal> normals(static_cast<size_t>(columns) * rows);
  const auto strip_normals = [&](int strip, int begin, int end) {
    // The strip with 5 px around it, smoothed, so that grain and pixel phase do not pull.
    const int y0 = std::max(0, begin - 5);
    const int y1 = std::min(a.rows, end + 5);
    cv::Mat1f pa;
    cv::Mat1f pb;
    a.rowRange(y0, y1).convertTo(pa, CV_32F);
    b.rowRange(y0, y1).convertTo(pb, CV_32F);
    cv::GaussianBlur(pa, pa, {7, 7}, 1.2, 1.2, cv::BORDER_REFLECT);
    cv::GaussianBlur(pb, pb, {7, 7}, 1.2, 1.2, cv::BORDER_REFLECT);
    for (int y = std::max(begin, 1); y < std::min(end, a.rows - 1); ++y) {
      const float* a0 = pa.ptr<float>(y - 1 - y0);
      const float* a1 = pa.ptr<float>(y - y0);
      const float* a2 = pa.ptr<float>(y + 1 - y0);
      const float* b0 = pb.ptr<float>(y - 1 - y0);
      const float* b1 = pb.ptr<float>(y - y0);
      const float* b2 = pb.ptr<float>(y + 1 - y0);
      for (int i = 0; i < columns; ++i) {
        Normal& normal = normals[static_cast<size_t>(strip) * columns + i];
        const int x1 = std::min((i + 1) * cell, a.cols - 1);
        float s[15] = {};
        int count = 0;
        for (int x = std::max(i * cell, 1); x < x1; ++x) {
          const float gx = 0.25F * ((a1[x + 1] - a1[x - 1]) + (b1[x + 1] - b1[x - 1]));
          const float gy = 0.25F * ((a2[x] - a0[x]) + (b2[x] - b0[x]));
          const float mean = 0.5F * (a1[x] + b1[x]) - 128.0F;
          const float d = b1[x] - a1[x];
          s[0] += gx * gx;
          s[1] += gx * gy;
          s[2] += gx * mean;
          s[3] += gx;
          s[4] += gx * d;
          s[5] += gy * gy;
          s[6] += gy * mean;
          s[7] += gy;
          s[8] += gy * d;
          s[9] += mean * mean;
          s[10] += mean;
          s[11] += mean * d;
          s[12] += d;
          s[13] += d * d;
          ++count;
        }
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
        for (int k = 0; k < 14; ++k) normal.m[kOrder[k][0]][kOrder[k][1]] += double(s[k]);
        normal.m[3][3] += count;
        normal.n += count;
      }
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
  movement.x = -solution(0);
  movement.y = -solution(1);
  movement.error = std::sqrt(16.0 * variance * std::max(inverse(0, 0), inverse(1, 1)));
  return movement;
}

cv::Mat Half(const cv::Mat& plane) {
  cv::Mat half;
  cv::resize(plane,
             half,
             {std::max(1, plane.cols / 2), std::max(1, plane.rows / 2)},
             0,
             0,
             cv::INTER_AREA);
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
    levels.push_back(Normals(pa, pb, cell, columns, (pa.rows + cell - 1) / cell, progress));
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
      double slope = 0.0;
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
        if (level == 0 && sum.n > 0.0) slope = (sum.m[0][0] + sum.m[1][1]) / sum.n;
        Movement movement = Solve(sum);
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
      if (std::hypot(chosen.x, chosen.y) > kInGradients && slope < kLeastSlope) continue;
      map.x(j, i) = static_cast<float>(chosen.x);
      map.y(j, i) = static_cast<float>(chosen.y);
      map.error(j, i) = static_cast<float>(chosen.error);
      ++map.known;
    }
  }
  if (!xs.empty()) {
    std::nth_element(xs.begin(), xs.begin() + xs.size() / 2, xs.end());
    std::nth_element(ys.begin(), ys.begin() + ys.size() / 2, ys.end());
    map.median_x = xs[xs.size() / 2];
    map.median_y = ys[ys.size() / 2];
  }
  return map;
}

ColourDrift MeasureColourDrift(const cv::Mat& a, const cv::Mat& b, const Progress* progress) {
  CV_Assert(a.size() == b.size() && a.type() == b.type());
  ColourDrift drift;
  drift.cell = std::max(16, (std::max(a.cols, a.rows) + 95) / 96);
  const cv::Size size((a.cols + drift.cell - 1) / drift.cell,
                      (a.rows + drift.cell - 1) / drift.cell);
  drift.map.create(size);
  const double scale = 1.0 / MaxValue(a.depth());
  const auto mean_of = [&](const cv::Mat& picture, const cv::Rect& box) {
    const cv::Scalar mean = cv::mean(picture(box)) * scale;
    return a.channels() == 3 ? SrgbToLab(mean[0], mean[1], mean[2])
                             : SrgbToLab(mean[0], mean[0], mean[0]);
  };
  const auto strip_cells = [&](int, int begin, int end) {
    for (int j = begin; j < end; ++j) {
      for (int i = 0; i < size.width; ++i) {
        const cv::Rect box(i * drift.cell,
                           j * drift.cell,
                           std::min(drift.cell, a.cols - i * drift.cell),
                           std::min(drift.cell, a.rows - j * drift.cell));
        drift.map(j, i) = static_cast<float>(Ciede2000(mean_of(a, box), mean_of(b, box)));
      }
    }
  };
  if (!ForEachStrip(size.height, 4, strip_cells, progress)) return {};
  std::vector<float> values(drift.map.begin(), drift.map.end());
  for (const float value : values) drift.mean += value;
  drift.mean /= static_cast<double>(values.size());
  const size_t p95 = (values.size() - 1) * 95 / 100;
  std::nth_element(values.begin(), values.begin() + p95, values.end());
  drift.p95 = values[p95];
  return drift;
}

}  // namespace sharpscale
