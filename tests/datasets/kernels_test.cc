// SPDX-License-Identifier: Apache-2.0

#include "datasets/kernels.h"

#include <gtest/gtest.h>

#include <cmath>

#include "datasets/random.h"

namespace sharpscale {
namespace {

// Second moment along x of a kernel, px^2.
double VarianceX(const cv::Mat& kernel) {
  double sum = 0.0;
  for (int y = 0; y < kernel.rows; ++y) {
    for (int x = 0; x < kernel.cols; ++x) {
      const double d = x - kernel.cols / 2;
      sum += d * d * kernel.at<float>(y, x);
    }
  }
  return sum;
}

TEST(KernelsTest, EveryKernelSumsToOneAndIsCentred) {
  for (const cv::Mat& kernel : {GaussianKernel(0.3),
                                GaussianKernel(2.0),
                                GaussianKernel(3.0, 1.0, 30.0),
                                DiscKernel(0.4),
                                DiscKernel(3.3),
                                MotionKernel(7.0, 20.0)}) {
    EXPECT_NEAR(cv::sum(kernel)[0], 1.0, 1e-5);
    EXPECT_EQ(kernel.rows % 2, 1);
    EXPECT_EQ(kernel.cols % 2, 1);
    cv::Mat turned;
    cv::flip(kernel, turned, -1);
    EXPECT_LT(cv::norm(kernel, turned, cv::NORM_INF), 1e-5) << "not symmetric about its centre";
  }
}

TEST(KernelsTest, GaussianHasTheVarianceAskedPlusThePixel) {
  // A pixel's own aperture adds 1/12 to the variance of the sampled Gaussian.
  for (const double sigma : {0.5, 1.0, 2.5}) {
    EXPECT_NEAR(VarianceX(GaussianKernel(sigma)), sigma * sigma + 1.0 / 12.0, 0.01) << sigma;
  }
}

TEST(KernelsTest, AnisotropicGaussianTurns) {
  EXPECT_NEAR(VarianceX(GaussianKernel(3.0, 1.0, 0.0)), 9.0 + 1.0 / 12.0, 0.05);
  EXPECT_NEAR(VarianceX(GaussianKernel(3.0, 1.0, 90.0)), 1.0 + 1.0 / 12.0, 0.05);
}

TEST(KernelsTest, DiscAndMotionHaveTheirExtent) {
  EXPECT_NEAR(VarianceX(DiscKernel(4.0)), 16.0 / 4.0 + 1.0 / 12.0, 0.1);
  EXPECT_NEAR(VarianceX(MotionKernel(9.0, 0.0)), 64.0 / 12.0, 0.3);
  EXPECT_NEAR(VarianceX(MotionKernel(9.0, 90.0)), 0.0, 1e-6);
}

TEST(KernelsTest, NeutralAndBadParametersGiveTheIdentity) {
  for (const cv::Mat& kernel : {GaussianKernel(0.0),
                                GaussianKernel(-1.0),
                                GaussianKernel(std::nan("")),
                                DiscKernel(0.0),
                                MotionKernel(1.0, 45.0)}) {
    EXPECT_EQ(kernel.size(), cv::Size(1, 1));
  }
}

TEST(KernelsTest, ConvolveKeepsFlatAndTinyPictures) {
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(2, 1), cv::Size(3, 40), cv::Size(50, 50)}) {
    const cv::Mat flat(size, CV_32FC3, cv::Scalar(0.3, 0.5, 0.7));
    const cv::Mat out = Convolve(flat, GaussianKernel(2.0));
    ASSERT_EQ(out.size(), size);
    EXPECT_LT(cv::norm(out, flat, cv::NORM_INF), 1e-5);
  }
  EXPECT_TRUE(Convolve(cv::Mat(), GaussianKernel(2.0)).empty());
}

TEST(KernelsTest, ConvolveMirrorsTheKernel) {
  cv::Mat point = cv::Mat::zeros(9, 9, CV_32F);
  point.at<float>(4, 4) = 1.0f;
  cv::Mat kernel = cv::Mat::zeros(3, 3, CV_32F);
  kernel.at<float>(0, 0) = 1.0f;  // moves the point one up and left
  const cv::Mat out = Convolve(point, kernel);
  EXPECT_EQ(out.at<float>(3, 3), 1.0f);
}

TEST(RandomTest, FirstNumbersAreFixedForEver) {
  Random random(42);
  const uint64_t first = random.Next();
  Random again(42);
  EXPECT_EQ(again.Next(), first);
  EXPECT_EQ(first, 1546998764402558742ull);
}

TEST(RandomTest, NormalHasUnitVariance) {
  Random random(7);
  double sum = 0.0;
  double squares = 0.0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    const double x = random.Normal();
    sum += x;
    squares += x * x;
  }
  EXPECT_NEAR(sum / kCount, 0.0, 0.01);
  EXPECT_NEAR(squares / kCount, 1.0, 0.015);
}

}  // namespace
}  // namespace sharpscale
