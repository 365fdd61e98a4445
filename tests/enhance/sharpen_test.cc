// SPDX-License-Identifier: Apache-2.0

#include "enhance/sharpen.h"

#include <gtest/gtest.h>

#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

// A vertical edge from `low` to `high`, blurred by `sigma`.
cv::Mat Edge(float low, float high, double sigma, int size = 96) {
  cv::Mat edge(size, size, CV_32FC1, cv::Scalar(low));
  edge.colRange(size / 2, size).setTo(high);
  cv::GaussianBlur(edge, edge, cv::Size(), sigma, sigma, cv::BORDER_REPLICATE);
  return edge;
}

double Slope(const cv::Mat& edge) {
  const cv::Mat row = edge.row(edge.rows / 2);
  return cv::norm(row.colRange(1, row.cols) - row.colRange(0, row.cols - 1), cv::NORM_INF);
}

TEST(SharpenTest, SteepensAnEdgeWithinTheAllowedOvershoot) {
  const cv::Mat edge = Edge(0.3f, 0.7f, 1.2);
  SharpenOptions options;
  options.strength = 1.0;
  options.radius = 1.2;
  options.overshoot = 2.0;
  const cv::Mat out = Sharpen(edge, options);
  EXPECT_GT(Slope(out), 1.15 * Slope(edge));
  double low, high;
  cv::minMaxIdx(out, &low, &high);
  EXPECT_LE(high, 0.7 + 0.02 * 0.4 + 1e-4);
  EXPECT_GE(low, 0.3 - 0.02 * 0.4 - 1e-4);
  // Without the limit there is more: the clamp is at work.
  options.overshoot = 100.0;
  cv::minMaxIdx(Sharpen(edge, options), &low, &high);
  EXPECT_GT(high, 0.7 + 0.02 * 0.4 + 1e-3);
}

TEST(SharpenTest, ZeroStrengthFlatAndTinyAreUnchanged) {
  const cv::Mat scene = Scene(40, 30);
  SharpenOptions options;
  options.strength = 0.0;
  EXPECT_EQ(MaxDifference(Sharpen(scene, options), scene), 0.0);
  options.strength = 1.0;
  for (const cv::Size size : {cv::Size(1, 1), cv::Size(2, 3), cv::Size(33, 17)}) {
    const cv::Mat flat(size, CV_32FC3, cv::Scalar(0.2, 0.5, 0.7));
    EXPECT_LT(MaxDifference(Sharpen(flat, options), flat), 1e-6);
  }
}

TEST(SharpenTest, NoiseIsNotAmplified) {
  cv::Mat noise(128, 128, CV_32FC1);
  cv::RNG rng(3);
  rng.fill(noise, cv::RNG::NORMAL, 0.5, 5.0 / 255.0);
  SharpenOptions options;
  options.strength = 1.0;
  options.radius = 1.0;
  options.noise_sigma = 5.0;
  cv::Scalar mean, before, after, unprotected;
  cv::meanStdDev(noise, mean, before);
  cv::meanStdDev(Sharpen(noise, options), mean, after);
  EXPECT_LT(after[0], 1.03 * before[0]);
  options.noise_sigma = 0.0;
  cv::meanStdDev(Sharpen(noise, options), mean, unprotected);
  EXPECT_GT(unprotected[0], 1.3 * before[0]);
}

TEST(SharpenTest, OutOfFocusStaysAsItIs) {
  for (const double sigma : {6.0, 9.0}) {
    const cv::Mat bokeh = Edge(0.2f, 0.8f, sigma, 160);
    SharpenOptions options;
    options.strength = 1.0;
    options.radius = 1.5;
    EXPECT_LE(MaxDifference(Sharpen(bokeh, options), bokeh) * 255.0, 1.0) << sigma;
  }
}

TEST(SharpenTest, CannotTint) {
  const cv::Mat scene = Scene(80, 60);
  SharpenOptions options;
  options.strength = 0.8;
  const cv::Mat step = Sharpen(scene, options) - scene;
  std::vector<cv::Mat> planes;
  cv::split(step, planes);
  // Clipping at 0 and 1 aside, every channel moves alike; the scene stays inside.
  EXPECT_LT(MaxDifference(planes[0], planes[1]), 1e-5);
  EXPECT_LT(MaxDifference(planes[0], planes[2]), 1e-5);
}

TEST(SharpenTest, MoreStrengthIsMoreSlope) {
  const cv::Mat edge = Edge(0.3f, 0.7f, 1.5);
  double last = Slope(edge);
  for (const double strength : {0.2, 0.4, 0.6, 0.8, 1.0}) {
    SharpenOptions options;
    options.strength = strength;
    options.radius = 1.5;
    const double slope = Slope(Sharpen(edge, options));
    EXPECT_GT(slope, last);
    last = slope;
  }
}

TEST(SharpenTest, StripsEqualTheWholePicture) {
  const cv::Mat scene = Scene(150, 230);
  SharpenOptions options;
  options.strength = 0.7;
  options.noise_sigma = 1.0;
  const cv::Mat whole = Sharpen(scene, options);
  for (const int strip : {16, 64, 128}) {
    Image image;
    image.pixels = scene;
    const auto rows = SharpenRows(ImageSource(image), options, strip);
    cv::Mat out;
    ASSERT_TRUE(rows->ReadRows(230, &out, nullptr).ok());
    EXPECT_LT(MaxDifference(out, whole), 1e-5) << strip;
  }
}

