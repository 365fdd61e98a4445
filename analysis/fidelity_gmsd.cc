// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_gmsd.h"

#include "analysis/fidelity_planes.h"
#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kStripRows = 64;
constexpr float kT = 170.0f;

// Means of 2x2 px of two rows.
SHARPSCALE_HOT void MeanOf4(const float* top, const float* bottom, float* row, int count) {
  for (int x = 0; x < count; ++x) {
    row[x] = 0.25f * (top[2 * x] + top[2 * x + 1] + bottom[2 * x] + bottom[2 * x + 1]);
  }
}

// Row `y` of the 2x2 means with one zero column on each side; zeros outside the picture.
void HalfRow(const cv::Mat& plane, int y, int half_rows, std::vector<float>* scratch, float* row) {
  const int half_cols = (plane.cols + 1) / 2;
  if (y < 0 || y >= half_rows) {
    std::fill_n(row, half_cols + 2, 0.0f);
    return;
  }
  scratch->resize(2 * (plane.cols + 1));
  float* top = scratch->data();
  float* bottom = top + plane.cols + 1;
  ReadRow(plane, 2 * y, top);
  if (2 * y + 1 < plane.rows) {
    ReadRow(plane, 2 * y + 1, bottom);
  } else {
    std::fill_n(bottom, plane.cols, 0.0f);
  }
  top[plane.cols] = bottom[plane.cols] = 0.0f;
  row[0] = row[half_cols + 1] = 0.0f;
  MeanOf4(top, bottom, row + 1, half_cols);
}

SHARPSCALE_HOT void Gradient(const float* above,
                             const float* here,
                             const float* below,
                             float* squared,
                             int count) {
  for (int x = 0; x < count; ++x) {
    const float dx =
        (above[x] - above[x + 2] + here[x] - here[x + 2] + below[x] - below[x + 2]) / 3.0f;
    const float dy =
        (above[x] + above[x + 1] + above[x + 2] - below[x] - below[x + 1] - below[x + 2]) / 3.0f;
    squared[x] = dx * dx + dy * dy;
  }
}

SHARPSCALE_HOT void Similarity(const float* a, const float* b, float* similarity, int count) {
  for (int x = 0; x < count; ++x) {
    similarity[x] = (2.0f * std::sqrt(a[x] * b[x]) + kT) / (a[x] + b[x] + kT);
  }
}

}  // namespace

double Gmsd(const cv::Mat& a, const cv::Mat& b, const Progress* progress) {
  CV_Assert(a.size() == b.size() && a.type() == b.type() && !a.empty());
  const int rows = (a.rows + 1) / 2;
  const int cols = (a.cols + 1) / 2;
  const int strips = StripCount(rows, kStripRows);
  std::vector<double> sums(strips, 0.0);
  std::vector<double> squares(strips, 0.0);
  const auto strip_sums = [&](int strip, int begin, int end) {
    std::vector<float> scratch;
    cv::Mat1f ring(6, cols + 2);
    cv::Mat1f work(3, cols);
    const auto slot = [&](int y, int plane) { return ring.ptr<float>(3 * plane + (y + 3) % 3); };
    for (int y = begin - 1; y <= begin; ++y) {
      HalfRow(a, y, rows, &scratch, slot(y, 0));
      HalfRow(b, y, rows, &scratch, slot(y, 1));
    }
    for (int y = begin; y < end; ++y) {
      HalfRow(a, y + 1, rows, &scratch, slot(y + 1, 0));
      HalfRow(b, y + 1, rows, &scratch, slot(y + 1, 1));
      for (int plane = 0; plane < 2; ++plane) {
        Gradient(
            slot(y - 1, plane), slot(y, plane), slot(y + 1, plane), work.ptr<float>(plane), cols);
      }
      float* similarity = work.ptr<float>(2);
      Similarity(work.ptr<float>(0), work.ptr<float>(1), similarity, cols);
      // About the value 1, so that the variance of near-identical pictures keeps its digits.
      for (int x = 0; x < cols; ++x) {
        const double loss = 1.0 - similarity[x];
        sums[strip] += loss;
        squares[strip] += loss * loss;
      }
    }
  };
  if (!ForEachStrip(rows, kStripRows, strip_sums, progress)) return 0.0;
  double sum = 0.0;
  double square = 0.0;
  for (int strip = 0; strip < strips; ++strip) {
    sum += sums[strip];
    square += squares[strip];
  }
  const double count = static_cast<double>(rows) * cols;
  if (count < 2.0) return std::abs(sum);
  return std::sqrt(std::max(0.0, (square - sum * sum / count) / (count - 1.0)));
}

}  // namespace sharpscale
