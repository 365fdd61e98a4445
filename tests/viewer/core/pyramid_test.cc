// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/pyramid.h"

#include <gmock/gmock.h>

#include <opencv2/imgproc.hpp>

namespace sharpscale::viewer {
namespace {

Image Random(int width, int height, int type, uint64_t seed) {
  Image image;
  image.pixels.create(height, width, type);
  cv::RNG random(seed);
  random.fill(image.pixels, cv::RNG::UNIFORM, 0, type == CV_32FC3 ? 1 : 256);
  return image;
}

TEST(PyramidTest, LevelZeroIsThePictureExactly) {
  const Image image = Random(333, 257, CV_8UC3, 1);
  const Pyramid pyramid(image);
  cv::Mat rgb;
  cv::cvtColor(pyramid.Tile(0, {17, 31, 100, 90}), rgb, cv::COLOR_RGBA2RGB);
  EXPECT_EQ(cv::norm(rgb, image.pixels(cv::Rect(17, 31, 100, 90)), cv::NORM_INF), 0.0);
}

TEST(PyramidTest, TilesBeyondTheBorderRepeatIt) {
  const Image image = Random(50, 40, CV_8UC3, 2);
  const Pyramid pyramid(image);
  const cv::Mat tile = pyramid.Tile(0, {-1, -1, 52, 42});
  ASSERT_EQ(tile.size(), cv::Size(52, 42));
  EXPECT_EQ(tile.at<cv::Vec4b>(0, 0), tile.at<cv::Vec4b>(1, 1));
  EXPECT_EQ(tile.at<cv::Vec4b>(41, 51), tile.at<cv::Vec4b>(40, 50));
}

TEST(PyramidTest, LevelsHalveInLightNotInCode) {
  Image image;
  image.pixels.create(512, 1024, CV_8UC3);
  for (int x = 0; x < 1024; ++x) {
    image.pixels.col(x).setTo(x % 2 == 0 ? cv::Scalar(0, 0, 0) : cv::Scalar(255, 255, 255));
  }
  Pyramid pyramid(image);
  EXPECT_EQ(pyramid.levels(), 1);
  pyramid.BuildLevels();
  EXPECT_EQ(pyramid.levels(), LevelCount(1024, 512));
  // Half of the light of white is code 188, not 128.
  EXPECT_EQ(pyramid.Tile(1, {10, 10, 1, 1}).at<cv::Vec4b>(0, 0), cv::Vec4b(188, 188, 188, 255));
}

TEST(PyramidTest, OddSidesRoundUpAndSmallPicturesWork) {
  EXPECT_EQ(LevelSide(5, 1), 3);
  EXPECT_EQ(LevelSide(1, 9), 1);
  EXPECT_EQ(LevelCount(1, 1), 1);
  Image image;
  image.pixels = cv::Mat(1, 1, CV_16UC1, cv::Scalar(65535));
  Pyramid pyramid(image);
  pyramid.BuildLevels();
  EXPECT_EQ(pyramid.Tile(0, {0, 0, 1, 1}).at<cv::Vec4b>(0, 0), cv::Vec4b(255, 255, 255, 255));
  EXPECT_EQ(pyramid.preview().cols, 1);
}

TEST(PyramidTest, FloatIsClippedAndNonFiniteIsBlack) {
  Image image;
  image.pixels = cv::Mat(1, 4, CV_32FC1);
  image.pixels.at<float>(0) = -1.0F;
  image.pixels.at<float>(1) = 2.0F;
  image.pixels.at<float>(2) = std::nanf("");
  image.pixels.at<float>(3) = 0.5F;
  const cv::Mat tile = Pyramid(image).Tile(0, {0, 0, 4, 1});
  EXPECT_EQ(tile.at<cv::Vec4b>(0, 0)[0], 0);
  EXPECT_EQ(tile.at<cv::Vec4b>(0, 1)[0], 255);
  EXPECT_EQ(tile.at<cv::Vec4b>(0, 2)[0], 0);
  EXPECT_EQ(tile.at<cv::Vec4b>(0, 3)[0], 128);
}

TEST(PyramidTest, AlphaTravelsAlong) {
  Image image;
  image.pixels = cv::Mat(600, 600, CV_8UC3, cv::Scalar(10, 20, 30));
  image.alpha = cv::Mat(600, 600, CV_8UC1, cv::Scalar(77));
  Pyramid pyramid(image);
  pyramid.BuildLevels();
  EXPECT_EQ(pyramid.Tile(1, {5, 5, 1, 1}).at<cv::Vec4b>(0, 0), cv::Vec4b(10, 20, 30, 77));
}

TEST(PyramidTest, ZoomChoosesTheLevel) {
  EXPECT_EQ(LevelForZoom(2.0), 0);
  EXPECT_EQ(LevelForZoom(0.51), 0);
  EXPECT_EQ(LevelForZoom(0.5), 1);
  EXPECT_EQ(LevelForZoom(0.1), 3);
}

TEST(PyramidTest, BuildingStopsWhenCancelledAndGoesOnLater) {
  Pyramid pyramid(Random(2000, 1500, CV_8UC3, 3));
  Progress progress;
  progress.Cancel();
  pyramid.BuildLevels(&progress);
  EXPECT_EQ(pyramid.levels(), 1);
  pyramid.BuildLevels();
  EXPECT_EQ(pyramid.levels(), LevelCount(2000, 1500));
}

}  // namespace
}  // namespace sharpscale::viewer
