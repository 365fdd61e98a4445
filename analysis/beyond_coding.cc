// SPDX-License-Identifier: Apache-2.0

#include "analysis/beyond_coding.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "analysis/added_statistics.h"
#include "analysis/fidelity_planes.h"
#include "analysis/hot.h"
#include "analysis/planes.h"

namespace sharpscale {
namespace {

constexpr int kBlock = 8;             // px, of JPEG
constexpr double kNoiseMargin = 2.0;  // of expected power: chance, and noise measured too low

// What noise leaves beyond half a step: E[(|u + n| - h)+^2] with u uniform within +-h and n
// Gaussian, whose limits are sigma^2 for h = 0 and 0.266 sigma^3 / h for large h.
double NoiseBeyond(double half_step, double sigma) {
  return sigma > 0.0 ? sigma * sigma / (1.0 + 3.76 * half_step / sigma) : 0.0;
}

SHARPSCALE_HOT void Subtract(const float* a, const float* b, int count, float* out) {
  for (int x = 0; x < count; ++x) out[x] = a[x] - b[x];
}

// Sum of squares of what coefficients have beyond `half`.
SHARPSCALE_HOT float PowerBeyond(const float* dct, const float* half) {
  float lanes[16] = {};
  for (int k = 0; k < 64; k += 16) {
    for (int lane = 0; lane < 16; ++lane) {
      const float beyond = std::max(0.0F, std::abs(dct[k + lane]) - half[k + lane]);
      lanes[lane] += beyond * beyond;
    }
  }
  for (int step = 8; step > 0; step /= 2) {
    for (int lane = 0; lane < step; ++lane) lanes[lane] += lanes[lane + step];
  }
  return lanes[0];
}

// Sum of squares of a block.
SHARPSCALE_HOT float Power(const float* block, size_t stride) {
  float lanes[kBlock] = {};
  for (int v = 0; v < kBlock; ++v) {
    const float* row = block + static_cast<size_t>(v) * stride;
    for (int u = 0; u < kBlock; ++u) lanes[u] += row[u] * row[u];
  }
  return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
         ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

}  // namespace

cv::Mat1f BeyondCoding(const cv::Mat& source,
                       const cv::Mat& result,
                       const CodingLimits& limits,
                       const Progress* progress) {
  std::array<float, 64> half;
  double noise = 0.0;
  for (size_t k = 0; k < half.size(); ++k) {
    half[k] = 0.5F * static_cast<float>(limits.steps[k]);
    noise += NoiseBeyond(half[k], limits.Noise()) / 64.0;
  }
  const auto expected = static_cast<float>(kNoiseMargin * noise);
  // Blocks from before the picture to behind it; what lies outside repeats the border.
  const auto first = [](int grid) { return -(((-grid) % kBlock + kBlock) % kBlock); };
  const int x0 = first(limits.grid_x);
  const int y0 = first(limits.grid_y);
  const int columns = (source.cols - x0 + kBlock - 1) / kBlock;
  const int rows = (source.rows - y0 + kBlock - 1) / kBlock;
  cv::Mat1f blocks(rows, columns);
  const auto strip_powers = [&](int, int begin, int end) {
    const int width = columns * kBlock;
    cv::Mat1f difference(kBlock, width);
    std::vector<float> a(static_cast<size_t>(source.cols));
    std::vector<float> b(a.size());
    for (int j = begin; j < end; ++j) {
      for (int v = 0; v < kBlock; ++v) {
        const int y = std::clamp(y0 + j * kBlock + v, 0, source.rows - 1);
        ReadRow(result, y, a.data());
        ReadRow(source, y, b.data());
        float* row = difference.ptr<float>(v);
        float* inside = row - x0;
        Subtract(a.data(), b.data(), source.cols, inside);
        std::fill(row, inside, inside[0]);
        std::fill(inside + source.cols, row + width, inside[source.cols - 1]);
      }
      for (int i = 0; i < columns; ++i) {
        const float* block = difference.ptr<float>(0) + i * kBlock;
        // The transform keeps the power: what is less than the noise leaves is so in each basis.
        if (Power(block, difference.step1()) <= 64.0F * expected) {
          blocks(j, i) = 0.0F;
          continue;
        }
        float dct[64];
        BlockDct8x8(block, difference.step1(), 0.0F, dct);
        blocks(j, i) = std::max(0.0F, PowerBeyond(dct, half.data()) / 64.0F - expected);
      }
    }
  };
  ForEachStrip(rows, 8, strip_powers, progress);

  // What was coded of a block beyond the picture's border is not known: whole blocks beside it
  // tell.
  const auto whole = [](int from, int count, int size) {
    const cv::Range range(from < 0 ? 1 : 0, from + count * kBlock > size ? count - 1 : count);
    return range.start < range.end ? range : cv::Range(0, count);
  };
  const cv::Range across = whole(x0, columns, source.cols);
  const cv::Range down = whole(y0, rows, source.rows);
  cv::Mat1f power((source.rows + kDetailBlock - 1) / kDetailBlock,
                  (source.cols + kDetailBlock - 1) / kDetailBlock);
  constexpr int kMiddle = kDetailBlock / 2;
  for (int j = 0; j < power.rows; ++j) {
    const int v = (j * kDetailBlock + kMiddle - y0) / kBlock;
    for (int i = 0; i < power.cols; ++i) {
      const int u = (i * kDetailBlock + kMiddle - x0) / kBlock;
      power(j, i) = blocks(std::clamp(v, down.start, down.end - 1),
                           std::clamp(u, across.start, across.end - 1));
    }
  }
  return power;
}

}  // namespace sharpscale
