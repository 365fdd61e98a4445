// SPDX-License-Identifier: Apache-2.0

#include "enhance/classical_restore.h"

#include <gtest/gtest.h>

#include "image/decode.h"
#include "image/encode.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

double Psnr(const cv::Mat& a, const cv::Mat& b) {
  return -10.0 * std::log10(cv::norm(a, b, cv::NORM_L2SQR) / (a.total() * a.channels()));
}

cv::Mat WithNoise(const cv::Mat& scene, double sigma) {
  cv::Mat noise(scene.size(), scene.type());
  cv::RNG(7).fill(noise, cv::RNG::NORMAL, 0.0, sigma / 255.0);
  return scene + noise;
}

Conditions Noise(double sigma) {
  Conditions conditions;
  conditions.noise_sigma = sigma;
  return conditions;
}

TEST(ClassicalRestoreTest, RemovesWhiteNoise) {
  const cv::Mat scene = Scene(256, 200);
  for (const double sigma : {5.0, 15.0, 30.0}) {
    const cv::Mat noisy = WithNoise(scene, sigma);
    const double gain =
        Psnr(ClassicalRestore(noisy, Noise(sigma), 1.0), scene) - Psnr(noisy, scene);
    EXPECT_GT(gain, 5.0) << sigma;
  }
}

TEST(ClassicalRestoreTest, RemovesJpegArtefacts) {
  Image image = Picture(Scene(256, 200));
  const cv::Mat scene = AsFloat(image.pixels);
  for (const int quality : {10, 20, 40}) {
    EncodeOptions options;
    options.format = Container::kJpeg;
    options.quality = quality;
    const cv::Mat coded = AsFloat(DecodeBytes(*EncodeBytes(image, options), "test")->pixels);
    Conditions conditions;
    conditions.jpeg_quality = quality;
    const double gain = Psnr(ClassicalRestore(coded, conditions, 1.0), scene) - Psnr(coded, scene);
    EXPECT_GT(gain, 0.5) << quality;
  }
}

TEST(ClassicalRestoreTest, CleanFlatAndTinyAreUnchanged) {
  const cv::Mat scene = Scene(60, 50);
  EXPECT_EQ(MaxDifference(ClassicalRestore(scene, {}, 1.0), scene), 0.0);
  EXPECT_EQ(MaxDifference(ClassicalRestore(scene, Noise(20), 0.0), scene), 0.0);
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(3, 2), cv::Size(17, 31)}) {
    const cv::Mat flat(size, CV_32FC3, cv::Scalar(0.2, 0.5, 0.7));
    EXPECT_LT(MaxDifference(ClassicalRestore(flat, Noise(20), 1.0), flat), 1e-5);
  }
}

TEST(ClassicalRestoreTest, StripsAndThreadsDoNotMatter) {
  cv::Mat noisy = WithNoise(Scene(133, 301), 10.0);
  noisy = cv::min(cv::max(noisy, 0.0), 1.0);
  const cv::Mat whole = ClassicalRestore(noisy, Noise(10), 1.0);
  for (const int strip : {32, 64, 100}) {
    Image image;
    image.pixels = noisy;
    const auto rows = ClassicalRestoreRows(ImageSource(image), Noise(10), 1.0, strip);
    cv::Mat out;
    ASSERT_TRUE(rows->ReadRows(301, &out, nullptr).ok());
    EXPECT_LT(MaxDifference(out, whole), 1e-5) << strip;
  }
  // Wide rows are filtered in windows.
  Image wide;
  wide.pixels = cv::min(cv::max(WithNoise(Scene(2301, 60), 10.0), 0.0), 1.0);
  const auto rows = ClassicalRestoreRows(ImageSource(wide), Noise(10), 1.0, 32);
  cv::Mat out;
  ASSERT_TRUE(rows->ReadRows(60, &out, nullptr).ok());
  EXPECT_LT(MaxDifference(out, ClassicalRestore(wide.pixels, Noise(10), 1.0)), 1e-5);
  const int threads = cv::getNumThreads();
  cv::setNumThreads(1);
  EXPECT_EQ(MaxDifference(ClassicalRestore(noisy, Noise(10), 1.0), whole), 0.0);
  cv::setNumThreads(threads);
}

}  // namespace
}  // namespace sharpscale
