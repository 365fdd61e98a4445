// SPDX-License-Identifier: Apache-2.0

#include "analysis/planes.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/hal/hal.hpp>
#include <vector>

#include "analysis/hot.h"

namespace sharpscale {
namespace {

constexpr float kRed = 0.299F;
constexpr float kGreen = 0.587F;
constexpr float kBlue = 0.114F;

// Scale of a depth's code values to 0..255.
float LevelScale(int depth) {
  switch (depth) {
    case CV_16U:
      return 255.0F / 65535.0F;
    case CV_32F:
      return 255.0F;
    default:
      return 1.0F;
  }
}

SHARPSCALE_HOT void GrayRow8(const uint8_t* in, int n, float* out) {
  for (int i = 0; i < n; ++i) out[i] = static_cast<float>(in[i]);
}

SHARPSCALE_HOT void GrayRow16(const uint16_t* in, int n, float scale, float* out) {
  for (int i = 0; i < n; ++i) out[i] = scale * static_cast<float>(in[i]);
}

SHARPSCALE_HOT void LumaRow8(const uint8_t* in, int n, float* out) {
  for (int i = 0; i < n; ++i) {
    out[i] = kRed * static_cast<float>(in[3 * i]) + kGreen * static_cast<float>(in[3 * i + 1]) +
             kBlue * static_cast<float>(in[3 * i + 2]);
  }
}

SHARPSCALE_HOT void LumaRow16(const uint16_t* in, int n, float scale, float* out) {
  for (int i = 0; i < n; ++i) {
    out[i] =
        scale * (kRed * static_cast<float>(in[3 * i]) + kGreen * static_cast<float>(in[3 * i + 1]) +
                 kBlue * static_cast<float>(in[3 * i + 2]));
  }
}

// Copies a row of floats, scaled; what is not finite becomes 0 and is counted.
int64_t FiniteRow(const float* in, int n, float scale, float* out) {
  int64_t bad = 0;
  for (int i = 0; i < n; ++i) {
    const bool finite = std::isfinite(in[i]);
    out[i] = finite ? scale * in[i] : 0.0F;
    bad += finite ? 0 : 1;
  }
  return bad;
}

SHARPSCALE_HOT void MixRow(const float* in, int n, float* out) {
  for (int i = 0; i < n; ++i) {
    out[i] = kRed * in[3 * i] + kGreen * in[3 * i + 1] + kBlue * in[3 * i + 2];
  }
}

template <typename T>
void ChromaRow(const T* in, int n, float scale, float* cb, float* cr) {
  for (int i = 0; i < n; ++i) {
    const float r = scale * static_cast<float>(in[3 * i]);
    const float g = scale * static_cast<float>(in[3 * i + 1]);
    const float b = scale * static_cast<float>(in[3 * i + 2]);
    cb[i] = -0.168735892F * r - 0.331264108F * g + 0.5F * b;
    cr[i] = 0.5F * r - 0.418687589F * g - 0.081312411F * b;
  }
}

SHARPSCALE_HOT void ChromaRow8(const uint8_t* in, int n, float* cb, float* cr) {
  for (int i = 0; i < n; ++i) {
    const float r = static_cast<float>(in[3 * i]);
    const float g = static_cast<float>(in[3 * i + 1]);
    const float b = static_cast<float>(in[3 * i + 2]);
    cb[i] = -0.168735892F * r - 0.331264108F * g + 0.5F * b;
    cr[i] = 0.5F * r - 0.418687589F * g - 0.081312411F * b;
  }
}

SHARPSCALE_HOT void HalveRow(const float* a, const float* b, int n, float* out) {
  for (int i = 0; i < n; ++i) {
    out[i] = 0.25F * ((a[2 * i] + a[2 * i + 1]) + (b[2 * i] + b[2 * i + 1]));
  }
}

// Taps 1..3 of the derivative and 0..3 of the smoothing kernel, sigma 1.
struct GaussianTaps {
  std::array<float, 4> smooth{};
  std::array<float, 4> slope{};  // [0] = 0
};

GaussianTaps MakeTaps() {
  GaussianTaps taps;
  double sum = 0.0;
  double moment = 0.0;
  for (int i = 0; i <= 3; ++i) {
    const double g = std::exp(-0.5 * i * i);
    taps.smooth[static_cast<size_t>(i)] = static_cast<float>(g);
    taps.slope[static_cast<size_t>(i)] = static_cast<float>(i * g);
    sum += (i == 0 ? 1.0 : 2.0) * g;
    moment += 2.0 * i * i * g;
  }
  for (float& t : taps.smooth) t = static_cast<float>(t / sum);
  for (float& t : taps.slope) t = static_cast<float>(t / moment);
  return taps;
}

SHARPSCALE_HOT void VerticalPass(const float* const* rows,
                                 int n,
                                 const GaussianTaps& taps,
                                 float* __restrict smooth,
                                 float* __restrict slope) {
  const float* r0 = rows[0];
  const float* r1 = rows[1];
  const float* r2 = rows[2];
  const float* r3 = rows[3];
  const float* r4 = rows[4];
  const float* r5 = rows[5];
  const float* r6 = rows[6];
  const float s0 = taps.smooth[0], s1 = taps.smooth[1], s2 = taps.smooth[2], s3 = taps.smooth[3];
  const float d1 = taps.slope[1], d2 = taps.slope[2], d3 = taps.slope[3];
  for (int i = 0; i < n; ++i) {
    smooth[i] = s0 * r3[i] + s1 * (r2[i] + r4[i]) + s2 * (r1[i] + r5[i]) + s3 * (r0[i] + r6[i]);
    slope[i] = d1 * (r4[i] - r2[i]) + d2 * (r5[i] - r1[i]) + d3 * (r6[i] - r0[i]);
  }
}

// Inputs reach 3 px beyond both ends. `squares`: of the magnitude.
SHARPSCALE_HOT void HorizontalPass(const float* __restrict smooth,
                                   const float* __restrict slope,
                                   int n,
                                   const GaussianTaps& taps,
                                   float* __restrict gx,
                                   float* __restrict gy,
                                   float* __restrict squares) {
  const float s0 = taps.smooth[0], s1 = taps.smooth[1], s2 = taps.smooth[2], s3 = taps.smooth[3];
  const float d1 = taps.slope[1], d2 = taps.slope[2], d3 = taps.slope[3];
  for (int i = 0; i < n; ++i) {
    const float x = d1 * (smooth[i + 4] - smooth[i + 2]) + d2 * (smooth[i + 5] - smooth[i + 1]) +
                    d3 * (smooth[i + 6] - smooth[i]);
    const float y = s0 * slope[i + 3] + s1 * (slope[i + 2] + slope[i + 4]) +
                    s2 * (slope[i + 1] + slope[i + 5]) + s3 * (slope[i] + slope[i + 6]);
    gx[i] = x;
    gy[i] = y;
    squares[i] = x * x + y * y;
  }
}

// `plane`: zero outside `inside`.
void ClearAround(const cv::Rect& inside, cv::Mat1f* plane) {
  for (int y = 0; y < plane->rows; ++y) {
    float* row = (*plane)[y];
    const bool beside = y >= inside.y && y < inside.br().y;
    std::fill(row, row + (beside ? inside.x : plane->cols), 0.0F);
    if (beside) std::fill(row + inside.br().x, row + plane->cols, 0.0F);
  }
}

struct DctBasis {
  float c[8][8];  // [frequency][sample]
};

DctBasis MakeDctBasis() {
  DctBasis basis{};
  for (int u = 0; u < 8; ++u) {
    const double scale = u == 0 ? std::sqrt(1.0 / 8.0) : std::sqrt(2.0 / 8.0);
    for (int x = 0; x < 8; ++x) {
      basis.c[u][x] = static_cast<float>(scale * std::cos((2 * x + 1) * u * CV_PI / 16.0));
    }
  }
  return basis;
}

SHARPSCALE_HOT void Dct(const DctBasis& basis,
                        const float* block,
                        size_t stride,
                        float offset,
                        float* out) {
  float middle[64];  // [sample row][horizontal frequency]
  for (int y = 0; y < 8; ++y) {
    const float* row = block + static_cast<size_t>(y) * stride;
    float line[8];
    for (int x = 0; x < 8; ++x) line[x] = row[x] - offset;
    for (int u = 0; u < 8; ++u) {
      float sum = 0.0F;
      for (int x = 0; x < 8; ++x) sum += basis.c[u][x] * line[x];
      middle[8 * y + u] = sum;
    }
  }
  for (int v = 0; v < 8; ++v) {
    float sums[8] = {};
    for (int y = 0; y < 8; ++y) {
      for (int u = 0; u < 8; ++u) sums[u] += basis.c[v][y] * middle[8 * y + u];
    }
    for (int u = 0; u < 8; ++u) out[8 * v + u] = sums[u];
  }
}

}  // namespace

int64_t ConvertToLuma(const cv::Mat& native, cv::Mat1f luma) {
  const int n = native.cols;
  const bool gray = native.channels() == 1;
  const float scale = LevelScale(native.depth());
  std::vector<float> line(native.depth() == CV_32F ? static_cast<size_t>(n) * 3 : 0);
  int64_t bad = 0;
  for (int y = 0; y < native.rows; ++y) {
    float* out = luma[y];
    switch (native.depth()) {
      case CV_8U:
        gray ? GrayRow8(native.ptr<uint8_t>(y), n, out) : LumaRow8(native.ptr<uint8_t>(y), n, out);
        break;
      case CV_16U:
        gray ? GrayRow16(native.ptr<uint16_t>(y), n, scale, out)
             : LumaRow16(native.ptr<uint16_t>(y), n, scale, out);
        break;
      default:
        if (gray) {
          bad += FiniteRow(native.ptr<float>(y), n, scale, out);
        } else {
          bad += FiniteRow(native.ptr<float>(y), 3 * n, scale, line.data());
          MixRow(line.data(), n, out);
        }
    }
  }
  return bad;
}

void ConvertToChroma(const cv::Mat& native, cv::Mat1f* cb, cv::Mat1f* cr) {
  cb->create(native.size());
  cr->create(native.size());
  const int n = native.cols;
  const float scale = LevelScale(native.depth());
  std::vector<float> line(native.depth() == CV_32F ? static_cast<size_t>(n) * 3 : 0);
  for (int y = 0; y < native.rows; ++y) {
    switch (native.depth()) {
      case CV_8U:
        ChromaRow8(native.ptr<uint8_t>(y), n, (*cb)[y], (*cr)[y]);
        break;
      case CV_16U:
        ChromaRow(native.ptr<uint16_t>(y), n, scale, (*cb)[y], (*cr)[y]);
        break;
      default:
        FiniteRow(native.ptr<float>(y), 3 * n, scale, line.data());
        ChromaRow(line.data(), n, 1.0F, (*cb)[y], (*cr)[y]);
    }
  }
}

void HalveBox(const cv::Mat1f& plane, cv::Mat1f half) {
  for (int y = 0; y < half.rows; ++y) {
    HalveRow(plane[2 * y], plane[2 * y + 1], half.cols, half[y]);
  }
}

void GaussianGradients(const cv::Mat1f& plane,
                       const cv::Rect& where,
                       cv::Mat1f* gx,
                       cv::Mat1f* gy,
                       cv::Mat1f* magnitude) {
  const GaussianTaps taps = MakeTaps();
  const cv::Rect room(3, 3, std::max(0, plane.cols - 6), std::max(0, plane.rows - 6));
  const cv::Rect inside = where & room;
  for (cv::Mat1f* out : {gx, gy, magnitude}) {
    out->create(plane.size());
    ClearAround(inside, out);
  }
  if (inside.empty()) return;
  const int left = inside.x - 3;
  const int count = inside.width + 6;
  std::vector<float> smooth(static_cast<size_t>(count));
  std::vector<float> slope(static_cast<size_t>(count));
  for (int y = inside.y; y < inside.br().y; ++y) {
    const float* rows[7];
    for (int k = 0; k < 7; ++k) rows[k] = plane[y - 3 + k] + left;
    VerticalPass(rows, count, taps, smooth.data(), slope.data());
    HorizontalPass(smooth.data(),
                   slope.data(),
                   inside.width,
                   taps,
                   (*gx)[y] + inside.x,
                   (*gy)[y] + inside.x,
                   (*magnitude)[y] + inside.x);
    // A call of its own: GCC keeps a loop with square roots scalar for errno's sake.
    cv::hal::sqrt32f((*magnitude)[y] + inside.x, (*magnitude)[y] + inside.x, inside.width);
  }
}

void BlockDct8x8(const float* block, size_t stride, float offset, float out[64]) {
  static const DctBasis basis = MakeDctBasis();
  Dct(basis, block, stride, offset, out);
}

SHARPSCALE_HOT void InverseBlockDct8x8(const float coefficients[64],
                                       float offset,
                                       float* block,
                                       size_t stride) {
  static const DctBasis basis = MakeDctBasis();
  for (int y = 0; y < 8; ++y) {
    float middle[8] = {};  // of this row: by horizontal frequency
    for (int v = 0; v < 8; ++v) {
      for (int u = 0; u < 8; ++u) middle[u] += basis.c[v][y] * coefficients[8 * v + u];
    }
    float row[8];
    std::fill(row, row + 8, offset);
    for (int u = 0; u < 8; ++u) {
      for (int x = 0; x < 8; ++x) row[x] += basis.c[u][x] * middle[u];
    }
    std::copy(row, row + 8, block + static_cast<size_t>(y) * stride);
  }
}

}  // namespace sharpscale