// Wide rows are filtered in windows.
TEST(SharpenTest, WindowsOfWideRowsEqualTheWholePicture) {
  const cv::Mat scene = Scene(2300, 90);
  SharpenOptions options;
  options.strength = 0.7;
  const cv::Mat whole = Sharpen(scene, options);
  Image image;
  image.pixels = scene;
  const auto rows = SharpenRows(ImageSource(image), options, 64);
  cv::Mat out;
  ASSERT_TRUE(rows->ReadRows(90, &out, nullptr).ok());
  EXPECT_LT(MaxDifference(out, whole), 1e-5);
}

TEST(SharpenTest, StripsOfGrayEqualTheWholePicture) {
  cv::Mat scene;
  cv::cvtColor(Scene(150, 230), scene, cv::COLOR_RGB2GRAY);
  SharpenOptions options;
  options.strength = 0.7;
  const cv::Mat whole = Sharpen(scene, options);
  Image image;
  image.pixels = scene;
  const auto rows = SharpenRows(ImageSource(image), options, 32);
  cv::Mat out;
  ASSERT_TRUE(rows->ReadRows(230, &out, nullptr).ok());
  EXPECT_LT(MaxDifference(out, whole), 1e-5);
}

// Letters and lines: two hard levels. Steeper, but never past them.
TEST(SharpenTest, TextIsNotDrivenPastItsTwoLevels) {
  cv::Mat text(96, 96, CV_32FC1, cv::Scalar(0.9));
  for (int x = 8; x < 90; x += 12) text.colRange(x, x + 4).setTo(0.1);
  cv::GaussianBlur(text, text, cv::Size(), 0.7, 0.7, cv::BORDER_REPLICATE);
  SharpenOptions options;
  options.strength = 1.0;
  options.radius = 1.0;
  options.overshoot = 5.0;
  double before_low, before_high, low, high;
  const cv::Rect inner(6, 6, 84, 84);
  cv::minMaxIdx(text(inner), &before_low, &before_high);
  const cv::Mat out = Sharpen(text, options);
  cv::minMaxIdx(out(inner), &low, &high);
  EXPECT_GE(low, before_low - 1e-4);
  EXPECT_LE(high, before_high + 1e-4);
  EXPECT_GT(Slope(out), 1.02 * Slope(text));
  options.protect_text = false;
  cv::minMaxIdx(Sharpen(text, options)(inner), &low, &high);
  EXPECT_GT(high, before_high + 2.0 / 255.0);
}

// A network's proposal obeys the same rules as the mask's: nothing in flat areas, no overshoot
// beyond what is allowed, nothing where there was nothing to sharpen.
// Running sums leave a little less than nothing where detail ends, of which no root can be taken.
TEST(SharpenTest, EvenGroundBesideDetailStaysANumber) {
  cv::Mat screen(240, 320, CV_32FC1, cv::Scalar(0.0));
  cv::RNG rng(5);
  for (int i = 0; i < 400; ++i) {
    const cv::Rect letter(rng.uniform(0, 150), rng.uniform(0, 230), 3, 8);
    screen(letter).setTo(rng.uniform(0.1, 1.0));
  }
  cv::GaussianBlur(screen, screen, cv::Size(), 0.9);
  for (const double radius : {0.7, 1.1, 1.9, 3.0}) {
    SharpenOptions options;
    options.radius = radius;
    for (const int channels : {1, 3}) {
      cv::Mat source;
      cv::merge(std::vector<cv::Mat>(channels, screen), source);
      EXPECT_TRUE(cv::checkRange(Sharpen(source, options), true)) << radius << " " << channels;
    }
  }
}

TEST(SharpenTest, AnyProposalIsHeldToTheRules) {
  const cv::Mat edge = Edge(0.3f, 0.7f, 1.2);
  cv::Mat texture(edge.size(), CV_32FC1);
  cv::RNG(5).fill(texture, cv::RNG::NORMAL, 0.0, 6.0 / 255.0);
  cv::Mat crisp(edge.size(), CV_32FC1, cv::Scalar(0.25));
  crisp.colRange(48, 96).setTo(0.75);
  SharpenOptions options;
  options.strength = 1.0;
  options.radius = 1.2;
  options.overshoot = 2.0;
  const cv::Mat out = BlendSharpening(edge, crisp + texture, options);
  EXPECT_GT(Slope(out), 1.5 * Slope(edge));
  double low, high;
  cv::minMaxIdx(out, &low, &high);
  EXPECT_LE(high, 0.7 + 0.02 * 0.4 + 1e-4);
  EXPECT_GE(low, 0.3 - 0.02 * 0.4 - 1e-4);
  const cv::Rect flat(0, 0, 24, 96);
  EXPECT_LT(MaxDifference(out(flat), edge(flat)), 1e-6);
  // Half the strength takes half of the way where no rule intervenes.
  options.strength = 0.5;
  options.overshoot = 100.0;
  options.protect_bokeh = options.protect_text = false;
  const cv::Mat soft = BlendSharpening(edge, edge * 0.9 + 0.05, options);
  EXPECT_NEAR(soft.at<float>(48, 48), 0.95 * edge.at<float>(48, 48) + 0.025, 1e-4);
}

TEST(SharpenTest, ValidateNamesTheValue) {
  SharpenOptions options;
  options.strength = 1.4;
  EXPECT_NE(std::string(options.Validate().message()).find("1.4"), std::string::npos);
  options.strength = 0.4;
  options.radius = 9.0;
  EXPECT_FALSE(options.Validate().ok());
}

}  // namespace
}  // namespace sharpscale
