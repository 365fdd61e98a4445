// SPDX-License-Identifier: Apache-2.0

#include "analysis/fidelity_ssim.h"

#include <numeric>
#include <opencv2/imgproc.hpp>
#include <optional>

#include "analysis/fidelity_planes.h"
#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr int kWindow = 11;
constexpr int kRadius = kWindow / 2;
constexpr int kStripRows = 64;
constexpr int kTileColumns = 512;
constexpr float kC1 = (0.01f * 255.0f) * (0.01f * 255.0f);
constexpr float kC2 = (0.03f * 255.0f) * (0.03f * 255.0f);
constexpr std::array<double, 5> kScaleWeights = {0.0448, 0.2856, 0.3001, 0.2363, 0.1333};

std::array<float, kWindow> GaussianWindow() {
  std::array<double, kWindow> weights{};
  double sum = 0.0;
  for (int i = 0; i < kWindow; ++i) {
    weights[i] = std::exp(-(i - kRadius) * (i - kRadius) / (2.0 * 1.5 * 1.5));
    sum += weights[i];
  }
  std::array<float, kWindow> window{};
  for (int i = 0; i < kWindow; ++i) window[i] = static_cast<float>(weights[i] / sum);
  return window;
}

// The moments that SSIM needs of one row: values less 128 (which leaves variances alone and keeps
// float sums exact enough), the sum of squares and the product.
SHARPSCALE_HOT void Moments(float* a, float* b, float* squares, float* product, int count) {
  for (int x = 0; x < count; ++x) {
    a[x] -= 128.0f;
    b[x] -= 128.0f;
    squares[x] = a[x] * a[x] + b[x] * b[x];
    product[x] = a[x] * b[x];
  }
}

// `out` is none of the rows: with eleven of them the compiler does not check, and not vectorize.
SHARPSCALE_HOT void Weigh(const float* const rows[kWindow],
                          const float* window,
                          float* __restrict out,
                          int count) {
  const float* r0 = rows[0];
  const float* r1 = rows[1];
  const float* r2 = rows[2];
  const float* r3 = rows[3];
  const float* r4 = rows[4];
  const float* r5 = rows[5];
  const float* r6 = rows[6];
  const float* r7 = rows[7];
  const float* r8 = rows[8];
  const float* r9 = rows[9];
  const float* r10 = rows[10];
  const float w0 = window[0];
  const float w1 = window[1];
  const float w2 = window[2];
  const float w3 = window[3];
  const float w4 = window[4];
  const float w5 = window[5];
  for (int x = 0; x < count; ++x) {
    out[x] = w5 * r5[x] + w0 * (r0[x] + r10[x]) + w1 * (r1[x] + r9[x]) + w2 * (r2[x] + r8[x]) +
             w3 * (r3[x] + r7[x]) + w4 * (r4[x] + r6[x]);
  }
}

SHARPSCALE_HOT void WeighAlong(const float* row,
                               const float* window,
                               float* __restrict out,
                               int count) {
  for (int x = 0; x < count; ++x) {
    float sum = window[5] * row[x + 5];
    for (int k = 0; k < kRadius; ++k) sum += window[k] * (row[x + k] + row[x + 10 - k]);
    out[x] = sum;
  }
}

SHARPSCALE_HOT void Similarity(const float* mean_a,
                               const float* mean_b,
                               const float* squares,
                               const float* product,
                               float* ssim,
                               float* contrast,
                               int count) {
  for (int x = 0; x < count; ++x) {
    const float ma = mean_a[x];
    const float mb = mean_b[x];
    const float covariance = product[x] - ma * mb;
    const float variances = squares[x] - ma * ma - mb * mb;
    const float a = ma + 128.0f;
    const float b = mb + 128.0f;
    const float cs = (2.0f * covariance + kC2) / (variances + kC2);
    contrast[x] = cs;
    ssim[x] = cs * (2.0f * a * b + kC1) / (a * a + b * b + kC1);
  }
}

