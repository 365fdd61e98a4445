// SPDX-License-Identifier: Apache-2.0
//
// File: tests/image/synthetic.h
//
// Small seeded pictures for the tests of image/.

#ifndef SHARPSCALE_TESTS_IMAGE_SYNTHETIC_H_
#define SHARPSCALE_TESTS_IMAGE_SYNTHETIC_H_

#include <cmath>
#include <cstdint>
#include <opencv2/core.hpp>

#include "image/image.h"

namespace sharpscale {

// Independent uniform values over the whole range of the depth.
inline cv::Mat RandomPixels(int width, int height, int type, uint64_t seed) {
  cv::Mat pixels(height, width, type);
  cv::RNG random(seed);
  const double top = MaxValue(CV_MAT_DEPTH(type));
  random.fill(pixels,
              cv::RNG::UNIFORM,
              cv::Scalar::all(0.0),
              cv::Scalar::all(CV_MAT_DEPTH(type) == CV_32F ? top : top + 1.0));
  return pixels;
}

// Gentle waves, different per channel; survives lossy coding within a few levels.
inline cv::Mat SmoothPixels(int width, int height, int type) {
  const int channels = CV_MAT_CN(type);
  cv::Mat waves(height, width, CV_MAKETYPE(CV_32F, channels));
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      for (int c = 0; c < channels; ++c) {
        waves.ptr<float>(y)[x * channels + c] =
            0.5f + 0.2f * std::sin(0.06f * static_cast<float>(x + 9 * c)) +
            0.15f * std::cos(0.05f * static_cast<float>(y - 5 * c));
      }
    }
  }
  cv::Mat pixels;
  waves.convertTo(pixels, CV_MAT_DEPTH(type), MaxValue(CV_MAT_DEPTH(type)));
  return pixels;
}

// Also true where both are empty.
inline bool SamePixels(const cv::Mat& a, const cv::Mat& b) {
  if (a.empty() && b.empty()) return true;
  return a.size() == b.size() && a.type() == b.type() && cv::norm(a, b, cv::NORM_INF) == 0.0;
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_IMAGE_SYNTHETIC_H_
