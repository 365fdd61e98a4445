// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_strays.h"

#include <algorithm>
#include <vector>

#include "analysis/fidelity_planes.h"

namespace sharpscale {
namespace {

constexpr float kStandsOut = 32.0F;  // levels
constexpr int kBandRows = 64;
constexpr double kMostPixels = 4e6;  // read in all

// How far row[1][x] lies outside of its eight neighbours, levels; 0 = inside.
float StandsOut(const std::vector<float>* rows, int x) {
  const auto i = static_cast<size_t>(x);
  float most = std::max(rows[1][i - 1], rows[1][i + 1]);
  float least = std::min(rows[1][i - 1], rows[1][i + 1]);
  for (const int k : {0, 2}) {
    for (size_t u = i - 1; u <= i + 1; ++u) {
      most = std::max(most, rows[k][u]);
      least = std::min(least, rows[k][u]);
    }
  }
  return std::max(0.0F, std::max(rows[1][i] - most, least - rows[1][i]));
}

// At (x, y) or beside it.
bool HasOne(const cv::Mat& plane, int x, int y) {
  const cv::Mat around = plane(cv::Rect(x - 2, y - 2, 5, 5) & cv::Rect({}, plane.size()));
  std::vector<float> rows[3];
  for (std::vector<float>& row : rows) row.resize(static_cast<size_t>(around.cols));
  for (int v = 1; v + 1 < around.rows; ++v) {
    for (int k = 0; k < 3; ++k) ReadRow(around, v - 1 + k, rows[k].data());
    for (int u = 1; u + 1 < around.cols; ++u) {
      if (StandsOut(rows, u) > 0.5F * kStandsOut) return true;
    }
  }
  return false;
}

float LevelAt(const cv::Mat& plane, int x, int y) {
  return plane.depth() == CV_8U ? float(plane.at<uint8_t>(y, x)) : plane.at<float>(y, x);
}

}  // namespace

bool PutBack::Explains(const cv::Mat& before, int x, int y, float by) const {
  if (blurred.empty() || before.empty()) return false;
  return std::abs(LevelAt(blurred, x, y) - LevelAt(before, x, y)) < 0.5F * centre * by;
}

bool OnSourceGrid::Explains(int x, int y, cv::Size size, float by) const {
  if (before.empty()) return false;
  const double across = double(size.width) / before.cols;
  const double down = double(size.height) / before.rows;
  const int u = std::min(before.cols - 1, static_cast<int>((x + 0.5) / across));
  const int v = std::min(before.rows - 1, static_cast<int>((y + 0.5) / down));
  return std::abs(LevelAt(after, u, v) - LevelAt(before, u, v)) < 0.5 * by / (across * down);
}

Strays MeasureStrays(const cv::Mat& before,
                     const cv::Mat& after,
                     const PutBack& put_back,
                     const OnSourceGrid& on_source) {
  Strays strays;
  if (after.cols < 3 || after.rows < 3) return strays;
  const int bands = std::max(1, static_cast<int>(kMostPixels / (kBandRows * after.cols)));
  const int pitch = std::max(kBandRows, after.rows / bands);
  const int count = StripCount(after.rows, pitch);
  std::vector<Strays> parts(static_cast<size_t>(count));
  std::vector<double> seen(parts.size(), 0.0);
  ForEachStrip(after.rows, pitch, [&](int strip, int begin, int end) {
    const int first = std::max(1, begin);
    const int last = std::min({after.rows - 1, end, begin + kBandRows});
    Strays& part = parts[static_cast<size_t>(strip)];
    std::vector<float> rows[3];
    for (std::vector<float>& row : rows) row.resize(static_cast<size_t>(after.cols));
    for (int y = first; y < last; ++y) {
      for (int k = 0; k < 3; ++k) {
        if (y > first && k < 2) {
          rows[k].swap(rows[k + 1]);
        } else {
          ReadRow(after, y - 1 + k, rows[k].data());
        }
      }
      for (int x = 1; x + 1 < after.cols; ++x) {
        const float by = StandsOut(rows, x);
        if (by < kStandsOut) continue;
        if (!before.empty() && HasOne(before, x, y)) continue;
        if (put_back.Explains(before, x, y, by)) continue;
        if (on_source.Explains(x, y, after.size(), by)) continue;
        if (part.x < 0) {
          part.x = x;
          part.y = y;
        }
        part.share += 1.0;
      }
      seen[static_cast<size_t>(strip)] += after.cols - 2;
    }
  });
  double all = 0.0;
  for (size_t k = 0; k < parts.size(); ++k) {
    strays.share += parts[k].share;
    all += seen[k];
    if (strays.x < 0) {
      strays.x = parts[k].x;
      strays.y = parts[k].y;
    }
  }
  if (all > 0.0) strays.share /= all;
  return strays;
}

}  // namespace sharpscale