// In eight lanes, which fixes the order.
SHARPSCALE_HOT double Sum(const float* row, int count) {
  double lanes[8] = {};
  int x = 0;
  for (; x + 8 <= count; x += 8) {
    for (int k = 0; k < 8; ++k) lanes[k] += static_cast<double>(row[x + k]);
  }
  for (; x < count; ++x) lanes[0] += static_cast<double>(row[x]);
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
         ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

struct ScaleScores {
  double ssim = 0.0;
  double contrast = 0.0;
};

std::optional<ScaleScores> OneScale(const cv::Mat& a,
                                    const cv::Mat& b,
                                    int cell,
                                    cv::Mat1f* map,
                                    const Progress* progress) {
  const std::array<float, kWindow> window = GaussianWindow();
  const int width = a.cols;
  const int out_width = width - 2 * kRadius;
  const int out_height = a.rows - 2 * kRadius;
  const int strips = StripCount(out_height, kStripRows);
  std::vector<double> ssim_sums(strips, 0.0);
  std::vector<double> contrast_sums(strips, 0.0);
  if (map != nullptr) {
    map->create((a.rows + cell - 1) / cell, (a.cols + cell - 1) / cell);
    map->setTo(0.0f);
  }
  cv::Mat1f rows_of_map(map == nullptr ? 0 : out_height, map == nullptr ? 0 : map->cols);
  const auto strip_scores = [&](int strip, int begin, int end) {
    // Ring of the last 11 rows, four moments each, of so many columns that it stays in the cache.
    const int most = std::min(out_width, kTileColumns);
    cv::Mat1f ring(4 * kWindow, most + 2 * kRadius);
    cv::Mat1f vertical(4, most + 2 * kRadius);
    cv::Mat1f filtered(6, most);
    for (int x0 = 0; x0 < out_width; x0 += kTileColumns) {
      const int columns = std::min(kTileColumns, out_width - x0);
      const int wide = columns + 2 * kRadius;
      const cv::Mat part_a = a.colRange(x0, x0 + wide);
      const cv::Mat part_b = b.colRange(x0, x0 + wide);
      const auto load = [&](int y) {
        const int slot = y % kWindow;
        float* row_a = ring.ptr<float>(slot);
        float* row_b = ring.ptr<float>(kWindow + slot);
        ReadRow(part_a, y, row_a);
        ReadRow(part_b, y, row_b);
        Moments(row_a,
                row_b,
                ring.ptr<float>(2 * kWindow + slot),
                ring.ptr<float>(3 * kWindow + slot),
                wide);
      };
      for (int y = begin; y < begin + kWindow - 1; ++y) load(y);
      for (int y = begin; y < end; ++y) {
        load(y + kWindow - 1);
        for (int moment = 0; moment < 4; ++moment) {
          const float* rows[kWindow];
          for (int k = 0; k < kWindow; ++k) {
            rows[k] = ring.ptr<float>(moment * kWindow + (y + k) % kWindow);
          }
          Weigh(rows, window.data(), vertical.ptr<float>(moment), wide);
          WeighAlong(
              vertical.ptr<float>(moment), window.data(), filtered.ptr<float>(moment), columns);
        }
        float* ssim = filtered.ptr<float>(4);
        float* contrast = filtered.ptr<float>(5);
        Similarity(filtered.ptr<float>(0),
                   filtered.ptr<float>(1),
                   filtered.ptr<float>(2),
                   filtered.ptr<float>(3),
                   ssim,
                   contrast,
                   columns);
        ssim_sums[strip] += Sum(ssim, columns);
        contrast_sums[strip] += Sum(contrast, columns);
        if (map == nullptr) continue;
        float* cells = rows_of_map.ptr<float>(y);
        if (x0 == 0) std::fill_n(cells, map->cols, 0.0f);
        for (int x = x0; x < x0 + columns;) {
          const int i = (x + kRadius) / cell;
          const int last = std::min(x0 + columns, (i + 1) * cell - kRadius);
          cells[i] += float(last - x) - static_cast<float>(Sum(ssim + (x - x0), last - x));
          x = last;
        }
      }
    }
  };
  if (!ForEachStrip(out_height, kStripRows, strip_scores, progress)) return std::nullopt;
  if (map != nullptr) {
    for (int y = 0; y < out_height; ++y) {
      float* cells = map->ptr<float>((y + kRadius) / cell);
      const float* row = rows_of_map.ptr<float>(y);
      for (int i = 0; i < map->cols; ++i) cells[i] += row[i];
    }
    for (int j = 0; j < map->rows; ++j) {
      for (int i = 0; i < map->cols; ++i) {
        const int x0 = std::max(kRadius, i * cell);
        const int x1 = std::min(kRadius + out_width, (i + 1) * cell);
        const int y0 = std::max(kRadius, j * cell);
        const int y1 = std::min(kRadius + out_height, (j + 1) * cell);
        const int count = std::max(0, x1 - x0) * std::max(0, y1 - y0);
        (*map)(j, i) = count == 0 ? std::numeric_limits<float>::quiet_NaN() : (*map)(j, i) / count;
      }
    }
  }
  ScaleScores scores;
  for (int strip = 0; strip < strips; ++strip) {
    scores.ssim += ssim_sums[strip];
    scores.contrast += contrast_sums[strip];
  }
  const double count = static_cast<double>(out_width) * out_height;
  scores.ssim /= count;
  scores.contrast /= count;
  return scores;
}

// Means of 2x2 px; the last column or row of an odd size meets its own reflection.
cv::Mat Halve(const cv::Mat& plane) {
  cv::Mat1f half((plane.rows + 1) / 2, (plane.cols + 1) / 2);
  ForEachStrip(half.rows, kStripRows, [&](int, int begin, int end) {
    std::vector<float> top(plane.cols + 1);
    std::vector<float> bottom(plane.cols + 1);
    for (int y = begin; y < end; ++y) {
      ReadRow(plane, 2 * y, top.data());
      ReadRow(plane, std::min(2 * y + 1, plane.rows - 1), bottom.data());
      top[plane.cols] = top[plane.cols - 1];
      bottom[plane.cols] = bottom[plane.cols - 1];
      float* row = half.ptr<float>(y);
      for (int x = 0; x < half.cols; ++x) {
        row[x] = 0.25f * (top[2 * x] + top[2 * x + 1] + bottom[2 * x] + bottom[2 * x + 1]);
      }
    }
  });
  return half;
}

}  // namespace

