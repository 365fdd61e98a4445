// SPDX-License-Identifier: Apache-2.0

#include "datasets/degrade.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include <cmath>

#include "datasets/charts.h"
#include "datasets/unsharp.h"

namespace sharpscale {
namespace {

cv::Mat Chart(cv::Size size, uint64_t seed) {
  cv::Mat out;
  RandomChart(size, seed).convertTo(out, CV_32F, 1.0 / 255.0);
  return out;
}

cv::Mat Done(const cv::Mat& picture, const std::string& text, uint64_t seed = 1) {
  const auto history = DegradationFromText(text);
  EXPECT_TRUE(history.ok()) << history.status();
  const auto out = Degrade(picture, *history, seed);
  EXPECT_TRUE(out.ok()) << out.status();
  return *out;
}

double Deviation(const cv::Mat& a, const cv::Mat& b) {
  return cv::norm(a, b, cv::NORM_L2) / std::sqrt(static_cast<double>(a.total() * a.channels()));
}

TEST(DegradeTest, NoStepsChangeNothing) {
  const cv::Mat in = Chart({40, 30}, 3);
  EXPECT_EQ(cv::norm(Done(in, ""), in, cv::NORM_INF), 0.0);
  EXPECT_EQ(cv::norm(Done(in, "none"), in, cv::NORM_INF), 0.0);
}

TEST(DegradeTest, SameSeedSamePictureOtherSeedOther) {
  const cv::Mat in = Chart({64, 64}, 3);
  const std::string text = "blur:0.8:0.4:30,down:2:lanczos3,noise:8,jpeg:60:420:3:5";
  EXPECT_EQ(cv::norm(Done(in, text, 5), Done(in, text, 5), cv::NORM_INF), 0.0);
  EXPECT_GT(cv::norm(Done(in, text, 5), Done(in, text, 6), cv::NORM_INF), 0.0);
}

TEST(DegradeTest, EveryNoiseKindHasTheSigmaAsked) {
  const cv::Mat gray(500, 500, CV_32FC3, cv::Scalar::all(0.5));
  for (const char* kind : {"gaussian", "gray", "poisson", "correlated", "impulse"}) {
    const cv::Mat out = Done(gray, std::string("noise:10:") + kind);
    EXPECT_NEAR(255.0 * Deviation(out, gray), 10.0, 0.6) << kind;
  }
}

TEST(DegradeTest, GrayNoiseIsTheSameInAllChannels) {
  const cv::Mat flat(32, 32, CV_32FC3, cv::Scalar::all(0.5));
  cv::Mat planes[3];
  cv::split(Done(flat, "noise:10:gray"), planes);
  EXPECT_EQ(cv::norm(planes[0], planes[2], cv::NORM_INF), 0.0);
}

TEST(DegradeTest, CameraNoiseIsFineInLumaAndCoarseInColour) {
  const cv::Mat flat(500, 500, CV_32FC3, cv::Scalar::all(0.5));
  const auto variance = [](const cv::Mat& plane) { return plane.dot(plane) / plane.total(); };
  const auto beside = [&](const cv::Mat& plane) {  // correlation with the next pixel
    return plane.colRange(1, 500).clone().dot(plane.colRange(0, 499).clone()) /
           (499.0 * 500.0 * variance(plane));
  };
  for (int seed = 1; seed <= 5; ++seed) {
    cv::Mat planes[3];
    const cv::Mat noise = 255.0 * (Done(flat, "noise:10:camera", seed) - flat);
    cv::split(noise, planes);
    const cv::Mat luma = 0.299 * planes[0] + 0.587 * planes[1] + 0.114 * planes[2];
    const cv::Mat blue = 0.564 * (planes[2] - luma);
    const cv::Mat red = 0.713 * (planes[0] - luma);
    const double chroma = 0.5 * (variance(blue) + variance(red));
    EXPECT_NEAR(std::sqrt(variance(luma) + 1.35 * chroma), 10.0, 0.5) << seed;
    EXPECT_GT(beside(luma), 0.15) << seed;
    EXPECT_LT(beside(luma), 0.80) << seed;
    EXPECT_GT(beside(blue), beside(luma)) << seed;
    EXPECT_LT(chroma, 1.1 * variance(luma)) << seed;
  }
  const cv::Mat gray(64, 64, CV_32F, cv::Scalar(0.5));
  EXPECT_NEAR(255.0 * Deviation(Done(gray, "noise:10:camera"), gray), 10.0, 1.0);
}

TEST(DegradeTest, StepsAreAppliedInTheOrderWritten) {
  const cv::Mat in = Chart({64, 64}, 4);
  EXPECT_GT(Deviation(Done(in, "blur:2,noise:20"), Done(in, "noise:20,blur:2")), 0.02);
}

TEST(DegradeTest, FactorsMultiply) {
  const cv::Mat in = Chart({60, 41}, 5);
  EXPECT_EQ(Done(in, "down:4").size(), cv::Size(15, 10));
  EXPECT_EQ(Done(in, "up:1.5,down:3:area").size(), cv::Size(30, 21));
  EXPECT_EQ(Done(in, "down:64").size(), cv::Size(1, 1));
}

TEST(DegradeTest, WorseJpegIsFurtherAway) {
  const cv::Mat in = Chart({96, 96}, 6);
  double before = 0.0;
  for (const char* text : {"jpeg:95", "jpeg:60", "jpeg:20", "jpeg:5"}) {
    const double apart = Deviation(Done(in, text), in);
    EXPECT_GT(apart, before) << text;
    before = apart;
  }
}

TEST(DegradeTest, GrayPicturesWorkExceptWebp) {
  cv::Mat gray = SlantedEdge({48, 48}, 5.0);
  EXPECT_EQ(Done(gray, "blur:1,noise:3,jpeg:50").type(), CV_32FC1);
  EXPECT_FALSE(Degrade(gray, *DegradationFromText("webp:50"), 1).ok());
  EXPECT_FALSE(Degrade(cv::Mat(), *DegradationFromText("blur:1"), 1).ok());
}

TEST(DegradeTest, InkIsTheTruthOfAScanAtOneBit) {
  const cv::Mat in = Chart({96, 96}, 3);
  const auto history = DegradationFromText("ink:2,down:2:area,bilevel");
  ASSERT_TRUE(history.ok()) << history.status();
  const cv::Mat truth = *TruthOf(in, *history);
  ASSERT_EQ(truth.size(), in.size());
  EXPECT_GT(cv::norm(truth, in, cv::NORM_INF), 0.3);
  EXPECT_GT(cv::mean(truth)[0], 0.1);
  EXPECT_LT(cv::mean(truth)[0], 0.99);
  const cv::Mat scan = *Degrade(in, *history, 1);
  EXPECT_EQ(cv::countNonZero((scan.reshape(1) != 0.0f) & (scan.reshape(1) != 1.0f)), 0);
  cv::Mat reduced;
  cv::resize(truth, reduced, scan.size(), 0, 0, cv::INTER_AREA);
  EXPECT_LE(cv::norm(reduced, scan, cv::NORM_INF), 0.5 + 1e-5);
  const auto plain = DegradationFromText("down:2");
  EXPECT_EQ(cv::norm(*TruthOf(in, *plain), in, cv::NORM_INF), 0.0);
}

TEST(DegradeTest, BadTextNamesTheStep) {
  for (const char* text : {"blurr:1",
                           "blur",
                           "blur:x",
                           "blur:nan",
                           "blur:-1",
                           "noise:3:pink",
                           "blur:1,ink",
                           "bilevel:2",
                           "jpeg:0",
                           "jpeg:50:422",
                           "jpeg:50:420:8",
                           "down:0.5",
                           "down:2:cubic",
                           "webp:101",
                           "blur:1,,noise:2"}) {
    const auto history = DegradationFromText(text);
    ASSERT_FALSE(history.ok()) << text;
    EXPECT_EQ(history.status().code(), absl::StatusCode::kInvalidArgument);
  }
}

TEST(UnsharpTest, OvershootsAStepByHalfItsAmount) {
  cv::Mat edge = cv::Mat::zeros(33, 66, CV_32F);
  edge.colRange(33, 66).setTo(1.0f);
  double high = 0.0;
  // Just beside the step the blurred picture is at 1/2 of it plus what half a px covers.
  cv::minMaxLoc(UnsharpMask(edge, 1.0, 8.0).row(16), nullptr, &high);
  EXPECT_NEAR(high - 1.0, 0.5 * (1.0 - std::erf(0.5 / (8.0 * std::sqrt(2.0)))), 0.02);
}

}  // namespace
}  // namespace sharpscale
