// SPDX-License-Identifier: Apache-2.0
//
// The convolution that networks learn with, against LibTorch's own and its gradients.

#include "models/train/convolution.h"

#include <gtest/gtest.h>

#include <tuple>

namespace sharpscale {
namespace {

double Difference(const torch::Tensor& a, const torch::Tensor& b) {
  return ((a - b).abs().max() / (b.abs().max() + 1e-12)).item<double>();
}

// inputs, outputs, height, width
class ConvolutionTest : public testing::TestWithParam<std::tuple<int, int, int, int>> {};

TEST_P(ConvolutionTest, ResultAndGradientsAreLibTorchs) {
  const auto [inputs, outputs, height, width] = GetParam();
  torch::manual_seed(7);
  constexpr double kSlope = 0.1;
  const torch::Tensor x = torch::randn({3, inputs, height, width});
  const torch::Tensor w = 0.2 * torch::randn({outputs, inputs, 3, 3});
  const torch::Tensor b = torch::randn({outputs});
  const torch::Tensor change = torch::randn({3, outputs, height, width});
  const auto run = [&](bool ours) {
    const torch::Tensor x1 = x.clone().set_requires_grad(true);
    const torch::Tensor w1 = w.clone().set_requires_grad(true);
    const torch::Tensor b1 = b.clone().set_requires_grad(true);
    const torch::Tensor y = ours ? Convolve3x3(x1, w1, b1, kSlope)
                                 : torch::leaky_relu(torch::conv2d(x1, w1, b1, 1, 1), kSlope);
    y.backward(change);
    return std::vector<torch::Tensor>{y.detach(), x1.grad(), w1.grad(), b1.grad()};
  };
  const std::vector<torch::Tensor> ours = run(true);
  const std::vector<torch::Tensor> theirs = run(false);
  for (size_t i = 0; i < ours.size(); ++i) {
    ASSERT_EQ(ours[i].sizes(), theirs[i].sizes()) << i;
    EXPECT_LT(Difference(ours[i], theirs[i]), 3e-5) << i;
  }
}

INSTANTIATE_TEST_SUITE_P(Shapes,
                         ConvolutionTest,
                         testing::Values(std::tuple(48, 48, 48, 48),
                                         std::tuple(10, 48, 17, 35),  // padded, odd
                                         std::tuple(48, 12, 9, 71),   // more than two groups
                                         std::tuple(64, 64, 6, 5),
                                         std::tuple(19, 27, 1, 1),
                                         std::tuple(32, 16, 8, 33)));

// A network's first layer: nobody asks how its input should change.
TEST(ConvolutionTest, AnInputThatDoesNotLearnHasNoGradient) {
  const torch::Tensor x = torch::randn({1, 16, 4, 4});
  const torch::Tensor w = torch::randn({16, 16, 3, 3}).set_requires_grad(true);
  const torch::Tensor b = torch::zeros({16}).set_requires_grad(true);
  Convolve3x3(x, w, b, 1.0).sum().backward();
  EXPECT_FALSE(x.grad().defined());
  EXPECT_NEAR(b.grad()[0].item<double>(), 16.0, 1e-4);
}

// Kinds that ours cannot do go to LibTorch.
TEST(ConvolutionTest, WideLayersAndBfloat16) {
  const torch::Tensor x = torch::randn({1, 80, 5, 5});
  const torch::Tensor w = torch::randn({16, 80, 3, 3});
  const torch::Tensor b = torch::randn({16});
  EXPECT_LT(Difference(Convolve3x3(x, w, b, 1.0), torch::conv2d(x, w, b, 1, 1)), 1e-5);
  const torch::Tensor half =
      Convolve3x3(x.to(torch::kBFloat16), w.to(torch::kBFloat16), b.to(torch::kBFloat16), 0.1);
  EXPECT_EQ(half.scalar_type(), torch::kBFloat16);
}

}  // namespace
}  // namespace sharpscale
