// SPDX-License-Identifier: Apache-2.0

#include "tests/bench/known_truth.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <opencv2/core.hpp>

#include "image/encode.h"

namespace sharpscale {
namespace {

// Columns of 10 and 31 in turn, in a folder of its own.
class KnownTruthTest : public testing::Test {
 protected:
  void SetUp() override {
    folder_ = std::filesystem::path(testing::TempDir()) / "known_truth_test";
    std::filesystem::remove_all(folder_);
    std::filesystem::create_directories(folder_);
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  void Store(const std::string& stem, int width, int height) {
    Image image;
    image.pixels = cv::Mat(height, width, CV_8UC3, cv::Scalar::all(10));
    for (int x = 1; x < width; x += 2) image.pixels.col(x).setTo(cv::Scalar::all(31));
    ASSERT_TRUE(Encode(image, (folder_ / (stem + ".png")).string()).ok());
    ASSERT_EQ(SplitOf(stem), Split::kTuning);
  }
  CleanPictures Read(int reduce) {
    return ReadCleanPictures({folder_.string()}, {Split::kTuning, 16, reduce});
  }

  std::filesystem::path folder_;
};

TEST_F(KnownTruthTest, WholePicturesAreCropped) {
  Store("45258", 801, 790);
  const CleanPictures clean = Read(1);
  ASSERT_EQ(clean.pictures.size(), 1U);
  EXPECT_EQ(clean.too_small, 0U);
  EXPECT_EQ(clean.pictures[0].pixels.size(), cv::Size(512, 512));
}

TEST_F(KnownTruthTest, ReducedPixelsAreMeansOfTheirCells) {
  Store("45258", 801, 790);
  const CleanPictures clean = Read(2);
  ASSERT_EQ(clean.pictures.size(), 1U);
  const cv::Mat& pixels = clean.pictures[0].pixels;
  EXPECT_EQ(pixels.size(), cv::Size(400, 395));
  // 20.5, rounded either way.
  double least = 0.0;
  double most = 0.0;
  cv::minMaxLoc(pixels.reshape(1), &least, &most);
  EXPECT_GE(least, 20.0);
  EXPECT_LE(most, 21.0);
}

TEST_F(KnownTruthTest, WhatWouldBeTooSmallIsCounted) {
  Store("45258", 768, 768);
  Store("53435", 1200, 767);
  Store("159741", 767, 1200);
  const CleanPictures clean = Read(2);
  ASSERT_EQ(clean.pictures.size(), 1U);
  EXPECT_EQ(clean.pictures[0].name, "45258");
  EXPECT_EQ(clean.too_small, 2U);
}

}  // namespace
}  // namespace sharpscale
