// SPDX-License-Identifier: Apache-2.0

#include "enhance/solve_quantisation_hold.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "analysis/jpeg_table_quality.h"
#include "datasets/jpeg_codec.h"
#include "enhance/luma.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

constexpr int kQuality = 40;

cv::Mat Compressed(const cv::Mat& picture) {
  cv::Mat bytes;
  picture.convertTo(bytes, CV_8U, 255.0);
  JpegOptions options;
  options.quality = kQuality;
  return AsFloat(*JpegRoundTrip(bytes, options));
}

// Even ground, a few edges, and texture of low contrast, which a blur takes away.
cv::Mat Textured(double contrast) {
  cv::Mat scene = Scene(256, 256);
  cv::Mat texture(scene.size(), scene.type());
  cv::RNG random(5);
  random.fill(texture, cv::RNG::NORMAL, 0.0, contrast / 255.0);
  cv::GaussianBlur(texture, texture, cv::Size(), 0.8);
  return scene + texture;
}

absl::StatusOr<cv::Mat> Blur(const cv::Mat& picture, cv::Point) {
  cv::Mat blurred;
  cv::GaussianBlur(picture, blurred, cv::Size(), 1.0);
  return blurred;
}

QuantisationHold Known() {
  QuantisationHold known;
  known.steps = IjgLumaTable(kQuality);
  return known;
}

double Error(const cv::Mat& truth, const cv::Mat& result) {
  return cv::norm(Luma(result - truth), cv::NORM_L2SQR) / static_cast<double>(truth.total());
}

TEST(SolveQuantisationHoldTest, TextureThatARepairTakesAwayComesBack) {
  const cv::Mat truth = Textured(24.0);
  const cv::Mat source = Compressed(truth);
  const cv::Mat repaired = *Blur(source, {});
  ASSERT_GT(Error(truth, repaired), Error(truth, source));  // a bad repair
  const auto hold = SolveQuantisationHold(source, Known(), Blur);
  ASSERT_TRUE(hold.ok()) << hold.status();
  ASSERT_TRUE(hold->has_value());
  const cv::Mat held = HoldToQuantisation(source, repaired, **hold, {});
  EXPECT_LT(Error(truth, held), 1.01 * Error(truth, source));
}

TEST(SolveQuantisationHoldTest, ARightRepairIsKept) {
  // A repair that knows the truth is whole.
  const cv::Mat truth = Textured(6.0);
  const cv::Mat source = Compressed(truth);
  const auto oracle = [&](const cv::Mat& picture, cv::Point) -> absl::StatusOr<cv::Mat> {
    return picture.size() == truth.size()
               ? truth
               : truth(cv::Rect(4, 4, picture.cols, picture.rows)).clone();
  };
  const auto hold = SolveQuantisationHold(source, Known(), oracle);
  ASSERT_TRUE(hold.ok()) << hold.status();
  ASSERT_TRUE(hold->has_value());
  const cv::Mat held = HoldToQuantisation(source, truth, **hold, {});
  EXPECT_LT(Error(truth, held), 0.1 * Error(truth, source));
}

TEST(SolveQuantisationHoldTest, NoiseFromBeforeTheCompressionIsNotHeld) {
  const cv::Mat scene = Scene(256, 256);
  cv::Mat noise(scene.size(), scene.type());
  cv::RNG random(6);
  random.fill(noise, cv::RNG::NORMAL, 0.0, 12.0 / 255.0);
  const cv::Mat source = Compressed(scene + noise);
  const auto oracle = [&](const cv::Mat& picture, cv::Point) -> absl::StatusOr<cv::Mat> {
    return picture.size() == scene.size()
               ? scene
               : scene(cv::Rect(4, 4, picture.cols, picture.rows)).clone();
  };
  const auto hold = SolveQuantisationHold(source, Known(), oracle);
  ASSERT_TRUE(hold.ok()) << hold.status();
  EXPECT_FALSE(hold->has_value());
}

TEST(SolveQuantisationHoldTest, SmallPicturesAreHeldToTheStepsAlone) {
  int runs = 0;
  const auto count = [&](const cv::Mat& picture, cv::Point) -> absl::StatusOr<cv::Mat> {
    ++runs;
    return picture;
  };
  const auto hold = SolveQuantisationHold(Scene(56, 56), Known(), count);
  ASSERT_TRUE(hold.ok());
  ASSERT_TRUE(hold->has_value());
  EXPECT_EQ((*hold)->reach, 1.0F);
  EXPECT_EQ((*hold)->shares, QuantisationHold::kAll);
  EXPECT_EQ(runs, 0);
}

TEST(SolveQuantisationHoldTest, ErrorsOfTheRepairPass) {
  const auto fails = [](const cv::Mat&, cv::Point) -> absl::StatusOr<cv::Mat> {
    return absl::InternalError("broken");
  };
  EXPECT_FALSE(SolveQuantisationHold(Scene(128, 128), Known(), fails).ok());
}

}  // namespace
}  // namespace sharpscale
