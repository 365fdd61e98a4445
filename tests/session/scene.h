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

#include "enhance/enhance.h"
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

// An enlargement by 2 to `width` x `height` px, as a run tells it.
inline EnhanceResult EnlargedRun(int width, int height) {
  EnhanceResult run;
  Step step;
  step.kind = StepKind::kUpscale;
  step.factor = 2.0;
  run.plan.steps.push_back(step);
  run.plan.verdict = PlanVerdict::kPlan;
  run.plan.target_width = width;
  run.plan.target_height = height;
  StageResult stage;
  stage.kind = StepKind::kUpscale;
  stage.model = "upscale-x2-std";
  stage.width = width;
  stage.height = height;
  stage.note = "all of it in one pass";
  run.stages.push_back(stage);
  return run;
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
