// SPDX-License-Identifier: Apache-2.0

#include "models/train/deepened.h"

#include <gtest/gtest.h>

#include "models/train/rep_net.h"

namespace sharpscale {
namespace {

// The layers of one set, with biases that keep every number in front of a leaky ReLU positive.
std::vector<ConvWeights> Layers(const RepCondConfig& config) {
  std::vector<ConvWeights> layers = RepNet(config)->Merged();
  for (size_t i = 0; i < layers.size(); ++i) {
    layers[i].weight = 0.02 * torch::randn(layers[i].weight.sizes());
    layers[i].bias = torch::full(layers[i].bias.sizes(), 1.0);
  }
  return layers;
}

TEST(DeepenedTest, TheDeeperNetworkDoesWhatTheShallowerOneDid) {
  torch::manual_seed(9);
  torch::NoGradGuard no_grad;
  const RepCondConfig shallow{.scale = 2, .channels = 16, .body = 3};
  const std::vector<ConvWeights> old = Layers(shallow);
  const WeightFile from = ToWeightFile(shallow, old);
  for (const int body : {4, 5, 8}) {
    RepCondConfig deep = shallow;
    deep.body = body;
    const WeightFile made = Deepened(from, body);
    EXPECT_EQ(made.config["body"], body);
    ASSERT_EQ(made.tensors.size(), 2u * static_cast<size_t>(body + 2));
    std::vector<ConvWeights> layers = Layers(deep);
    const WeightFile order = ToWeightFile(deep, layers);
    for (size_t i = 0; i < order.tensors.size(); ++i) {
      const WeightTensor* tensor = made.Find(order.tensors[i].name);
      ASSERT_NE(tensor, nullptr) << order.tensors[i].name;
      torch::Tensor& to = i % 2 == 0 ? layers[i / 2].weight : layers[i / 2].bias;
      to = torch::tensor(tensor->values).reshape(tensor->shape);
    }
    const torch::Tensor packed = torch::rand({1, 12, 12, shallow.InputChannels()});
    const torch::Tensor before = RunRepNet(shallow, old, packed, torch::kFloat);
    const torch::Tensor after = RunRepNet(deep, layers, packed, torch::kFloat);
    EXPECT_LT((before - after).abs().max().item<float>(), 1e-4f) << body;
  }
}

TEST(DeepenedTest, WhatIsDeepEnoughOrOfAnotherKindStays) {
  torch::manual_seed(9);
  const RepCondConfig config{.scale = 2, .channels = 16, .body = 3};
  WeightFile file = ToWeightFile(config, Layers(config));
  EXPECT_EQ(Deepened(file, 3).tensors.size(), file.tensors.size());
  EXPECT_EQ(Deepened(file, 2).config["body"], 3);
  file.tensors.pop_back();
  file.tensors.erase(file.tensors.begin() + 2);  // a layer of the body
  EXPECT_EQ(Deepened(file, 6).config["body"], 3);
}

}  // namespace
}  // namespace sharpscale
