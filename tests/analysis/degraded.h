// SPDX-License-Identifier: Apache-2.0
//
// File: tests/analysis/degraded.h
//
// A picture after a history given as text (datasets/degrade.h), rounded to 8 bits.

#ifndef SHARPSCALE_TESTS_ANALYSIS_DEGRADED_H_
#define SHARPSCALE_TESTS_ANALYSIS_DEGRADED_H_

#include <gtest/gtest.h>

#include <string_view>

#include "datasets/degrade.h"
#include "tests/analysis/dead_leaves.h"

namespace sharpscale {

inline Image Degraded(const cv::Mat& picture, std::string_view history, uint64_t seed = 1) {
  const auto steps = DegradationFromText(history);
  EXPECT_TRUE(steps.ok()) << steps.status();
  if (!steps.ok()) return ToImage8(picture);
  const auto result = Degrade(picture, *steps, seed);
  EXPECT_TRUE(result.ok()) << result.status();
  return ToImage8(result.ok() ? *result : picture);
}

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_ANALYSIS_DEGRADED_H_
