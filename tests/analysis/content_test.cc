// SPDX-License-Identifier: Apache-2.0

#include "analysis/content.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "tests/analysis/measure.h"

namespace sharpscale {
namespace {

void AddGrain(uint64_t seed, double sigma, cv::Mat* picture) {
  cv::Mat grain(picture->size(), CV_16SC3);
  cv::RNG(seed).fill(grain, cv::RNG::NORMAL, 0.0, sigma);
  cv::add(*picture, grain, *picture, cv::noArray(), CV_8U);
}

// Lines of small letters; `scale` of OpenCV's Hershey font.
cv::Mat Page(double scale, double noise) {
  cv::Mat page(700, 900, CV_8UC3, cv::Scalar::all(244));
  const int pitch = int(40 * scale) + 8;
  for (int y = pitch; y < page.rows; y += pitch) {
    cv::putText(page,
                "amoeba sauce oxen ransom cruise verve mean zero cross",
                {10, y},
                cv::FONT_HERSHEY_SIMPLEX,
                scale,
                cv::Scalar::all(25),
                std::max(1, int(1.6 * scale)),
                cv::LINE_AA);
  }
  AddGrain(2, noise, &page);
  return page;
}

Findings Content(const cv::Mat& pixels) {
  Image image;
  image.pixels = pixels;
  return Measure(image, {"content"});
}

TEST(ContentTest, FindsTextAndItsHeight) {
  for (const double noise : {0.0, 4.0}) {
    for (const double scale : {0.6, 1.0}) {
      const Findings content = Content(Page(scale, noise));
      EXPECT_EQ(content.Find("content.kind")->word, "text") << scale << " " << noise;
      // Small letters of the Hershey font are 14 px high at scale 1, and the stroke adds to them.
      EXPECT_NEAR(content.ValueOr("content.text_x_height", 0.0), 14.0 * scale + 1.5, 3.0)
          << scale << " " << noise;
    }
  }
}

TEST(ContentTest, ScansLieHoweverTheyLie) {
  for (const int turn : {cv::ROTATE_90_CLOCKWISE, cv::ROTATE_180, cv::ROTATE_90_COUNTERCLOCKWISE}) {
    cv::Mat page;
    cv::rotate(Page(1.0, 4.0), page, turn);
    EXPECT_EQ(Content(page).Find("content.kind")->word, "text") << turn;
  }
}

// Even nowhere, but nobody reads a photograph.
TEST(ContentTest, ANoisySlideOfLettersOnColourIsAScreenshot) {
  cv::Mat slide = Page(0.6, 0.0);
  cv::add(cv::Scalar::all(255) - slide, cv::Scalar(10, 60, 150), slide);
  AddGrain(3, 6.0, &slide);
  EXPECT_EQ(Content(slide).Find("content.kind")->word, "screenshot");
}

// As like letters in size and number as they are, in lines they do not stand.
TEST(ContentTest, SparklesOnWaterAreNoText) {
  cv::Mat water(480, 640, CV_8UC3, cv::Scalar(60, 110, 150));
  cv::RNG random(7);
  for (int i = 0; i < 400; ++i) {
    const cv::Point at(random.uniform(10, 630), random.uniform(10, 470));
    cv::ellipse(
        water, at, {3, 4}, random.uniform(0, 180), 0, 200, cv::Scalar::all(235), 1, cv::LINE_AA);
  }
  AddGrain(8, 2.0, &water);
  const Findings content = Content(water);
  EXPECT_EQ(content.Find("content.kind")->word, "photo");
  EXPECT_FALSE(content.Find("content.text_x_height")->known());
}

TEST(ContentTest, GrainyPicturesArePhotos) {
  cv::Mat small(40, 50, CV_8UC3);
  cv::RNG(3).fill(small, cv::RNG::UNIFORM, 0, 256);
  cv::Mat scene;
  cv::resize(small, scene, {800, 640}, 0, 0, cv::INTER_CUBIC);
  AddGrain(4, 2.0, &scene);
  const Findings content = Content(scene);
  EXPECT_EQ(content.Find("content.kind")->word, "photo");
  EXPECT_FALSE(content.Find("content.text_x_height")->known());
}

TEST(ContentTest, FlatColouredPanelsAreAScreenshot) {
  cv::Mat screen(600, 800, CV_8UC3, cv::Scalar(240, 240, 245));
  cv::rectangle(screen, {0, 0, 800, 60}, {30, 90, 200}, cv::FILLED);
  cv::rectangle(screen, {40, 120, 300, 400}, {250, 180, 40}, cv::FILLED);
  cv::rectangle(screen, {400, 120, 300, 400}, {60, 160, 80}, cv::FILLED);
  EXPECT_EQ(Content(screen).Find("content.kind")->word, "screenshot");
}

// A petal before a backdrop out of focus, as JPEG leaves it: most neighbours are equal, and yet
// nothing is drawn. The same with a soft object on clipped white.
TEST(ContentTest, EvenBackdropsAreNoScreenshots) {
  for (const int ground : {215, 255}) {
    cv::Mat scene(600, 800, CV_8UC3, cv::Scalar::all(ground));
    for (int y = 0; ground < 255 && y < scene.rows; ++y) scene.row(y) -= cv::Scalar::all(y / 40);
    cv::Mat leaf;
    cv::resize(cv::Mat(30, 40, CV_8UC3, cv::Scalar(40, 160, 240)), leaf, {300, 200});
    AddGrain(5, 6.0, &leaf);
    leaf.copyTo(scene(cv::Rect(200, 150, leaf.cols, leaf.rows)));
    cv::GaussianBlur(scene, scene, {}, 2.0);
    EXPECT_EQ(Content(scene).Find("content.kind")->word, "photo") << ground;
  }
}

// Points of light on a black sky, clipped or with some grain, are two tones without being drawn;
// white lettering on black is.
// Fine grain with a sharp outline on white, as shops show what they sell.
TEST(ContentTest, CutOutProductsArePhotos) {
  cv::Mat texture(600, 800, CV_8UC3);
  cv::RNG(6).fill(texture, cv::RNG::UNIFORM, 0, 256);
  cv::GaussianBlur(texture, texture, {}, 1.0);
  for (const int ground : {236, 255}) {
    cv::Mat mask(texture.size(), CV_8UC1, cv::Scalar(0));
    cv::ellipse(mask, {400, 300}, {230, 160}, 20, 0, 360, cv::Scalar(255), -1, cv::LINE_AA);
    cv::Mat product(texture.size(), CV_8UC3, cv::Scalar::all(ground));
    texture.copyTo(product, mask);
    EXPECT_EQ(Content(product).Find("content.kind")->word, "photo") << ground;
  }
}

TEST(ContentTest, StarsAreAPhotograph) {
  cv::Mat points(600, 800, CV_32FC3, cv::Scalar::all(0));
  cv::RNG rng(6);
  for (int i = 0; i < 900; ++i) {
    const double light = rng.uniform(200.0, 2500.0);
    points.at<cv::Vec3f>(rng.uniform(4, 596), rng.uniform(4, 796)) = cv::Vec3d::all(light);
  }
  cv::GaussianBlur(points, points, {}, 0.9);
  for (const double grain : {0.0, 1.5}) {
    cv::Mat noise(points.size(), CV_32FC3);
    cv::RNG(7).fill(noise, cv::RNG::NORMAL, grain > 0.0 ? 9.0 : 0.0, grain);
    cv::Mat sky;
    cv::Mat(points + noise).convertTo(sky, CV_8U);
    EXPECT_EQ(Content(sky).Find("content.kind")->word, "photo") << grain;
  }
  EXPECT_EQ(Content(cv::Scalar::all(255) - Page(1.0, 0.0)).Find("content.kind")->word, "text");
}

// A dark scene of one channel, half of it clipped to black, with grain and soft things in the other
// half and a few crisp glints: no drawing, though it has no colour.
TEST(ContentTest, DarkGrayScenesArePhotos) {
  cv::Mat1f scene(600, 900, 0.0F);
  for (int i = 0; i < 70; ++i) {
    cv::circle(scene, {500 + i % 10 * 39, 30 + i / 10 * 80}, 7, cv::Scalar(70), cv::FILLED);
  }
  cv::GaussianBlur(scene, scene, {}, 0.8);
  cv::Mat1f grain(600, 420);
  cv::RNG(9).fill(grain, cv::RNG::NORMAL, 0.0, 1.5);
  scene.colRange(480, 900) += grain;
  for (int x = 470; x < 900; ++x) scene.col(x) += 30.0 * std::min(1.0, (x - 470) / 40.0);
  for (int i = 0; i < 3; ++i) {
    cv::rectangle(scene, cv::Rect(60 + 90 * i, 100, 6, 6), cv::Scalar(200), cv::FILLED);
  }
  cv::Mat gray;
  scene.convertTo(gray, CV_8U);
  EXPECT_EQ(Content(gray).Find("content.kind")->word, "photo");
  // A drawing of one channel stays one.
  cv::Mat drawing(600, 900, CV_8U, cv::Scalar(0));
  for (int i = 0; i < 60; ++i) cv::circle(drawing, {60 + 13 * i, 40 + 9 * i}, 30, 255, 2);
  EXPECT_EQ(Content(drawing).Find("content.kind")->word, "line-art");
}

TEST(ContentTest, TinyIsUnknown) {
  const Findings content = Content(cv::Mat(8, 8, CV_8UC3, cv::Scalar(1, 2, 3)));
  EXPECT_FALSE(content.Find("content.kind")->known());
}

}  // namespace
}  // namespace sharpscale
