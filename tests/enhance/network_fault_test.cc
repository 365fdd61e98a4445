// SPDX-License-Identifier: Apache-2.0

#include "enhance/network_fault.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "enhance/resize_stage.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

// Structure of a few px with edges, so that a shift can be told.
cv::Mat Scene() {
  cv::Mat scene(160, 192, CV_32FC3);
  cv::RNG random(11);
  random.fill(scene, cv::RNG::UNIFORM, 0.0, 1.0);
  cv::GaussianBlur(scene, scene, {}, 2.0);
  cv::normalize(scene, scene, 0.1, 0.9, cv::NORM_MINMAX);
  cv::rectangle(scene, {40, 30}, {120, 110}, cv::Scalar(0.8, 0.3, 0.2), cv::FILLED);
  return scene;
}

cv::Mat Moved(const cv::Mat& picture, double x) {
  cv::Mat moved;
  const cv::Matx23d by(1, 0, x, 0, 1, 0);
  cv::warpAffine(picture, moved, by, picture.size(), cv::INTER_CUBIC, cv::BORDER_REPLICATE);
  return moved;
}

cv::Mat Blurred(const cv::Mat& picture, double sigma) {
  cv::Mat out;
  cv::GaussianBlur(picture, out, {}, sigma);
  return out;
}

TEST(NetworkFaultTest, AnHonestEnlargementHasNone) {
  const cv::Mat scene = Scene();
  EXPECT_EQ(NetworkFault({scene, ResizeCubic(scene, 384, 320), 2}), "");
  EXPECT_EQ(NetworkFault({scene, scene.clone(), 1}), "");
}

TEST(NetworkFaultTest, AMovedPictureIsOne) {
  const cv::Mat scene = Scene();
  const cv::Mat larger = ResizeCubic(scene, 384, 320);
  EXPECT_THAT(NetworkFault({scene, Moved(larger, 1.0), 2}), HasSubstr("moved by"));
  EXPECT_EQ(NetworkFault({scene, Moved(larger, 0.1), 2}), "");
}

TEST(NetworkFaultTest, SoIsAnotherPictureAndDamageAllowsMore) {
  const cv::Mat scene = Scene();
  NetworkTrial trial{scene, scene + cv::Scalar::all(10.0 / 255.0), 1};
  EXPECT_THAT(NetworkFault(trial), HasSubstr("not the source (differs by 10.0 levels"));
  trial.told.noise_sigma = 8.0;
  EXPECT_EQ(NetworkFault(trial), "");
}

TEST(NetworkFaultTest, BlurThatWasToGoIsPutBackFirst) {
  const cv::Mat scene = Scene();
  NetworkTrial trial{Blurred(scene, 1.5), scene, 1};
  trial.told.blur_sigma = 1.5;
  trial.deblurs = true;
  EXPECT_EQ(NetworkFault(trial), "");
  // More of it than was told is another picture.
  trial.told.blur_sigma = 0.2;
  EXPECT_THAT(NetworkFault(trial), HasSubstr("not the source"));
}

TEST(NetworkFaultTest, EdgesTakenForHalosAreOne) {
  const cv::Mat scene = Scene();
  const cv::Mat haloed = scene + 0.5 * (scene - Blurred(scene, 1.0));
  NetworkTrial trial{haloed, scene, 1};
  trial.told.halo = 15.0;
  EXPECT_EQ(NetworkFault(trial), "");
  trial.result = Blurred(scene, 2.0);
  EXPECT_THAT(NetworkFault(trial), HasSubstr("took edges away"));
}

}  // namespace
}  // namespace sharpscale