SsimScores Ssim(const cv::Mat& a, const cv::Mat& b, int cell, const Progress* progress) {
  CV_Assert(a.size() == b.size() && a.type() == b.type() && !a.empty());
  SsimScores scores;
  if (std::min(a.cols, a.rows) < kWindow) {
    cv::Mat padded_a;
    cv::Mat padded_b;
    cv::copyMakeBorder(a, padded_a, kRadius, kRadius, kRadius, kRadius, cv::BORDER_REFLECT);
    cv::copyMakeBorder(b, padded_b, kRadius, kRadius, kRadius, kRadius, cv::BORDER_REFLECT);
    const ScaleScores whole =
        OneScale(padded_a, padded_b, 0, nullptr, progress).value_or(ScaleScores());
    scores.ssim = whole.ssim;
    scores.contrast = whole.contrast;
    return scores;
  }
  const std::optional<ScaleScores> first =
      OneScale(a, b, cell, cell > 0 ? &scores.dissimilarity : nullptr, progress);
  if (!first) return {};
  scores.ssim = first->ssim;
  scores.contrast = first->contrast;

  // 11 px must be left at the fifth scale.
  if (std::min(a.cols, a.rows) < kWindow * 16) return scores;
  double product = std::pow(std::max(0.0, first->contrast), kScaleWeights[0]);
  double sum = first->contrast * kScaleWeights[0];
  cv::Mat half_a = a;
  cv::Mat half_b = b;
  for (size_t scale = 1; scale < kScaleWeights.size(); ++scale) {
    half_a = Halve(half_a);
    half_b = Halve(half_b);
    const std::optional<ScaleScores> next = OneScale(half_a, half_b, 0, nullptr, progress);
    if (!next) return {};
    const bool last = scale + 1 == kScaleWeights.size();
    const double term = last ? next->ssim : next->contrast;
    product *= std::pow(std::max(0.0, term), kScaleWeights[scale]);
    sum += term * kScaleWeights[scale];
  }
  scores.ms_ssim = product;
  // The weights as printed add up to 1.0001.
  scores.ms_ssim_sum = sum / std::accumulate(kScaleWeights.begin(), kScaleWeights.end(), 0.0);
  scores.ms_ssim_known = true;
  return scores;
}

}  // namespace sharpscale
