// SPDX-License-Identifier: Apache-2.0

#include "datasets/jpeg_codec.h"

#include <gtest/gtest.h>

#include "datasets/charts.h"

namespace sharpscale {
namespace {

// Mean step across the columns that begin a block, over that across all others.
double BlockinessAt(const cv::Mat& gray, int phase) {
  double on = 0.0;
  double off = 0.0;
  int on_count = 0;
  int off_count = 0;
  for (int x = 1; x < gray.cols; ++x) {
    const double step = cv::norm(gray.col(x), gray.col(x - 1), cv::NORM_L1);
    if (x % 8 == phase) {
      on += step;
      ++on_count;
    } else {
      off += step;
      ++off_count;
    }
  }
  return (on / on_count) / (off / off_count);
}

cv::Mat Ramp() {
  cv::Mat ramp(128, 128, CV_8UC1);
  for (int y = 0; y < ramp.rows; ++y) {
    for (int x = 0; x < ramp.cols; ++x) {
      ramp.at<uchar>(y, x) = static_cast<uchar>(60 + x / 2 + y / 3 + (x * 7 + y * 13) % 5);
    }
  }
  return ramp;
}

TEST(JpegCodecTest, TheGridIsWhereItWasAsked) {
  for (int phase = 0; phase < 8; ++phase) {
    const auto out = JpegRoundTrip(Ramp(), {.quality = 10, .grid_x = phase});
    ASSERT_TRUE(out.ok());
    ASSERT_EQ(out->size(), cv::Size(128, 128));
    int best = 0;
    for (int p = 1; p < 8; ++p) {
      if (BlockinessAt(*out, p) > BlockinessAt(*out, best)) best = p;
    }
    EXPECT_EQ(best, phase);
  }
}

TEST(JpegCodecTest, QualityHundredIsNearlyThePicture) {
  const cv::Mat in = RandomChart({64, 64}, 9);
  const auto out = JpegRoundTrip(in, {.quality = 100});
  ASSERT_TRUE(out.ok());
  EXPECT_LE(cv::norm(in, *out, cv::NORM_INF), 6.0);
}

TEST(JpegCodecTest, SubsamplingHurtsColourOnly) {
  // Stripes of equal brightness and different colour, one px wide.
  cv::Mat stripes(32, 32, CV_8UC3);
  for (int x = 0; x < 32; ++x) {
    stripes.col(x).setTo(x % 2 ? cv::Scalar(180, 100, 100) : cv::Scalar(80, 151, 100));
  }
  const auto full = JpegRoundTrip(stripes, {.quality = 98});
  const auto half = JpegRoundTrip(stripes, {.quality = 98, .chroma_420 = true});
  ASSERT_TRUE(full.ok() && half.ok());
  EXPECT_LT(cv::norm(stripes, *full, cv::NORM_INF), 10.0);
  EXPECT_GT(cv::norm(stripes, *half, cv::NORM_INF), 30.0);
}

TEST(JpegCodecTest, OnePixelAndErrors) {
  const cv::Mat one(1, 1, CV_8UC3, cv::Scalar(10, 200, 30));
  const auto out =
      JpegRoundTrip(one, {.quality = 90, .chroma_420 = true, .grid_x = 7, .grid_y = 1});
  ASSERT_TRUE(out.ok());
  EXPECT_EQ(out->size(), cv::Size(1, 1));
  EXPECT_FALSE(JpegRoundTrip(one, {.quality = 0}).ok());
  EXPECT_FALSE(JpegRoundTrip(one, {.quality = 50, .grid_x = 8}).ok());
  EXPECT_FALSE(JpegRoundTrip(cv::Mat(), {}).ok());
  EXPECT_FALSE(JpegRoundTrip(cv::Mat(4, 4, CV_32F), {}).ok());
  EXPECT_FALSE(DecodeJpeg("not a jpeg").ok());
  EXPECT_FALSE(DecodeJpeg("").ok());
}

TEST(JpegCodecTest, WebpRoundTrip) {
  const cv::Mat in = RandomChart({48, 40}, 2);
  const auto good = WebpRoundTrip(in, 95.0);
  const auto bad = WebpRoundTrip(in, 5.0);
  ASSERT_TRUE(good.ok() && bad.ok());
  EXPECT_LT(cv::norm(in, *good, cv::NORM_L2), cv::norm(in, *bad, cv::NORM_L2));
  EXPECT_FALSE(WebpRoundTrip(in, 101.0).ok());
}

}  // namespace
}  // namespace sharpscale
