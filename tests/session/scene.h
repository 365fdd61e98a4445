// SPDX-License-Identifier: Apache-2.0
//
// File: tests/session/scene.h
//
// Seeded pictures and a folder of their own for the tests of the controllers.

#ifndef SHARPSCALE_TESTS_SESSION_SCENE_H_
#define SHARPSCALE_TESTS_SESSION_SCENE_H_

#include <gmock/gmock.h>
#include <stdlib.h>

#include <filesystem>
#include <opencv2/imgproc.hpp>
#include <string>

#include "image/image.h"

namespace sharpscale {

// Discs, edges and mild grain: something for every instrument.
inline Image SessionScene(int width, int height) {
  Image image;
  image.pixels.create(height, width, CV_8UC3);
  image.pixels.setTo(cv::Scalar(90, 110, 130));
  cv::RNG random(7);
  for (int i = 0; i < 40; ++i) {
    cv::circle(image.pixels,
               {random.uniform(0, width), random.uniform(0, height)},
               random.uniform(4, 24),
               cv::Scalar(random.uniform(0, 256), random.uniform(0, 256), random.uniform(0, 256)),
               -1,
               cv::LINE_AA);
  }
  cv::Mat grain(height, width, CV_8UC3);
  random.fill(grain, cv::RNG::UNIFORM, 0, 4);
  image.pixels += grain;
  return image;
}

class SessionTest : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "sharpscale-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string Path(const std::string& name) const { return (folder_ / name).string(); }

  std::filesystem::path folder_;
};

}  // namespace sharpscale

#endif  // SHARPSCALE_TESTS_SESSION_SCENE_H_
