// SPDX-License-Identifier: Apache-2.0

#include "enhance/study/order.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "datasets/unsharp.h"
#include "enhance/study/edge_halo.h"
#include "tests/enhance/test_pictures.h"

namespace sharpscale {
namespace {

cv::Mat Bytes(const cv::Mat& unit) {
  cv::Mat bytes;
  unit.convertTo(bytes, CV_8U, 255.0);
  return bytes;
}

OrderProblem Problem() {
  OrderProblem problem;
  const cv::Mat scene = Scene(256, 192);
  problem.truth = Bytes(scene);
  cv::Mat low;
  cv::resize(scene, low, cv::Size(), 0.5, 0.5, cv::INTER_AREA);
  problem.source = Bytes(low);
  problem.radius = 1.15;
  problem.first_radii = {1.15, 0.58};
  problem.enlarge = [](const cv::Mat& source) -> absl::StatusOr<cv::Mat> {
    cv::Mat out;
    cv::resize(source, out, cv::Size(), 2.0, 2.0, cv::INTER_CUBIC);
    return out;
  };
  return problem;
}

TEST(EdgeSteepness, IsOneForTheTruthAndGrowsWithSharpness) {
  const cv::Mat scene = Scene(128, 96);
  EXPECT_NEAR(*EdgeSteepness(Bytes(scene), Bytes(scene)), 1.0, 1e-12);
  cv::Mat soft;
  cv::GaussianBlur(scene, soft, cv::Size(), 1.5);
  const double less = *EdgeSteepness(Bytes(scene), Bytes(soft));
  EXPECT_LT(less, 0.8);
  EXPECT_GT(less, 0.2);
  // Half of the contrast is half of the slope, less what rounding to levels takes of it.
  EXPECT_NEAR(*EdgeSteepness(Bytes(scene), Bytes(0.5 * scene)), 0.5, 0.02);
  EXPECT_FALSE(EdgeSteepness(cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(9)),
                             cv::Mat(8, 8, CV_8UC3, cv::Scalar::all(9)))
                   .has_value());
}

TEST(CompareOrders, BothResultsAreEquallySteep) {
  OrderProblem problem = Problem();
  double last_amount = 0.0;
  const auto halos = CompareOrders(problem);
  ASSERT_TRUE(halos.ok()) << halos.status();
  ASSERT_EQ(halos->size(), 2u);
  for (const std::optional<OrderHalo>& halo : *halos) {
    ASSERT_TRUE(halo.has_value());
    EXPECT_GT(halo->amount, 0.05);
    EXPECT_GT(halo->amount, last_amount) << "a thinner mask has to be stronger";
    last_amount = halo->amount;
  }
}

TEST(CompareOrders, TheSameAmountIsThatOfTheSlider) {
  const OrderProblem problem = Problem();
  const auto halos = CompareOrders(problem);
  ASSERT_TRUE(halos.ok()) << halos.status();
  for (size_t i = 0; i < halos->size(); ++i) {
    cv::Mat unit;
    problem.source.convertTo(unit, CV_32F, 1.0 / 255.0);
    const absl::StatusOr<cv::Mat> first =
        problem.enlarge(Bytes(UnsharpMask(unit, problem.strength, problem.first_radii[i])));
    ASSERT_TRUE(first.ok());
    EXPECT_NEAR((*halos)[i]->same_amount, *EdgeHalo(problem.truth, *first), 1e-6);
  }
}

TEST(CompareOrders, AnEnlargementThatSmoothsAwayWhatWasSharpenedIsNotCompared) {
  OrderProblem problem = Problem();
  cv::Mat out;
  cv::resize(problem.source, out, cv::Size(), 2.0, 2.0, cv::INTER_CUBIC);
  problem.enlarge = [out](const cv::Mat&) -> absl::StatusOr<cv::Mat> { return out.clone(); };
  problem.strength = 1.0;  // its own halo is more than that of what never gets there
  const auto halos = CompareOrders(problem);
  ASSERT_TRUE(halos.ok()) << halos.status();
  for (const std::optional<OrderHalo>& halo : *halos) EXPECT_FALSE(halo.has_value());
  problem.enlarge = [](const cv::Mat&) -> absl::StatusOr<cv::Mat> {
    return absl::InternalError("broken");
  };
  EXPECT_FALSE(CompareOrders(problem).ok());
}

}  // namespace
}  // namespace sharpscale
