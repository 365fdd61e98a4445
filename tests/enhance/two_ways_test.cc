// SPDX-License-Identifier: Apache-2.0

#include "enhance/two_ways.h"

#include <gtest/gtest.h>

#include <memory>
#include <opencv2/core.hpp>
#include <vector>

#include "models/in_all_ways.h"
#include "tests/enhance/fake_networks.h"

namespace sharpscale {
namespace {

cv::Mat Tile(float value) {
  return cv::Mat(4, 6, CV_32FC3, cv::Scalar::all(value));
}

// Enlarges by repeating; remembers what it was told.
std::shared_ptr<FakeNetwork> Upscaler(std::vector<Conditions>* told) {
  return std::make_shared<FakeNetwork>(
      2,
      3,
      [told](
          const cv::Mat& tile, const Conditions& conditions, cv::Point) -> absl::StatusOr<cv::Mat> {
        told->push_back(conditions);
        cv::Mat large;
        cv::resize(tile, large, cv::Size(), 2, 2, cv::INTER_NEAREST);
        return large;
      });
}

TEST(EnlargeInTwoWaysTest, IsTheMeanOfBoth) {
  std::vector<Conditions> told;
  TwoWays ways;
  ways.upscaler = Upscaler(&told);
  ways.repair = std::make_shared<FakeNetwork>(1, 5, ConstantBody(1, 0.9F));
  ways.repair_strength = 0.5;
  ways.residual = 0.25;
  const auto network = EnlargeInTwoWays(ways);
  EXPECT_EQ(network->scale(), 2);
  EXPECT_EQ(network->radius(), 8);
  Conditions conditions;
  conditions.noise_sigma = 8.0;
  conditions.jpeg_quality = 90.0;
  conditions.jpeg_grid = true;
  conditions.blur_sigma = 0.4;
  const absl::StatusOr<cv::Mat> result = network->Run(Tile(0.1F), conditions, {});
  ASSERT_TRUE(result.ok()) << result.status();
  // Told: 0.1. Repaired by half: 0.5. Their mean: 0.3.
  EXPECT_EQ(result->size(), cv::Size(12, 8));
  EXPECT_LT(cv::norm(*result, cv::Mat(8, 12, CV_32FC3, cv::Scalar::all(0.3)), cv::NORM_INF), 1e-6);
  ASSERT_EQ(told.size(), 2U);
  EXPECT_EQ(told[0].noise_sigma, 8.0);
  EXPECT_EQ(told[0].jpeg_quality, 90.0);
  EXPECT_EQ(told[1].noise_sigma, 2.0);
  EXPECT_EQ(told[1].jpeg_quality, 100.0);
  EXPECT_FALSE(told[1].jpeg_grid);
  EXPECT_EQ(told[1].blur_sigma, 0.4);
}

TEST(EnlargeInTwoWaysTest, ColoursMayBeTheRepairsAlone) {
  std::vector<Conditions> told;
  TwoWays ways;
  ways.upscaler = Upscaler(&told);
  ways.repair = std::make_shared<FakeNetwork>(
      1, 5, [](const cv::Mat& tile, const Conditions&, cv::Point) -> absl::StatusOr<cv::Mat> {
        return cv::Mat(tile.size(), CV_32FC3, cv::Scalar(0.8, 0.4, 0.2));
      });
  ways.told_share = 1.0;
  ways.repaired_chroma = true;
  const auto network = EnlargeInTwoWays(ways);
  EXPECT_EQ(network->radius(), 7) << "of the repair and cubic convolution";
  const absl::StatusOr<cv::Mat> result = network->Run(Tile(0.5F), Conditions(), {});
  ASSERT_TRUE(result.ok()) << result.status();
  EXPECT_EQ(told.size(), 1U) << "nothing of the second way is used";
  // Luma 0.5 of the tile; R - Y, G - Y, B - Y of the repair.
  const double luma = 0.299 * 0.8 + 0.587 * 0.4 + 0.114 * 0.2;
  const cv::Scalar expected(0.5 + 0.8 - luma, 0.5 + 0.4 - luma, 0.5 + 0.2 - luma);
  EXPECT_LT(cv::norm(*result, cv::Mat(8, 12, CV_32FC3, expected), cv::NORM_INF), 1e-6);
}

TEST(EnlargeInTwoWaysTest, TheRepairSeesTheGridOfTheTile) {
  std::vector<Conditions> told;
  Conditions seen;
  TwoWays ways;
  ways.upscaler = Upscaler(&told);
  ways.repair = std::make_shared<FakeNetwork>(
      1,
      1,
      [&seen](
          const cv::Mat& tile, const Conditions& conditions, cv::Point) -> absl::StatusOr<cv::Mat> {
        seen = conditions;
        return tile.clone();
      });
  ways.repair_conditions.jpeg_grid = true;
  ways.repair_conditions.noise_sigma = 5.0;
  Conditions conditions;
  conditions.jpeg_grid = true;
  conditions.grid_x = 3;
  conditions.grid_y = 6;
  ASSERT_TRUE(EnlargeInTwoWays(ways)->Run(Tile(0.5F), conditions, {}).ok());
  EXPECT_TRUE(seen.jpeg_grid);
  EXPECT_EQ(seen.grid_x, 3);
  EXPECT_EQ(seen.grid_y, 6);
  EXPECT_EQ(seen.noise_sigma, 5.0);
}

// A repair is held block by block where the picture's blocks lie: a tile that was flipped has them
// elsewhere, so that what was held depended on the side of the tile.
TEST(EnlargeInTwoWaysTest, InAllWaysTheMeanIsHeldUprightAndOnce) {
  std::vector<Conditions> told;
  std::vector<cv::Point> origins;
  cv::Mat held_tile;
  TwoWays ways;
  ways.upscaler = InAllWays(Upscaler(&told));
  ways.repair = InAllWays(std::make_shared<FakeNetwork>(1, 1, GoodBody(1)));
  ways.repair_conditions.jpeg_grid = true;
  ways.hold = [&](const cv::Mat& tile, const cv::Mat& repaired, cv::Point origin) {
    held_tile = tile.clone();
    origins.push_back(origin);
    return repaired;
  };
  cv::Mat tile(13, 16, CV_32FC3);
  cv::randu(tile, 0.0, 1.0);
  Conditions conditions;
  conditions.jpeg_grid = true;
  conditions.grid_x = 3;  // of the whole picture: seen from this tile, another phase
  ASSERT_TRUE(EnlargeInTwoWays(ways)->Run(tile, conditions, {10, 20}).ok());
  ASSERT_EQ(origins.size(), 1U);
  EXPECT_EQ(origins[0], cv::Point(10, 20));
  EXPECT_EQ(cv::norm(held_tile, tile, cv::NORM_INF), 0.0);
  EXPECT_EQ(told.size(), 16U);
}

TEST(EnlargeInTwoWaysTest, OneOfTheTwoThatIsWrongIsAnError) {
  std::vector<Conditions> told;
  TwoWays ways;
  ways.upscaler = Upscaler(&told);
  ways.repair = std::make_shared<FakeNetwork>(1, 1, ConstantBody(2, 0.5F));  // another size
  EXPECT_FALSE(EnlargeInTwoWays(ways)->Run(Tile(0.5F), {}, {}).ok());
}

}  // namespace
}  // namespace sharpscale
