// SPDX-License-Identifier: Apache-2.0
//
// What full-reference metrics owe by definition: constants, identities, order.

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "analysis/fidelity_ciede2000.h"
#include "analysis/fidelity_gmsd.h"
#include "analysis/fidelity_haarpsi.h"
#include "analysis/fidelity_planes.h"
#include "analysis/fidelity_psnr.h"
#include "analysis/fidelity_ssim.h"
#include "analysis/fidelity_vsi.h"

namespace sharpscale {
namespace {

// A picture with edges, texture and colour.
cv::Mat Scene(int width, int height, uint64_t seed) {
  cv::RNG rng(seed);
  cv::Mat noise(height / 4, width / 4, CV_8UC3);
  rng.fill(noise, cv::RNG::UNIFORM, 0, 256);
  cv::Mat scene;
  cv::resize(noise, scene, {width, height}, 0, 0, cv::INTER_CUBIC);
  for (int k = 0; k < 12; ++k) {
    cv::rectangle(scene,
                  {rng.uniform(0, width), rng.uniform(0, height)},
                  {rng.uniform(0, width), rng.uniform(0, height)},
                  {double(rng.uniform(0, 256)), double(rng.uniform(0, 256)), 90.0},
                  cv::FILLED);
  }
  return scene;
}

cv::Mat WithNoise(const cv::Mat& picture, double sigma) {
  cv::RNG rng(5);
  cv::Mat noise(picture.size(), CV_16SC3);
  rng.fill(noise, cv::RNG::NORMAL, 0.0, sigma);
  cv::Mat noisy;
  cv::add(picture, noise, noisy, cv::noArray(), CV_8U);
  return noisy;
}

TEST(PsnrTest, FollowsTheDefinition) {
  const cv::Mat a(40, 50, CV_8UC3, cv::Scalar(100, 100, 100));
  const cv::Mat b(40, 50, CV_8UC3, cv::Scalar(101, 101, 101));
  EXPECT_NEAR(Psnr(a, b, 255.0), 48.1308, 1e-4);
  cv::Mat one = a.clone();
  one.at<cv::Vec3b>(7, 9)[1] = 110;
  EXPECT_NEAR(MeanSquaredError(a, one), 100.0 / (40 * 50 * 3), 1e-12);
  EXPECT_EQ(Psnr(a, a, 255.0), kPsnrIdentical);
  cv::Mat a16;
  cv::Mat b16;
  a.convertTo(a16, CV_16U, 257.0);
  b.convertTo(b16, CV_16U, 257.0);
  EXPECT_NEAR(Psnr(a16, b16, 65535.0), Psnr(a, b, 255.0), 1e-9);
}

TEST(PsnrTest, BlackAgainstWhiteIsZero) {
  const cv::Mat black = cv::Mat::zeros(5000, 700, CV_8UC3);
  const cv::Mat white(5000, 700, CV_8UC3, cv::Scalar::all(255));
  EXPECT_NEAR(Psnr(black, white, 255.0), 0.0, 1e-12);
}

TEST(SsimTest, ConstantPicturesGiveTheLuminanceTerm) {
  const cv::Mat a(64, 64, CV_8UC1, cv::Scalar(100));
  const cv::Mat b(64, 64, CV_8UC1, cv::Scalar(150));
  const double c1 = 6.5025;
  const double expected = (2.0 * 100 * 150 + c1) / (100.0 * 100 + 150.0 * 150 + c1);
  EXPECT_NEAR(Ssim(a, b).ssim, expected, 1e-6);
  EXPECT_NEAR(Ssim(a, b).contrast, 1.0, 1e-6);
}

TEST(SsimTest, IdenticalIsOneAndTheMapSaysWhere) {
  const cv::Mat a = LumaLevels(Scene(320, 256, 3));
  const SsimScores same = Ssim(a, a, 32);
  EXPECT_NEAR(same.ssim, 1.0, 1e-6);
  EXPECT_NEAR(same.ms_ssim, 1.0, 1e-6);
  EXPECT_TRUE(same.ms_ssim_known);
  cv::Mat b = a.clone();
  cv::Mat patch = b(cv::Rect(160, 96, 32, 32));
  cv::flip(patch.clone(), patch, 0);
  const SsimScores scores = Ssim(a, b, 32);
  cv::Point worst;
  cv::minMaxLoc(scores.dissimilarity, nullptr, nullptr, nullptr, &worst);
  EXPECT_EQ(worst, cv::Point(5, 3));
  EXPECT_LT(scores.ssim, 1.0);
}

TEST(SsimTest, SmallPicturesHaveNoFiveScales) {
  const cv::Mat a = LumaLevels(Scene(175, 300, 3));
  EXPECT_FALSE(Ssim(a, a).ms_ssim_known);
  const cv::Mat tiny(1, 1, CV_8UC1, cv::Scalar(7));
  EXPECT_NEAR(Ssim(tiny, tiny).ssim, 1.0, 1e-6);
}

TEST(FidelityTest, WorseNoiseIsWorseForEveryMetric) {
  const cv::Mat a = Scene(400, 300, 8);
  const cv::Mat y = LumaLevels(a);
  SsimScores last_ssim;
  last_ssim.ssim = last_ssim.ms_ssim = 1.0;
  double last_gmsd = 0.0;
  double last_haar = 1.0;
  double last_colour = 0.0;
  EXPECT_NEAR(HaarPsi(a, a), 1.0, 1e-6);
  EXPECT_EQ(Gmsd(y, y), 0.0);
  EXPECT_EQ(MeanCiede2000(a, a).mean, 0.0);
  for (const double sigma : {3.0, 8.0, 20.0}) {
    const cv::Mat b = WithNoise(a, sigma);
    const cv::Mat z = LumaLevels(b);
    const SsimScores ssim = Ssim(y, z);
    EXPECT_LT(ssim.ssim, last_ssim.ssim);
    EXPECT_LT(ssim.ms_ssim, last_ssim.ms_ssim);
    EXPECT_GT(Gmsd(y, z), last_gmsd);
    EXPECT_LT(HaarPsi(a, b), last_haar);
    EXPECT_GT(MeanCiede2000(a, b).mean, last_colour);
    last_ssim = ssim;
    last_gmsd = Gmsd(y, z);
    last_haar = HaarPsi(a, b);
    last_colour = MeanCiede2000(a, b).mean;
  }
}

TEST(VsiTest, IdenticalIsOneWorseIsLessGrayIsUndefined) {
  const cv::Mat a = Scene(401, 307, 8);
  ASSERT_TRUE(Vsi(a, a).has_value());
  EXPECT_NEAR(*Vsi(a, a), 1.0, 1e-6);
  double last = 1.0;
  for (const double sigma : {3.0, 8.0, 20.0}) {
    const std::optional<double> vsi = Vsi(a, WithNoise(a, sigma));
    ASSERT_TRUE(vsi.has_value());
    EXPECT_LT(*vsi, last);
    last = *vsi;
  }
  const cv::Mat gray(64, 64, CV_8UC1, cv::Scalar(7));
  EXPECT_FALSE(Vsi(gray, gray).has_value());
  const cv::Mat flat(64, 64, CV_8UC3, cv::Scalar(7, 7, 7));
  EXPECT_FALSE(Vsi(flat, flat).has_value());
  const cv::Mat tiny(1, 1, CV_8UC3, cv::Scalar(200, 7, 7));
  EXPECT_FALSE(Vsi(tiny, tiny).has_value());
}

TEST(VsiTest, DepthDoesNotMatter) {
  const cv::Mat a = Scene(400, 300, 8);
  const cv::Mat b = WithNoise(a, 8.0);
  cv::Mat a16;
  cv::Mat b16;
  a.convertTo(a16, CV_16U, 257.0);
  b.convertTo(b16, CV_16U, 257.0);
  EXPECT_NEAR(*Vsi(a, b), *Vsi(a16, b16), 1e-6);
}

// A picture of any size is judged as if seen whole.
TEST(VsiTest, LargePicturesAreReducedFirst) {
  const cv::Mat a = Scene(500, 400, 8);
  const cv::Mat b = WithNoise(a, 8.0);
  cv::Mat large_a;
  cv::Mat large_b;
  cv::resize(a, large_a, {}, 3.0, 3.0, cv::INTER_NEAREST);
  cv::resize(b, large_b, {}, 3.0, 3.0, cv::INTER_NEAREST);
  EXPECT_NEAR(*Vsi(a, b), *Vsi(large_a, large_b), 1e-5);
}

TEST(FidelityTest, ThreadsDoNotMatter) {
  const cv::Mat a = Scene(500, 333, 4);
  const cv::Mat b = WithNoise(a, 6.0);
  const int threads = cv::getNumThreads();
  cv::setNumThreads(1);
  const double ssim = Ssim(LumaLevels(a), LumaLevels(b)).ms_ssim;
  const double haar = HaarPsi(a, b);
  const double gmsd = Gmsd(LumaLevels(a), LumaLevels(b));
  cv::setNumThreads(4);
  EXPECT_EQ(ssim, Ssim(LumaLevels(a), LumaLevels(b)).ms_ssim);
  EXPECT_EQ(haar, HaarPsi(a, b));
  EXPECT_EQ(gmsd, Gmsd(LumaLevels(a), LumaLevels(b)));
  cv::setNumThreads(threads);
}

TEST(HaarPsiTest, StripsDoNotShow) {
  // The same content in a picture whose strips fall elsewhere: only the border rows differ.
  const cv::Mat a = Scene(128, 1024, 4);
  const cv::Mat b = WithNoise(a, 10.0);
  const double whole = HaarPsi(a, b);
  const double lower = HaarPsi(a.rowRange(34, 1024), b.rowRange(34, 1024));
  EXPECT_NEAR(whole, lower, 0.004);
}

// Sharma, Wu, Dalal 2005, table 1.
TEST(Ciede2000Test, EqualsSharmasPairs) {
  struct Pair {
    Lab a;
    Lab b;
    double difference;
  };
  const Pair pairs[] = {
      {{50.0000, 2.6772, -79.7751}, {50.0000, 0.0000, -82.7485}, 2.0425},
      {{50.0000, 3.1571, -77.2803}, {50.0000, 0.0000, -82.7485}, 2.8615},
      {{50.0000, 2.8361, -74.0200}, {50.0000, 0.0000, -82.7485}, 3.4412},
      {{50.0000, -1.3802, -84.2814}, {50.0000, 0.0000, -82.7485}, 1.0000},
      {{50.0000, -1.1848, -84.8006}, {50.0000, 0.0000, -82.7485}, 1.0000},
      {{50.0000, -0.9009, -85.5211}, {50.0000, 0.0000, -82.7485}, 1.0000},
      {{50.0000, 0.0000, 0.0000}, {50.0000, -1.0000, 2.0000}, 2.3669},
      {{50.0000, -1.0000, 2.0000}, {50.0000, 0.0000, 0.0000}, 2.3669},
      {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0009}, 7.1792},
      {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0010}, 7.1792},
      {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0011}, 7.2195},
      {{50.0000, 2.4900, -0.0010}, {50.0000, -2.4900, 0.0012}, 7.2195},
      {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0009, -2.4900}, 4.8045},
      {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0010, -2.4900}, 4.8045},
      {{50.0000, -0.0010, 2.4900}, {50.0000, 0.0011, -2.4900}, 4.7461},
      {{50.0000, 2.5000, 0.0000}, {50.0000, 0.0000, -2.5000}, 4.3065},
      {{50.0000, 2.5000, 0.0000}, {73.0000, 25.0000, -18.0000}, 27.1492},
      {{50.0000, 2.5000, 0.0000}, {61.0000, -5.0000, 29.0000}, 22.8977},
      {{50.0000, 2.5000, 0.0000}, {56.0000, -27.0000, -3.0000}, 31.9030},
      {{50.0000, 2.5000, 0.0000}, {58.0000, 24.0000, 15.0000}, 19.4535},
      {{50.0000, 2.5000, 0.0000}, {50.0000, 3.1736, 0.5854}, 1.0000},
      {{50.0000, 2.5000, 0.0000}, {50.0000, 3.2972, 0.0000}, 1.0000},
      {{50.0000, 2.5000, 0.0000}, {50.0000, 1.8634, 0.5757}, 1.0000},
      {{50.0000, 2.5000, 0.0000}, {50.0000, 3.2592, 0.3350}, 1.0000},
      {{60.2574, -34.0099, 36.2677}, {60.4626, -34.1751, 39.4387}, 1.2644},
      {{63.0109, -31.0961, -5.8663}, {62.8187, -29.7946, -4.0864}, 1.2630},
      {{61.2901, 3.7196, -5.3901}, {61.4292, 2.2480, -4.9620}, 1.8731},
      {{35.0831, -44.1164, 3.7933}, {35.0232, -40.0716, 1.5901}, 1.8645},
      {{22.7233, 20.0904, -46.6940}, {23.0331, 14.9730, -42.5619}, 2.0373},
      {{36.4612, 47.8580, 18.3852}, {36.2715, 50.5065, 21.2231}, 1.4146},
      {{90.8027, -2.0831, 1.4410}, {91.1528, -1.6435, 0.0447}, 1.4441},
      {{90.9257, -0.5406, -0.9208}, {88.6381, -0.8985, -0.7239}, 1.5381},
      {{6.7747, -0.2908, -2.4247}, {5.8714, -0.0985, -2.2286}, 0.6377},
      {{2.0776, 0.0795, -1.1350}, {0.9033, -0.0636, -0.5514}, 0.9082},
  };
  for (const Pair& pair : pairs) {
    EXPECT_NEAR(Ciede2000(pair.a, pair.b), pair.difference, 5e-5);
    EXPECT_NEAR(Ciede2000(pair.b, pair.a), pair.difference, 5e-5);
  }
}

TEST(Ciede2000Test, SrgbWhiteAndGrayAreNeutral) {
  const Lab white = SrgbToLab(1.0, 1.0, 1.0);
  EXPECT_NEAR(white.l, 100.0, 1e-3);
  EXPECT_NEAR(white.a, 0.0, 1e-2);
  EXPECT_NEAR(white.b, 0.0, 1e-2);
  EXPECT_NEAR(SrgbToLab(0.5, 0.5, 0.5).l, 53.389, 1e-2);
}

TEST(ForEachStripTest, ACancelLeavesTheOtherStripsOut) {
  Progress progress;
  std::atomic<int> strips{0};
  const auto work = [&](int, int, int) {
    if (++strips == 1) progress.Cancel();
  };
  EXPECT_FALSE(ForEachStrip(64000, 64, work, &progress));
  // Those under way at that moment: one a thread.
  EXPECT_LE(strips, std::max(1, cv::getNumThreads()));
  EXPECT_TRUE(ForEachStrip(640, 64, [](int, int, int) {}));
}

}  // namespace
}  // namespace sharpscale
