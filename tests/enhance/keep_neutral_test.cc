// SPDX-License-Identifier: Apache-2.0

#include "enhance/keep_neutral.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

TEST(KeepNeutral, GrayStaysGrayAndWhiteComesHalfWayBack) {
  cv::Mat3f source(1, 3);
  source(0, 0) = {0.500F, 0.510F, 0.520F};  // gray, within 6 levels
  source(0, 1) = {1.0F, 1.0F, 1.0F};
  source(0, 2) = {0.500F, 0.510F, 0.530F};  // a colour
  const cv::Vec3f tinted(0.9F, 0.8F, 0.7F);
  const float luma = 0.299F * 0.9F + 0.587F * 0.8F + 0.114F * 0.7F;
  const cv::Mat3f kept = KeepNeutral(source, cv::Mat3f(1, 3, tinted));
  for (int c = 0; c < 3; ++c) {
    EXPECT_NEAR(kept(0, 0)[c], luma, 1e-5) << c;
    EXPECT_NEAR(kept(0, 1)[c], 0.5F * (luma + 1.0F), 1e-5) << c;
    EXPECT_EQ(kept(0, 2)[c], tinted[c]) << c;
  }
}

TEST(KeepNeutral, OfGrayPicturesOnlyWhiteMoves) {
  cv::Mat1f source(1, 2);
  source << 1.0F, 0.4F;
  cv::Mat1f result(1, 2);
  result << 0.8F, 0.3F;
  const cv::Mat1f kept = KeepNeutral(source, result);
  EXPECT_NEAR(kept(0, 0), 0.9F, 1e-6);
  EXPECT_EQ(kept(0, 1), 0.3F);
  EXPECT_EQ(result(0, 0), 0.8F);  // not written into
}

}  // namespace
}  // namespace sharpscale
