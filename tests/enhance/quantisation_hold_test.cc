// SPDX-License-Identifier: Apache-2.0

#include "enhance/quantisation_hold.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/core.hpp>

#include "analysis/jpeg_table_quality.h"
#include "analysis/planes.h"
#include "enhance/block_dct.h"
#include "enhance/luma.h"

namespace sharpscale {
namespace {

constexpr float kLevel = 1.0F / 255.0F;

cv::Mat Random(int width, int height, int type, uint64_t seed) {
  cv::Mat picture(height, width, type);
  cv::RNG random(seed);
  random.fill(picture, cv::RNG::UNIFORM, 0.2, 0.8);
  return picture;
}

QuantisationHold HoldAt(int quality, int grid_x = 0, int grid_y = 0) {
  QuantisationHold hold;
  hold.steps = IjgLumaTable(quality);
  hold.grid_x = grid_x;
  hold.grid_y = grid_y;
  return hold;
}

// `picture` with one coefficient of the block at (x, y) changed, in levels.
cv::Mat Changed(const cv::Mat& picture, int x, int y, int k, float levels) {
  float coefficients[64] = {};
  coefficients[k] = levels * kLevel;
  float block[64];
  InverseBlockDct8x8(coefficients, 0.0F, block, 8);
  cv::Mat changed = picture.clone();
  const int channels = picture.channels();
  for (int v = 0; v < 8; ++v) {
    for (int u = 0; u < 8 * channels; ++u) {
      changed.ptr<float>(y + v)[x * channels + u] += block[v * 8 + u / channels];
    }
  }
  return changed;
}

double Far(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_INF);
}

TEST(BlockDctTest, InverseUndoesTheTransform) {
  const cv::Mat block = Random(8, 8, CV_32FC1, 1);
  float coefficients[64], back[64];
  BlockDct8x8(block.ptr<float>(), block.step1(), 0.0F, coefficients);
  InverseBlockDct8x8(coefficients, 0.0F, back, 8);
  EXPECT_LT(Far(block, cv::Mat(8, 8, CV_32FC1, back)), 1e-6);
}

TEST(BlockDctTest, FirstBlockIsSeenFromTheOrigin) {
  EXPECT_EQ(FirstBlock(0, 0), 0);
  EXPECT_EQ(FirstBlock(3, 0), 3);
  EXPECT_EQ(FirstBlock(0, 3), 5);
  EXPECT_EQ(FirstBlock(2, 18), 0);
  EXPECT_EQ(FirstBlock(7, 64), 7);
}

TEST(HoldToQuantisationTest, WithinBoundsNothingChanges) {
  const cv::Mat source = Random(32, 24, CV_32FC3, 2);
  const QuantisationHold hold = HoldAt(50);
  // Half a step of coefficient 9 is 6 levels.
  const cv::Mat inside = Changed(source, 8, 8, 9, 5.9F);
  EXPECT_EQ(Far(HoldToQuantisation(source, inside, hold, {}), inside), 0.0);
}

TEST(HoldToQuantisationTest, BeyondBoundsIsBroughtBackToThem) {
  for (const int type : {CV_32FC1, CV_32FC3}) {
    const cv::Mat source = Random(32, 24, type, 3);
    const QuantisationHold hold = HoldAt(50);
    for (const float levels : {20.0F, -20.0F}) {
      const cv::Mat held = HoldToQuantisation(source, Changed(source, 16, 8, 9, levels), hold, {});
      EXPECT_LT(Far(held, Changed(source, 16, 8, 9, std::copysign(6.0F, levels))), 1e-5);
    }
  }
}

TEST(HoldToQuantisationTest, OnlyLumaIsHeld) {
  const cv::Mat source = Random(16, 16, CV_32FC3, 4);
  // Green less, red and blue more, so that luma stays.
  const cv::Scalar colour(0.1 / 0.299, -0.2 / 0.587, 0.1 / 0.114);
  const cv::Mat tinted = source + 0.5 * colour;
  EXPECT_LT(Far(HoldToQuantisation(source, tinted, HoldAt(50), {}), tinted), 1e-5);
}

TEST(HoldToQuantisationTest, SharesGoByClassAndBand) {
  const cv::Mat flat(8, 8, CV_32FC1, cv::Scalar(0.5));
  QuantisationHold hold = HoldAt(50);
  hold.shares[0][static_cast<size_t>(HoldBand(9))] = 0.5F;
  EXPECT_LT(Far(HoldToQuantisation(flat, Changed(flat, 0, 0, 9, 4.0F), hold, {}),
                Changed(flat, 0, 0, 9, 2.0F)),
            1e-5);
  // Stored as something: the other class.
  const cv::Mat stored = Changed(flat, 0, 0, 9, 24.0F);
  const cv::Mat moved = Changed(flat, 0, 0, 9, 20.0F);
  EXPECT_LT(Far(HoldToQuantisation(stored, moved, hold, {}), moved), 1e-5);
}

TEST(HoldToQuantisationTest, TheGridIsThatOfTheWholePicture) {
  const cv::Mat source = Random(40, 40, CV_32FC3, 5);
  const cv::Mat result = Random(40, 40, CV_32FC3, 6);
  const QuantisationHold hold = HoldAt(30, 3, 5);
  const cv::Mat whole = HoldToQuantisation(source, result, hold, {});
  const cv::Rect part(11, 13, 24, 24);  // on the grid
  EXPECT_EQ(Far(HoldToQuantisation(source(part), result(part), hold, part.tl()), whole(part)), 0.0);
  const cv::Rect off(4, 4, 32, 32);  // its whole blocks are those at (11, 13) to (34, 36)
  const cv::Mat held = HoldToQuantisation(source(off), result(off), hold, off.tl());
  EXPECT_EQ(Far(held(cv::Rect(7, 9, 24, 16)), whole(cv::Rect(11, 13, 24, 16))), 0.0);
  // Blocks that the border cuts stay.
  EXPECT_EQ(Far(whole.colRange(0, 3), result.colRange(0, 3)), 0.0);
  EXPECT_EQ(Far(whole.rowRange(37, 40), result.rowRange(37, 40)), 0.0);
}

TEST(HoldToQuantisationTest, ZeroStepsHoldNothingAndTinyPicturesPass) {
  const cv::Mat source = Random(16, 16, CV_32FC3, 7);
  const cv::Mat result = Random(16, 16, CV_32FC3, 8);
  EXPECT_EQ(Far(HoldToQuantisation(source, result, QuantisationHold(), {}), result), 0.0);
  const cv::Mat one = Random(1, 1, CV_32FC3, 9);
  EXPECT_EQ(Far(HoldToQuantisation(one, 0.5 * one, HoldAt(50), {}), 0.5 * one), 0.0);
}

}  // namespace
}  // namespace sharpscale
