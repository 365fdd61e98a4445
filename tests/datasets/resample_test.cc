// SPDX-License-Identifier: Apache-2.0

#include "datasets/resample.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "datasets/random.h"

namespace sharpscale {
namespace {

cv::Mat Noise(cv::Size size, int type, uint64_t seed) {
  Random random(seed);
  cv::Mat out(size, type);
  for (int y = 0; y < out.rows; ++y) {
    for (int i = 0; i < out.cols * out.channels(); ++i) {
      out.ptr<float>(y)[i] = static_cast<float>(random.Uniform());
    }
  }
  return out;
}

constexpr ResampleKernel kAll[] = {ResampleKernel::kNearest,
                                   ResampleKernel::kBox,
                                   ResampleKernel::kBilinear,
                                   ResampleKernel::kBicubic,
                                   ResampleKernel::kBicubicOpenCv,
                                   ResampleKernel::kLanczos3};

TEST(ResampleTest, FlatStaysFlatAtAnySize) {
  for (const ResampleKernel kernel : kAll) {
    for (const bool antialias : {false, true}) {
      for (const cv::Size size : {cv::Size(1, 1), cv::Size(7, 5), cv::Size(33, 90)}) {
        const cv::Mat flat(17, 23, CV_32FC3, cv::Scalar(0.25, 0.5, 0.75));
        const cv::Mat out = Resample(flat, size, {kernel, antialias});
        ASSERT_EQ(out.size(), size);
        EXPECT_LT(cv::norm(out, cv::Mat(size, CV_32FC3, cv::Scalar(0.25, 0.5, 0.75)), cv::NORM_INF),
                  1e-5);
      }
    }
  }
}

TEST(ResampleTest, SameSizeIsTheSamePicture) {
  const cv::Mat in = Noise({19, 13}, CV_32FC3, 1);
  for (const ResampleKernel kernel : kAll) {
    EXPECT_EQ(cv::norm(Resample(in, in.size(), {kernel, true}), in, cv::NORM_INF), 0.0);
  }
}

TEST(ResampleTest, HalvingByAreaIsTheMeanOfFour) {
  const cv::Mat in = Noise({20, 12}, CV_32F, 2);
  const cv::Mat out = Resample(in, {10, 6}, {ResampleKernel::kBox, true});
  cv::Mat expected;
  cv::resize(in, expected, {10, 6}, 0, 0, cv::INTER_AREA);
  EXPECT_LT(cv::norm(out, expected, cv::NORM_INF), 1e-6);
}

TEST(ResampleTest, AreaIsExactAtFractions) {
  const cv::Mat in = Noise({20, 15}, CV_32F, 3);
  const cv::Mat out = Resample(in, {13, 8}, {ResampleKernel::kBox, true});
  cv::Mat expected;
  cv::resize(in, expected, {13, 8}, 0, 0, cv::INTER_AREA);
  EXPECT_LT(cv::norm(out, expected, cv::NORM_INF), 1e-5);
}

TEST(ResampleTest, OpenCvCubicIsOpenCvs) {
  const cv::Mat in = Noise({64, 48}, CV_32FC3, 4);
  const cv::Mat out = Resample(in, {32, 24}, {ResampleKernel::kBicubicOpenCv, false});
  cv::Mat expected;
  cv::resize(in, expected, {32, 24}, 0, 0, cv::INTER_CUBIC);
  const cv::Rect inner(3, 3, 26, 18);  // the borders differ: ours mirrors
  EXPECT_LT(cv::norm(out(inner), expected(inner), cv::NORM_INF), 1e-5);
}

TEST(ResampleTest, MatlabBicubicHalvingHasItsPublishedTaps) {
  // imresize(x, 0.5): the eight weights of Keys a = -0.5 stretched by two, at distances 0.25
  // .. 1.75.
  cv::Mat point = cv::Mat::zeros(1, 32, CV_32F);
  point.at<float>(0, 16) = 1.0f;
  const cv::Mat out = Resample(point, {16, 1}, {ResampleKernel::kBicubic, true});
  const double expected[] = {-0.01171875, -0.03515625, 0.11328125, 0.43359375};
  EXPECT_NEAR(out.at<float>(0, 8), expected[3], 1e-5);
  EXPECT_NEAR(out.at<float>(0, 7), expected[2], 1e-5);
  EXPECT_NEAR(out.at<float>(0, 9), expected[1], 1e-5);
  EXPECT_NEAR(out.at<float>(0, 6), expected[0], 1e-5);
}

TEST(ResampleTest, EightBitIsRoundedAndClipped) {
  cv::Mat edge(1, 16, CV_8U, cv::Scalar(0));
  edge.colRange(8, 16).setTo(255);
  const cv::Mat out = Resample(edge, {64, 1}, {ResampleKernel::kLanczos3, true});
  EXPECT_EQ(out.type(), CV_8U);
  double low = 0.0;
  double high = 0.0;
  cv::minMaxLoc(out, &low, &high);
  EXPECT_EQ(low, 0.0);
  EXPECT_EQ(high, 255.0);
}

TEST(ResampleTest, NamesGoThereAndBack) {
  for (const char* name :
       {"nearest", "area", "bilinear", "bicubic", "cv-cubic", "lanczos3", "bicubic-aliased"}) {
    const auto options = ResampleFromName(name);
    ASSERT_TRUE(options.ok()) << name;
    EXPECT_EQ(ResampleName(*options), name);
  }
  EXPECT_FALSE(ResampleFromName("cubic").ok());
  EXPECT_FALSE(ResampleFromName("-aliased").ok());
}

}  // namespace
}  // namespace sharpscale
