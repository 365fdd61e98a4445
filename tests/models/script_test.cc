// SPDX-License-Identifier: Apache-2.0
//
// TorchScript models that a user brings. Written here with LibTorch, read through the module.

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <torch/script.h>

#include <fstream>

#include "models/network.h"

namespace sharpscale {
namespace {

using ::testing::HasSubstr;

std::string Saved(const std::string& name, const std::string& forward, const std::string& json) {
  torch::jit::script::Module module("model");
  module.define("def forward(self, x):\n" + forward);
  const std::string path = ::testing::TempDir() + "/" + name + ".pt";
  module.save(path);
  std::ofstream(::testing::TempDir() + "/" + name + ".json") << json;
  return path;
}

cv::Mat Ramp() {
  cv::Mat tile(13, 9, CV_32FC3);
  for (int y = 0; y < tile.rows; ++y) {
    for (int x = 0; x < tile.cols; ++x) {
      tile.at<cv::Vec3f>(y, x) = {x / 9.0f, y / 13.0f, 0.25f};
    }
  }
  return tile;
}

constexpr char kTwice[] = "  return x.repeat_interleave(2, 2).repeat_interleave(2, 3)\n";

TEST(ScriptTest, AnEnlargingModelRuns) {
  const auto network = LoadNetwork(Saved("twice", kTwice, R"({"scale":2,"overlap":4})"));
  ASSERT_TRUE(network.ok()) << network.status();
  EXPECT_EQ((*network)->scale(), 2);
  EXPECT_EQ((*network)->radius(), 4);
  const cv::Mat in = Ramp();
  const auto out = (*network)->Run(in, {}, {0, 0});
  ASSERT_TRUE(out.ok()) << out.status();
  ASSERT_EQ(out->size(), in.size() * 2);
  EXPECT_EQ(out->at<cv::Vec3f>(25, 16), in.at<cv::Vec3f>(12, 8));
}

TEST(ScriptTest, RangeChannelsAndMultiplesAreHonoured) {
  // Adds 51 of 255 to the first channel it sees, and insists on multiples of 4.
  const auto network = LoadNetwork(Saved("picky",
                                         "  assert x.size(2) % 4 == 0 and x.size(3) % 4 == 0\n"
                                         "  y = x.clone()\n"
                                         "  y[:, 0] = y[:, 0] + 12.75\n"
                                         "  return y\n",
                                         R"({"scale":1,"overlap":0,"range":255,"channels":"bgr",)"
                                         R"("multiple":4})"));
  ASSERT_TRUE(network.ok()) << network.status();
  const cv::Mat in = Ramp();
  const auto out = (*network)->Run(in, {}, {0, 0});
  ASSERT_TRUE(out.ok()) << out.status();
  ASSERT_EQ(out->size(), in.size());
  EXPECT_NEAR(out->at<cv::Vec3f>(3, 5)[2], 0.25 + 0.05, 1e-5);  // blue came first
  EXPECT_NEAR(out->at<cv::Vec3f>(3, 5)[0], in.at<cv::Vec3f>(3, 5)[0], 1e-5);
}

TEST(ScriptTest, ATrialTileUnmasksWrongDescriptionsAndBadModels) {
  const auto scale = LoadNetwork(Saved("scale", kTwice, R"({"scale":3,"overlap":4})"));
  EXPECT_FALSE(scale.ok());
  const auto range =
      LoadNetwork(Saved("range", "  return x / 255.0\n", R"({"scale":1,"overlap":4})"));
  EXPECT_EQ(range.status().code(), absl::StatusCode::kInvalidArgument);
  EXPECT_THAT(std::string(range.status().message()), HasSubstr("range"));
  const auto black =
      LoadNetwork(Saved("black", "  return x * 0.0\n", R"({"scale":1,"overlap":4})"));
  EXPECT_FALSE(black.ok());
  const auto broken =
      LoadNetwork(Saved("broken", "  return (x - x) / (x - x)\n", R"({"scale":1,"overlap":4})"));
  EXPECT_THAT(std::string(broken.status().message()), HasSubstr("not finite"));
  const auto throws = LoadNetwork(
      Saved("throws", "  assert False, \"no\"\n  return x\n", R"({"scale":1,"overlap":4})"));
  EXPECT_EQ(throws.status().code(), absl::StatusCode::kInternal);
  const auto many = LoadNetwork(Saved("many", "  return (x, x)\n", R"({"scale":1,"overlap":4})"));
  EXPECT_FALSE(many.ok());
}

TEST(ScriptTest, DescriptionsAreChecked) {
  for (const char* json : {"",
                           "[]",
                           R"({"overlap":4})",
                           R"({"scale":99,"overlap":4})",
                           R"({"scale":2,"overlap":4,"range":128})",
                           R"({"scale":2,"overlap":4,"channels":"yuv"})",
                           R"({"scale":2,"overlap":4,"multiple":0})",
                           R"({"scale":2,"overlap":4,"multiple":"4"})"}) {
    EXPECT_EQ(LoadNetwork(Saved("described", kTwice, json)).status().code(),
              absl::StatusCode::kInvalidArgument)
        << json;
  }
}

}  // namespace
}  // namespace sharpscale
