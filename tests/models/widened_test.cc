// SPDX-License-Identifier: Apache-2.0

#include "models/train/widened.h"

#include <gtest/gtest.h>

#include "models/train/rep_net.h"

namespace sharpscale {
namespace {

TEST(WidenedTest, TheWiderNetworkDoesWhatTheNarrowerOneDid) {
  torch::manual_seed(7);
  RepCondConfig narrow{.scale = 2, .channels = 16, .body = 2};
  RepCondConfig wide = narrow;
  wide.channels = 24;
  const auto layers_of = [](const RepCondConfig& config) {
    std::vector<ConvWeights> layers = RepNet(config)->Merged();
    layers.back().weight = torch::randn(layers.back().weight.sizes());
    return layers;
  };
  torch::NoGradGuard no_grad;
  const std::vector<ConvWeights> old = layers_of(narrow);
  std::vector<ConvWeights> made = layers_of(wide);
  const WeightFile from = ToWeightFile(narrow, old);
  const WeightFile fresh = ToWeightFile(wide, made);
  for (size_t i = 0; i < from.tensors.size(); ++i) {
    const auto tensor = Widened(from.tensors[i], fresh.tensors[i], 16, 24);
    ASSERT_TRUE(tensor.has_value()) << from.tensors[i].name;
    torch::Tensor& to = i % 2 == 0 ? made[i / 2].weight : made[i / 2].bias;
    to = torch::tensor(tensor->values).reshape(tensor->shape);
  }
  const torch::Tensor packed = torch::rand({1, 12, 12, narrow.InputChannels()});
  const torch::Tensor before = RunRepNet(narrow, old, packed, torch::kFloat);
  const torch::Tensor after = RunRepNet(wide, made, packed, torch::kFloat);
  EXPECT_GT(before.abs().mean().item<float>(), 0.01f);
  EXPECT_LT((before - after).abs().max().item<float>(), 1e-4f);
  // The new channels are there to learn.
  EXPECT_GT(made[1].weight.narrow(0, 16, 8).abs().mean().item<float>(), 1e-3f);
  // Another input, or other kernels, is no matter of width.
  EXPECT_FALSE(Widened({"a", {16, 10, 3, 3}, {}}, {"a", {24, 19, 3, 3}, {}}, 16, 24).has_value());
  EXPECT_FALSE(Widened({"a", {16, 16, 1, 1}, {}}, {"a", {24, 24, 3, 3}, {}}, 16, 24).has_value());
}

}  // namespace
}  // namespace sharpscale
