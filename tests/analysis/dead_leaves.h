// SPDX-License-Identifier: Apache-2.0
//
// File: tests/analysis/dead_leaves.h
//
// Seeded pictures with the statistics of photographs: discs of random size and shade that cover
// each other ("dead leaves", Lee, Mumford, Huang 2001). Edges are sharp to the pixel's own
// aperture.

#ifndef SHARPSCALE_TESTS_ANALYSIS_DEAD_LEAVES_H_
#define SHARPSCALE_TESTS_ANALYSIS_DEAD_LEAVES_H_

#include <cmath>
#include <opencv2/core.hpp>
#include <opencv2/imgproc.hpp>

#include "image/image.h"

namespace sharpscale {

// CV_32FC3, 0..1, shades between `dark` and `bright`.
inline cv::Mat DeadLeaves(cv::Size size, uint64_t seed, double dark = 0.15, double bright = 0.85) {
  constexpr int kOver = 4;  // samples per px and axis
  cv::Mat fine(size * kOver, CV_8UC3, cv::Scalar::all(128));
  cv::RNG rng(seed);
  const double least = 8.0 * kOver;
  const double most = 0.35 * kOver * std::min(size.width, size.height);
  for (int i = 0; i < 900; ++i) {
    // Radii by a power law of exponent -3: no scale is special.
    const double u = rng.uniform(0.0, 1.0);
    const double radius = 1.0 / std::sqrt(u / (least * least) + (1.0 - u) / (most * most));
    const double shade = rng.uniform(dark, bright);
    cv::Scalar colour;
    for (int c = 0; c < 3; ++c) {
      colour[c] = 255.0 * std::min(bright, std::max(dark, shade + rng.uniform(-0.08, 0.08)));
    }
    cv::circle(fine,
               {rng.uniform(0, fine.cols), rng.uniform(0, fine.rows)},
               static_cast<int>(radius),
               colour,
               cv::FILLED);
  }
  cv::Mat picture;
  cv::resize(fine, picture, size, 0, 0, cv::INTER_AREA);
  cv::Mat result;
  picture.convertTo(result, CV_32F, 1.0 / 255.0);
  return result;
}

// Rounded to 8 bits, as a file would be.
inline Image ToImage8(const cv::Mat& picture) {
  Image image;
  picture.convertTo(image.pixels, CV_8U, 255.0);
  return image;
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ANALYSIS_DEAD_LEAVES_H_
