// SPDX-License-Identifier: Apache-2.0
//
// File: tests/analysis/edited.h
//
// What users' tools do to 8-bit pictures: resized and sharpened copies.

#ifndef SHARPSCALE_TESTS_ANALYSIS_EDITED_H_
#define SHARPSCALE_TESTS_ANALYSIS_EDITED_H_

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "analysis/register_resample.h"

namespace sharpscale {

inline cv::Mat Resized(const cv::Mat& picture, double factor, GridKernel kernel) {
  const int width = int(std::lround(picture.cols * factor));
  const int height = int(std::lround(picture.rows * factor));
  return ResampleToGrid(
      picture, {width, 1.0 / factor, 0.0}, {height, 1.0 / factor, 0.0}, kernel, CV_8U);
}

// Unsharp mask: `sigma` in px, `amount` 1 = 100 %. `picture`: three channels.
inline cv::Mat Sharpened(const cv::Mat& picture, double sigma, double amount) {
  cv::Mat3f precise;
  picture.convertTo(precise, CV_32F);
  cv::Mat3f blurred;
  cv::GaussianBlur(precise, blurred, {}, sigma);
  cv::Mat result;
  cv::Mat(precise + amount * (precise - blurred)).convertTo(result, CV_8U);
  return result;
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ANALYSIS_EDITED_H_
