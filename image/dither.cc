// SPDX-License-Identifier: Apache-2.0

#include "image/dither.h"

#include <algorithm>
#include <cmath>

namespace sharpscale {
namespace {

// The R2 sequence of M. Roberts (2018): multiples of 1/g and 1/g^2, g the plastic number, mod 1, in
// units of 2^-32. Neighbouring thresholds differ much, so the pattern has little low-frequency
// power.
constexpr uint32_t kStepX = 3242174889u;
constexpr uint32_t kStepY = 2447445414u;

uint32_t Threshold(int x, int y) {
  return static_cast<uint32_t>(x) * kStepX + static_cast<uint32_t>(y) * kStepY;
}

// floor(v / 257 + t), t in [0, 1): exact where v is a multiple of 257.
void Row16To8(const uint16_t* from, uint8_t* to, int width, int channels, int y) {
  for (int x = 0; x < width; ++x) {
    const uint32_t t = (Threshold(x, y) >> 16) * 257u >> 16;  // 0..256
    for (int c = 0; c < channels; ++c, ++from, ++to) {
      *to = static_cast<uint8_t>((*from + t) / 257u);
    }
  }
}

float Clip(float v) {
  return v > 0.0f ? std::min(v, 1.0f) : 0.0f;
}  // NaN compares false

void RowFloatTo8(const float* from, uint8_t* to, int width, int channels, int y) {
  for (int x = 0; x < width; ++x) {
    // Thresholds keep a hundredth away from 0 and 1: n / 255 in float is exact enough for that.
    const float t = 0.01f + 0.98f * (static_cast<float>(Threshold(x, y) >> 8) * 0x1p-24f);
    for (int c = 0; c < channels; ++c, ++from, ++to) {
      *to = static_cast<uint8_t>(std::min(255.0f, std::floor(Clip(*from) * 255.0f + t)));
    }
  }
}

void RowFloatTo16(const float* from, uint16_t* to, int count) {
  for (int i = 0; i < count; ++i) {
    to[i] = static_cast<uint16_t>(std::lround(Clip(from[i]) * 65535.0f));
  }
}

}  // namespace

cv::Mat ConvertDepth(const cv::Mat& rows, int depth, int first_row) {
  if (rows.depth() == depth) return rows;
  const int channels = rows.channels();
  cv::Mat result(rows.size(), CV_MAKETYPE(depth, channels));
  for (int y = 0; y < rows.rows; ++y) {
    const int values = rows.cols * channels;
    if (rows.depth() == CV_16U) {
      Row16To8(rows.ptr<uint16_t>(y), result.ptr<uint8_t>(y), rows.cols, channels, first_row + y);
    } else if (rows.depth() == CV_8U) {
      const uint8_t* from = rows.ptr<uint8_t>(y);
      uint16_t* to = result.ptr<uint16_t>(y);
      for (int i = 0; i < values; ++i) to[i] = static_cast<uint16_t>(from[i] * 257);
    } else if (depth == CV_8U) {
      RowFloatTo8(rows.ptr<float>(y), result.ptr<uint8_t>(y), rows.cols, channels, first_row + y);
    } else {
      RowFloatTo16(rows.ptr<float>(y), result.ptr<uint16_t>(y), values);
    }
  }
  return result;
}

}  // namespace sharpscale
