// SPDX-License-Identifier: Apache-2.0

#include "analysis/line_spectrum.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace sharpscale {
namespace {

// The definition, term by term.
double DctTerm(const cv::Mat1f& rows, int y, int k) {
  const int n = rows.cols;
  double sum = 0.0;
  for (int i = 0; i < n; ++i) sum += rows(y, i) * std::cos(CV_PI * (i + 0.5) * k / n);
  return sum * std::sqrt((k == 0 ? 1.0 : 2.0) / n);
}

// Lengths with small and with large prime factors take different ways; rows go in groups and pairs.
TEST(LineSpectrumTest, IsTheDctOfAnyLength) {
  std::mt19937 random(3);
  std::uniform_real_distribution<float> level(0.0F, 255.0F);
  for (const int n : {1, 2, 7, 37, 94, 128, 331}) {
    for (const int lines : {1, 3, 35}) {
      cv::Mat1f rows(lines, n);
      for (float& v : rows) v = level(random);
      const cv::Mat1f found = DctOfRows(rows);
      ASSERT_EQ(found.size(), rows.size());
      for (int y = 0; y < lines; ++y) {
        for (int k = 0; k < n; ++k) {
          ASSERT_NEAR(found(y, k), DctTerm(rows, y, k), 0.02)
              << n << " px, line " << y << " of " << lines << ", coefficient " << k;
        }
      }
    }
  }
}

TEST(LineSpectrumTest, NothingGivesNothing) {
  EXPECT_TRUE(DctOfRows(cv::Mat1f()).empty());
}

}  // namespace
}  // namespace sharpscale
