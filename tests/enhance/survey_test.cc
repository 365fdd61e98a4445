// SPDX-License-Identifier: Apache-2.0

#include "enhance/survey.h"

#include <gtest/gtest.h>

#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

Survey Look(const Image& image) {
  const auto source = ImageSource(image);
  absl::StatusOr<Survey> survey = SurveySource(*source);
  EXPECT_TRUE(survey.ok()) << survey.status();
  return *survey;
}

TEST(SurveyTest, SmallPictureIsTakenWhole) {
  const Image image = Picture(Scene(300, 200));
  const Survey survey = Look(image);
  EXPECT_TRUE(survey.whole);
  EXPECT_EQ(survey.area, cv::Rect(0, 0, 300, 200));
  EXPECT_EQ(MaxDifference(survey.sample.pixels, image.pixels), 0.0);
}

TEST(SurveyTest, TheDetailedPartOfALargePictureIsTaken) {
  cv::Mat scene(1500, 1800, CV_32FC3, cv::Scalar(0.5, 0.5, 0.5));
  const cv::Rect detail(1288, 984, 512, 512);
  Scene(512, 512).copyTo(scene(detail));
  const Image image = Picture(scene);
  const Survey survey = Look(image);
  EXPECT_FALSE(survey.whole);
  EXPECT_EQ(survey.area.x % 8, 0);
  EXPECT_EQ(survey.area.y % 8, 0);
  EXPECT_GT((survey.area & detail).area(), detail.area() * 9 / 10);
  EXPECT_EQ(MaxDifference(survey.sample.pixels, image.pixels(survey.area)), 0.0);
}

TEST(SurveyTest, DetailInFocusWinsOverStrongerEdgesOutOfFocus) {
  cv::Mat scene(1500, 1800, CV_32FC3, cv::Scalar(0.5, 0.5, 0.5));
  const cv::Rect blurred(0, 0, 512, 512);
  const cv::Rect focused(1288, 984, 512, 512);
  cv::GaussianBlur(Scene(512, 512), scene(blurred), cv::Size(), 4.0);
  scene(focused) = 0.7 * scene(focused) + 0.3 * Scene(512, 512);
  const Survey survey = Look(Picture(scene));
  EXPECT_GT((survey.area & focused).area(), focused.area() * 9 / 10);
}

TEST(SurveyTest, AScanAtOneBitHasTwoLevelsEverywhere) {
  cv::Mat scan(600, 700, CV_32FC1, cv::Scalar(1));
  scan(cv::Rect(100, 100, 40, 300)).setTo(0);
  EXPECT_TRUE(Look(Picture(scan)).bilevel);
  cv::Mat rgb;
  cv::merge(std::vector<cv::Mat>(3, scan), rgb);
  EXPECT_TRUE(Look(Picture(rgb)).bilevel);
  rgb.at<cv::Vec3f>(599, 699) = {0, 1, 1};  // a colour
  EXPECT_FALSE(Look(Picture(rgb)).bilevel);
  scan.at<float>(599, 699) = 254.0f / 255.0f;
  EXPECT_FALSE(Look(Picture(scan)).bilevel);
  scan.setTo(1);
  EXPECT_FALSE(Look(Picture(scan)).bilevel);
}

TEST(SurveyTest, NarrowPictureGivesALongSample) {
  const Survey survey = Look(Picture(Scene(40, 9000)));
  EXPECT_EQ(survey.area.width, 40);
  EXPECT_GT(survey.area.height, 5000);
}

TEST(SurveyTest, NeutralMeansEveryPixel) {
  cv::Mat gray(600, 700, CV_32FC3, cv::Scalar::all(0.4));
  Image image = Picture(gray);
  EXPECT_TRUE(Look(image).neutral);
  image.pixels.at<cv::Vec3b>(599, 699)[2] ^= 1;
  EXPECT_FALSE(Look(image).neutral);
  Image one;
  one.pixels = cv::Mat(20, 20, CV_8UC1, cv::Scalar(7));
  EXPECT_FALSE(Look(one).neutral);
}

TEST(SurveyTest, OpaqueMeansEveryPixel) {
  Image image = Picture(cv::Mat(600, 700, CV_32FC3, cv::Scalar::all(0.4)));
  EXPECT_TRUE(Look(image).opaque);
  image.alpha = cv::Mat(600, 700, CV_8UC1, cv::Scalar(255));
  EXPECT_TRUE(Look(image).opaque);
  image.alpha.at<uint8_t>(599, 699) = 254;
  EXPECT_FALSE(Look(image).opaque);
}

}  // namespace
}  // namespace sharpscale
