// SPDX-License-Identifier: Apache-2.0

#include "enhance/classical_restore.h"

#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "analysis/hot.h"
#include "enhance/filter_stage.h"
#include "image/parallel.h"

namespace sharpscale {
namespace {

constexpr int kBlock = 8;
constexpr int kStep = 2;  // positions at multiples of this, in the whole picture
// Rows of context: a pixel is covered by blocks that begin up to 7 px before it.
constexpr int kRadius = kBlock;
// Coefficients below this many sigma are noise (Yu & Sapiro use 3; 2.7 keeps more texture at equal
// PSNR).
constexpr float kNoiseThreshold = 2.7f;
// Share of a quantisation step below which a coefficient of a shifted block may be an artefact.
constexpr float kQuantThreshold = 0.55f;
constexpr double kLevel = 1.0 / 255.0;

// ITU-T T.81 Annex K, natural order.
constexpr int kLumaTable[64] = {16,  11,  10,  16,  24, 40, 51,  61,  12,  12,  14,  19,  26,
                                58,  60,  55,  14,  13, 16, 24,  40,  57,  69,  56,  14,  17,
                                22,  29,  51,  87,  80, 62, 18,  22,  37,  56,  68,  109, 103,
                                77,  24,  35,  55,  64, 81, 104, 113, 92,  49,  64,  78,  87,
                                103, 121, 120, 101, 72, 92, 95,  98,  112, 100, 103, 99};
constexpr int kChromaTable[64] = {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,
                                  24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,
                                  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,
                                  99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

using Block = std::array<float, 64>;

struct Basis {
  Block forward{};  // row k: cosine k
  Block inverse{};  // its transpose
};

Basis MakeBasis() {
  Basis basis;
  for (int k = 0; k < kBlock; ++k) {
    for (int n = 0; n < kBlock; ++n) {
      const double scale = k == 0 ? std::sqrt(1.0 / kBlock) : std::sqrt(2.0 / kBlock);
      const double value = scale * std::cos(CV_PI * (n + 0.5) * k / kBlock);
      basis.forward[k * kBlock + n] = static_cast<float>(value);
      basis.inverse[n * kBlock + k] = static_cast<float>(value);
    }
  }
  return basis;
}

// out = a * in * b, 8 x 8 matrices.
inline void Sandwich(const float* a, const float* in, const float* b, float* out) {
  float middle[64];
  for (int i = 0; i < kBlock; ++i) {
    float row[kBlock] = {};
    for (int k = 0; k < kBlock; ++k) {
      for (int j = 0; j < kBlock; ++j) row[j] += a[i * kBlock + k] * in[k * kBlock + j];
    }
    for (int j = 0; j < kBlock; ++j) middle[i * kBlock + j] = row[j];
  }
  for (int i = 0; i < kBlock; ++i) {
    float row[kBlock] = {};
    for (int k = 0; k < kBlock; ++k) {
      for (int j = 0; j < kBlock; ++j) row[j] += middle[i * kBlock + k] * b[k * kBlock + j];
    }
    for (int j = 0; j < kBlock; ++j) out[i * kBlock + j] = row[j];
  }
}

// One row of blocks of one plane: adds weighted estimates to `sum` and weights to `weight`.
SHARPSCALE_HOT void FilterRow(const float* plane,
                              ptrdiff_t stride,
                              int width,
                              const float* threshold,
                              const float* forward,
                              const float* inverse,
                              float* sum,
                              float* weight,
                              ptrdiff_t out_stride) {
  float block[64], coefficients[64], estimate[64];
  for (int x = 0; x + kBlock <= width; x += kStep) {
    for (int j = 0; j < kBlock; ++j) {
      for (int i = 0; i < kBlock; ++i) block[j * kBlock + i] = plane[j * stride + x + i];
    }
    Sandwich(forward, block, inverse, coefficients);
    int kept = 0;
    for (int i = 1; i < 64; ++i) {
      const bool keep = std::abs(coefficients[i]) > threshold[i];
      coefficients[i] = keep ? coefficients[i] : 0.0f;
      kept += keep;
    }
    Sandwich(inverse, coefficients, forward, estimate);
    // Sparse blocks are the better estimates (as in BM3D).
    const float w = 1.0f / (1.0f + kept);
    for (int j = 0; j < kBlock; ++j) {
      for (int i = 0; i < kBlock; ++i) {
        sum[j * out_stride + x + i] += w * estimate[j * kBlock + i];
        weight[j * out_stride + x + i] += w;
      }
    }
  }
}

// Rows of blocks are filtered in bands of this many rows, each with its own sums, so that the
// result does not depend on the number of threads.
constexpr int kBandRows = 32;

cv::Mat FilterPlane(const cv::Mat& plane, const Block& threshold, const Basis& basis) {
  cv::Mat sum(plane.size(), CV_32F, cv::Scalar(0));
  cv::Mat weight(plane.size(), CV_32F, cv::Scalar(0));
  const int bands = (plane.rows + kBandRows - 1) / kBandRows;
  // Two passes: even bands and odd bands never write the same rows at once (a band reaches 7 rows
  // into the next one).
  for (int parity = 0; parity < 2; ++parity) {
    ParallelFor(cv::Range(0, (bands + 1 - parity) / 2), [&](const cv::Range& range) {
      for (int k = range.start; k < range.end; ++k) {
        const int first = (2 * k + parity) * kBandRows;
        const int last = std::min(first + kBandRows, plane.rows - kBlock + 1);
        for (int y = first; y < last; y += kStep) {
          FilterRow(plane.ptr<float>(y),
                    static_cast<ptrdiff_t>(plane.step1()),
                    plane.cols,
                    threshold.data(),
                    basis.forward.data(),
                    basis.inverse.data(),
                    sum.ptr<float>(y),
                    weight.ptr<float>(y),
                    static_cast<ptrdiff_t>(sum.step1()));
        }
      }
    });
  }
  cv::Mat out;
  cv::divide(sum, weight, out);
  return out;
}

double QualityScale(double quality) {
  quality = std::clamp(quality, 1.0, 100.0);
  return quality < 50.0 ? 50.0 / quality : 2.0 - quality / 50.0;
}

Block Thresholds(const Conditions& conditions, const int* table, double amplitude) {
  const double noise = kNoiseThreshold * conditions.noise_sigma * kLevel;
  Block thresholds{};
  for (int i = 0; i < 64; ++i) {
    double step = 0.0;
    if (conditions.jpeg_quality < 100.0) {
      step = std::max(1.0, table[i] * QualityScale(conditions.jpeg_quality)) * kLevel * amplitude;
    }
    thresholds[i] = static_cast<float>(std::hypot(noise, kQuantThreshold * step));
  }
  return thresholds;
}

}  // namespace

bool HasClassicalRestore(const Conditions& conditions) {
  return conditions.noise_sigma > 0.5 || conditions.jpeg_quality < 95.0;
}

cv::Mat ClassicalRestore(const cv::Mat& pixels, const Conditions& conditions, double strength) {
  if (!HasClassicalRestore(conditions) || strength <= 0.0) return pixels.clone();
  static const Basis basis = MakeBasis();
  // Blocks that stick out see the border replicated; sizes end on the grid of positions.
  const int right = kBlock + (pixels.cols & 1);
  const int bottom = kBlock + (pixels.rows & 1);
  cv::Mat padded;
  cv::copyMakeBorder(
      pixels, padded, kBlock, bottom, kBlock, right, cv::BORDER_REPLICATE | cv::BORDER_ISOLATED);
  cv::Mat out;
  if (pixels.channels() == 1) {
    out = FilterPlane(padded, Thresholds(conditions, kLumaTable, 1.0), basis);
  } else {
    // Orthonormal opponent colours: white noise keeps its sigma in each. An error of one level in
    // luma is sqrt(3) levels of the first, one in Cb or Cr about 1.7 levels of the others.
    const cv::Matx33f to(0.57735f,
                         0.57735f,
                         0.57735f,  //
                         0.70711f,
                         0.0f,
                         -0.70711f,  //
                         0.40825f,
                         -0.81650f,
                         0.40825f);
    cv::Mat opponent;
    cv::transform(padded, opponent, to);
    std::vector<cv::Mat> planes;
    cv::split(opponent, planes);
    const Block luma = Thresholds(conditions, kLumaTable, std::sqrt(3.0));
    const Block chroma = Thresholds(conditions, kChromaTable, 1.7);
    for (int c = 0; c < 3; ++c) planes[c] = FilterPlane(planes[c], c == 0 ? luma : chroma, basis);
    cv::merge(planes, opponent);
    cv::transform(opponent, out, to.t());
  }
  out = out(cv::Rect(kBlock, kBlock, pixels.cols, pixels.rows)).clone();
  if (strength < 1.0) cv::addWeighted(out, strength, pixels, 1.0 - strength, 0.0, out);
  cv::min(cv::max(out, 0.0), 1.0, out);
  return out;
}

std::unique_ptr<PixelSource> ClassicalRestoreRows(std::unique_ptr<PixelSource> input,
                                                  const Conditions& conditions,
                                                  double strength,
                                                  int strip_rows,
                                                  const Progress* progress) {
  if (!HasClassicalRestore(conditions) || strength <= 0.0) return input;
  const int rows = std::max(kBandRows, strip_rows / kBandRows * kBandRows);
  return FilterRows(std::move(input),
                    {"restore", kRadius, rows, progress},
                    [conditions, strength](const cv::Mat& colour, const cv::Mat&) {
                      return ClassicalRestore(colour, conditions, strength);
                    });
}

}  // namespace sharpscale
