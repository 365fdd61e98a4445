// SPDX-License-Identifier: Apache-2.0

#include "models/repcond.h"
#include "models/enlarge_catmull_rom.h"

#include <gtest/gtest.h>

#include <cmath>

#include "datasets/charts.h"
#include "datasets/resample.h"

namespace sharpscale {
namespace {

cv::Mat Picture(cv::Size size) {
  cv::Mat out;
  RandomChart(size, 12).convertTo(out, CV_32F, 1.0 / 255.0);
  return out;
}

TEST(RepCondTest, EnlargementIsCatmullRom) {
  const cv::Mat in = Picture({21, 17});
  for (const int factor : {2, 3, 4}) {
    const cv::Mat out = EnlargeCatmullRom(in, factor);
    const cv::Mat expected = Resample(in, in.size() * factor, {ResampleKernel::kBicubic, true});
    ASSERT_EQ(out.size(), expected.size());
    // Borders: repeated here, mirrored there.
    const cv::Rect inner(3 * factor, 3 * factor, out.cols - 6 * factor, out.rows - 6 * factor);
    EXPECT_LT(cv::norm(out(inner), expected(inner), cv::NORM_INF), 1e-5) << factor;
  }
  EXPECT_EQ(EnlargeCatmullRom(cv::Mat(1, 1, CV_32FC3, cv::Scalar::all(0.5)), 4).size(),
            cv::Size(4, 4));
}

TEST(RepCondTest, PackInputLaysOutPixelsAndConditions) {
  RepCondConfig config{.task = "restore", .scale = 1, .unshuffle = 2, .channels = 16, .body = 2};
  const cv::Mat tile = Picture({4, 6});
  Conditions c;
  c.noise_sigma = 25.0;
  c.jpeg_quality = 40.0;
  c.blur_sigma = 1.5;
  c.halo = 100.0;  // clamped
  c.aliasing = 0.5;
  std::vector<float> packed(2 * 3 * config.InputChannels());
  PackInput(config, tile, c, {0, 0}, packed.data());
  ASSERT_EQ(config.InputChannels(), 19);
  const float* cell = &packed[(1 * 2 + 1) * 19];  // second row, second column
  EXPECT_FLOAT_EQ(cell[0], tile.at<cv::Vec3f>(2, 2)[0] - 0.5f);
  EXPECT_FLOAT_EQ(cell[1], tile.at<cv::Vec3f>(2, 3)[0] - 0.5f);
  EXPECT_FLOAT_EQ(cell[2], tile.at<cv::Vec3f>(3, 2)[0] - 0.5f);
  EXPECT_FLOAT_EQ(cell[11], tile.at<cv::Vec3f>(3, 3)[2] - 0.5f);
  EXPECT_FLOAT_EQ(cell[12], 0.5f);
  EXPECT_FLOAT_EQ(cell[13], 0.6f);
  EXPECT_FLOAT_EQ(cell[14], 0.5f);
  EXPECT_FLOAT_EQ(cell[15], 1.0f);
  EXPECT_FLOAT_EQ(cell[16], 0.5f);
  EXPECT_FLOAT_EQ(cell[17], 0.0f);  // no grid was found
}

TEST(RepCondTest, GridPhaseFollowsThePicture) {
  const RepCondConfig config{.scale = 2, .unshuffle = 1, .channels = 16, .body = 2};
  const cv::Mat tile = Picture({16, 16});
  Conditions c;
  c.jpeg_grid = true;
  c.grid_x = 3;
  std::vector<float> at_zero(16 * 16 * 10);
  std::vector<float> moved(16 * 16 * 10);
  PackInput(config, tile, c, {0, 0}, at_zero.data());
  PackInput(config, tile, c, {5, 0}, moved.data());
  EXPECT_NEAR(at_zero[3 * 10 + 8], std::cos(M_PI / 8.0), 1e-6);   // first column of a block
  EXPECT_NEAR(at_zero[2 * 10 + 8], std::cos(M_PI / 8.0), 1e-6);   // last column of the one before
  EXPECT_NEAR(at_zero[7 * 10 + 8], -std::cos(M_PI / 8.0), 1e-6);  // its middle
  for (int x = 0; x < 11; ++x) EXPECT_NEAR(moved[x * 10 + 8], at_zero[(x + 5) * 10 + 8], 1e-5);
}

TEST(RepCondTest, NoiseGrowsWithTheLightWhereItHasASlope) {
  const RepCondConfig config{.scale = 1, .unshuffle = 2, .channels = 16, .body = 2};
  cv::Mat tile(16, 16, CV_32FC3, cv::Scalar::all(0.1));
  tile.colRange(8, 16).setTo(cv::Scalar::all(0.9));
  Conditions c;
  c.noise_sigma = 10.0;
  const int each = 3 * 4 + 7;
  std::vector<float> packed(8 * 8 * each);
  PackInput(config, tile, c, {0, 0}, packed.data());
  for (int x = 0; x < 8; ++x) EXPECT_NEAR(packed[x * each + 12], 0.2, 1e-6);
  c.noise_slope = 2.0;
  PackInput(config, tile, c, {0, 0}, packed.data());
  EXPECT_NEAR(packed[12], 0.2 * std::sqrt(0.2), 1e-5);
  EXPECT_NEAR(packed[7 * each + 12], 0.2 * std::sqrt(1.8), 1e-5);
  EXPECT_EQ(packed[7 * each + 13], 0.0F);  // the planes beside it are as they were
}

TEST(RepCondTest, NotFiniteConditionsCountAsNeutral) {
  const RepCondConfig config{.scale = 2, .unshuffle = 1, .channels = 16, .body = 2};
  Conditions c;
  c.noise_sigma = std::nan("");
  c.noise_slope = std::nan("");
  c.jpeg_quality = INFINITY;
  std::vector<float> packed(10);
  PackInput(config, cv::Mat(1, 1, CV_32FC3, cv::Scalar::all(0.5)), c, {0, 0}, packed.data());
  for (int i = 3; i < 10; ++i) EXPECT_EQ(packed[i], 0.0f);
}

TEST(RepCondTest, TheNarrowestExpertThatServesIsChosen) {
  RepCondConfig config;
  config.experts = {{"light", 2.0, 88.0}, {"middle", 6.0, 60.0}};
  EXPECT_EQ(config.Prefixes(), (std::vector<std::string>{"", "light.", "middle."}));
  Conditions c;
  EXPECT_EQ(config.Serving(c), 1u);
  c.noise_sigma = 2.0;
  c.jpeg_quality = 88.0;
  EXPECT_EQ(config.Serving(c), 1u);
  c.noise_sigma = 2.1;
  EXPECT_EQ(config.Serving(c), 2u);
  c.jpeg_quality = 50.0;
  EXPECT_EQ(config.Serving(c), 0u);
  // In whatever order they were published.
  config.experts.push_back({"crisp", 1.0, 97.0});
  c = {};
  EXPECT_EQ(config.Serving(c), 3u);
  c.noise_sigma = 1.1;
  EXPECT_EQ(config.Serving(c), 1u);
  c = {};
  c.noise_sigma = std::nan("");  // nothing known: the set that serves everything
  EXPECT_EQ(config.Serving(c), 0u);
}

TEST(RepCondTest, BadExpertsAreRefused) {
  for (const char* text : {R"([])",
                           R"({"name":"light","noise_sigma":2})",
                           R"({"name":"","noise_sigma":2,"jpeg_quality":80})",
                           R"({"name":"a.b","noise_sigma":2,"jpeg_quality":80})",
                           R"({"name":"light","noise_sigma":-1,"jpeg_quality":80})",
                           R"({"name":"light","noise_sigma":2,"jpeg_quality":"x"})",
                           R"({"name":"light","noise_sigma":2,"jpeg_quality":80,"channels":0})",
                           R"({"name":"light","noise_sigma":2,"jpeg_quality":80,"channels":1e9})",
                           R"({"name":"a","noise_sigma":2,"jpeg_quality":80,"body":0})",
                           R"({"name":"a","noise_sigma":2,"jpeg_quality":80,"body":"9"})",
                           R"({"name":"a","noise_sigma":2,"jpeg_quality":80,"channels":48.5})"}) {
    EXPECT_FALSE(RepCondExpertFromJson(nlohmann::json::parse(text)).ok()) << text;
  }
}

TEST(RepCondTest, DescriptionGoesThereAndBack) {
  const RepCondConfig config{
      .task = "sharpen",
      .scale = 1,
      .unshuffle = 2,
      .channels = 48,
      .body = 8,
      .experts = {{"light", 2.0, 88.0}, {"crisp", 1.0, 97.0, 64}, {"calm", 0.5, 98.0, 0, 14}}};
  const auto read = RepCondConfigFromJson(config.ToJson());
  ASSERT_TRUE(read.ok()) << read.status();
  EXPECT_EQ(read->Channels(0), 48);
  EXPECT_EQ(read->Channels(1), 48);
  EXPECT_EQ(read->Channels(2), 64);
  EXPECT_EQ(read->Parameters(1), read->Parameters());
  EXPECT_GT(read->Parameters(2), read->Parameters());
  EXPECT_EQ(read->ToJson(), config.ToJson());
  EXPECT_EQ(read->Channels(3), 48);
  EXPECT_EQ(read->Body(2), 8);
  EXPECT_EQ(read->Body(3), 14);
  EXPECT_EQ(read->Parameters(3) - read->Parameters(), 6 * (9 * 48 * 48 + 48));
  EXPECT_EQ(read->Radius(), 32);
  const nlohmann::json whole = config.ToJson();
  for (const auto& [key, value] : whole.items()) {
    if (key == "architecture") continue;
    nlohmann::json broken = config.ToJson();
    broken.erase(key);
    EXPECT_EQ(RepCondConfigFromJson(broken).ok(), key == "experts") << key;
    broken[key] = 1e30;
    EXPECT_FALSE(RepCondConfigFromJson(broken).ok()) << key;
    broken[key] = -5;
    EXPECT_FALSE(RepCondConfigFromJson(broken).ok()) << key;
  }
}

}  // namespace
}  // namespace sharpscale
