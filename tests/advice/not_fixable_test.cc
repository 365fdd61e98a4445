// SPDX-License-Identifier: Apache-2.0
//
// From the pixels to the verdict: a defocus of sigma 8 px is beyond repair, one of 1.2 px is not.

#include <gtest/gtest.h>

#include <cstdlib>
#include <opencv2/imgproc.hpp>

#include "advice/advise.h"
#include "analysis/analyze.h"
#include "image/decode.h"

namespace sharpscale {
namespace {

PlanVerdict VerdictAt(const cv::Mat& sharp, double sigma) {
  Image image;
  cv::GaussianBlur(sharp, image.pixels, cv::Size(), sigma, sigma, cv::BORDER_REFLECT_101);
  AnalyzeOptions options;
  options.maps = false;
  const absl::StatusOr<Report> report = Analyze(image, options);
  EXPECT_TRUE(report.ok()) << report.status();
  if (!report.ok()) return PlanVerdict::kNothingToDo;
  const absl::StatusOr<Plan> plan = Advise(*report, Target());
  EXPECT_TRUE(plan.ok()) << plan.status();
  return plan.ok() ? plan->verdict : PlanVerdict::kNothingToDo;
}

// Shapes of many sizes with hard edges, over a shaded ground.
cv::Mat Shapes() {
  cv::Mat picture(600, 800, CV_8UC3);
  cv::RNG random(5);
  for (int y = 0; y < picture.rows; ++y) picture.row(y).setTo(cv::Scalar::all(90 + y / 10));
  for (int i = 0; i < 60; ++i) {
    const cv::Scalar colour(random.uniform(0, 255), random.uniform(0, 255), random.uniform(0, 255));
    const cv::Point at(random.uniform(0, 800), random.uniform(0, 600));
    if (i % 2 == 0) {
      cv::circle(picture, at, random.uniform(15, 80), colour, cv::FILLED, cv::LINE_AA);
    } else {
      cv::rectangle(
          picture, {at, cv::Size(random.uniform(20, 150), random.uniform(20, 150))}, colour, -1);
    }
  }
  return picture;
}

TEST(NotFixableTest, DrawnShapes) {
  const cv::Mat shapes = Shapes();
  EXPECT_EQ(VerdictAt(shapes, 8.0), PlanVerdict::kNotFixable);
  EXPECT_NE(VerdictAt(shapes, 1.2), PlanVerdict::kNotFixable);
}

TEST(NotFixableTest, Photographs) {
  const char* data = std::getenv("SHARPSCALE_DATA");
  const std::string folder =
      data != nullptr ? data : std::string(SHARPSCALE_SOURCE_DIR "/../shared/data");
  for (const char* name : {"monarch", "lenna", "pepper", "barbara", "zebra"}) {
    const absl::StatusOr<Image> image = Decode(folder + "/val/set14/" + name + ".bmp");
    if (!image.ok()) GTEST_SKIP() << "no evaluation pictures; set SHARPSCALE_DATA";
    EXPECT_EQ(VerdictAt(image->pixels, 8.0), PlanVerdict::kNotFixable) << name;
    EXPECT_NE(VerdictAt(image->pixels, 1.2), PlanVerdict::kNotFixable) << name;
  }
}

}  // namespace
}  // namespace sharpscale
