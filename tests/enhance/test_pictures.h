// SPDX-License-Identifier: Apache-2.0
//
// File: tests/enhance/test_pictures.h
//
// Seeded synthetic pictures.

#ifndef SHARPSCALE_TESTS_ENHANCE_TEST_PICTURES_H_
#define SHARPSCALE_TESTS_ENHANCE_TEST_PICTURES_H_

#include <opencv2/imgproc.hpp>

#include "image/image.h"

namespace sharpscale {

// Soft discs, bars and a slope in colour: edges of many directions and flat areas. CV_32FC3, 0..1.
inline cv::Mat Scene(int width, int height, int seed = 1) {
  cv::RNG rng(seed);
  cv::Mat scene(height, width, CV_32FC3);
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) {
      scene.at<cv::Vec3f>(y, x) = {0.3f + 0.3f * x / width, 0.5f, 0.6f - 0.2f * y / height};
    }
  }
  const int count = std::max(3, width * height / 2500);
  for (int i = 0; i < count; ++i) {
    const cv::Scalar colour(rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9), rng.uniform(0.1, 0.9));
    const cv::Point at(rng.uniform(0, width), rng.uniform(0, height));
    if (i % 2 == 0) {
      cv::circle(scene, at, rng.uniform(3, 18), colour, -1, cv::LINE_8);
    } else {
      const cv::Point to(rng.uniform(0, width), rng.uniform(0, height));
      cv::line(scene, at, to, colour, rng.uniform(1, 5), cv::LINE_8);
    }
  }
  cv::GaussianBlur(scene, scene, cv::Size(), 0.7);
  return scene;
}

inline Image Picture(const cv::Mat& scene, int depth = CV_8U) {
  Image image;
  scene.convertTo(image.pixels, depth, MaxValue(depth));
  return image;
}

inline cv::Mat AsFloat(const cv::Mat& pixels) {
  cv::Mat out;
  pixels.convertTo(out, CV_32F, 1.0 / MaxValue(pixels.depth()));
  return out;
}

inline double MaxDifference(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_INF);
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ENHANCE_TEST_PICTURES_H_
