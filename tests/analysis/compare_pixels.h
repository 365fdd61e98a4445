// SPDX-License-Identifier: Apache-2.0

#ifndef SHARPSCALE_TESTS_ANALYSIS_COMPARE_PIXELS_H_
#define SHARPSCALE_TESTS_ANALYSIS_COMPARE_PIXELS_H_

#include <gtest/gtest.h>

#include <utility>

#include "analysis/compare.h"

namespace sharpscale {

// Compare() of two pictures without metadata; fails the test where it cannot.
inline Comparison ComparePixels(const cv::Mat& before, const cv::Mat& after) {
  Image a;
  a.pixels = before;
  Image b;
  b.pixels = after;
  auto comparison = Compare(a, b);
  EXPECT_TRUE(comparison.ok()) << comparison.status();
  return comparison.ok() ? *std::move(comparison) : Comparison();
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ANALYSIS_COMPARE_PIXELS_H_
