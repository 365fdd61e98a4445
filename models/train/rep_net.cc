// SPDX-License-Identifier: Apache-2.0

#include "models/train/rep_net.h"

#include <cmath>
#include <string>

#include "fmt/format.h"
#include "models/train/convolution.h"

namespace sharpscale {
namespace {

// PyTorch's default start of a convolution: uniform, variance 1 / (3 * fan-in).
torch::Tensor Started(int out, int in, int size) {
  const double bound = 1.0 / std::sqrt(static_cast<double>(in) * size * size);
  return torch::empty({out, in, size, size}).uniform_(-bound, bound);
}

}  // namespace

RepNetImpl::RepNetImpl(const RepCondConfig& config) : config_(config) {
  const int c = config.channels;
  head_weight_ = register_parameter("head_weight", Started(c, config.InputChannels(), 3));
  head_bias_ = register_parameter("head_bias", torch::zeros({c}));
  for (int i = 0; i < config.body; ++i) {
    plain_.push_back(register_parameter(fmt::format("plain_{}", i), Started(c, c, 3)));
    narrow_.push_back(register_parameter(fmt::format("narrow_{}", i), Started(2 * c, c, 1)));
    wide_.push_back(register_parameter(fmt::format("wide_{}", i), Started(c, 2 * c, 3)));
    bias_.push_back(register_parameter(fmt::format("bias_{}", i), torch::zeros({c})));
  }
  // A tail of zeros: the untrained network is exactly its Catmull-Rom skip.
  tail_weight_ =
      register_parameter("tail_weight", torch::zeros({config.OutputChannels(), c, 3, 3}));
  tail_bias_ = register_parameter("tail_bias", torch::zeros({config.OutputChannels()}));
}

std::vector<ConvWeights> RepNetImpl::Merged() const {
  std::vector<ConvWeights> layers;
  layers.push_back({head_weight_, head_bias_});
  const int64_t c = config_.channels;
  const torch::Tensor identity = torch::zeros({c, c, 3, 3});
  {
    torch::NoGradGuard no_grad;
    for (int64_t i = 0; i < c; ++i) identity[i][i][1][1] = 1.0f;
  }
  for (size_t i = 0; i < plain_.size(); ++i) {
    // The sum over the 2c inner channels as a 1x1 convolution of the wide kernel, taken as c
    // pictures of 3x3: Debian's reference BLAS is an order of magnitude slower at the same product.
    const torch::Tensor product = torch::conv2d(wide_[i], narrow_[i].permute({1, 0, 2, 3}));
    layers.push_back({plain_[i] + product + identity, bias_[i]});
  }
  layers.push_back({tail_weight_, tail_bias_});
  return layers;
}

torch::Tensor RunRepNet(const RepCondConfig& config,
                        const std::vector<ConvWeights>& layers,
                        const torch::Tensor& packed,
                        torch::ScalarType type) {
  // A channels-last tensor under its NCHW name: no copy.
  torch::Tensor x = packed.permute({0, 3, 1, 2}).to(type);
  const auto convolve = [&](const torch::Tensor& input, const ConvWeights& layer, double slope) {
    return Convolve3x3(input, layer.weight.to(type), layer.bias.to(type), slope);
  };
  x = convolve(x, layers.front(), kRepCondSlope);
  const torch::Tensor skip = x;
  for (size_t i = 1; i + 1 < layers.size(); ++i) x = convolve(x, layers[i], kRepCondSlope);
  x = convolve(x + skip, layers.back(), 1.0);
  return torch::pixel_shuffle(x.to(torch::kFloat), config.Factor());
}

WeightFile ToWeightFile(const RepCondConfig& config, const std::vector<ConvWeights>& layers) {
  WeightFile file;
  file.config = config.ToJson();
  const auto add = [&](const std::string& name, const torch::Tensor& tensor) {
    const torch::Tensor flat = tensor.detach().to(torch::kFloat).contiguous();
    const float* data = flat.data_ptr<float>();
    file.tensors.push_back({name, flat.sizes().vec(), {data, data + flat.numel()}});
  };
  for (size_t i = 0; i < layers.size(); ++i) {
    const std::string name = i == 0                   ? "head"
                             : i + 1 == layers.size() ? "tail"
                                                      : fmt::format("body.{}", i - 1);
    add(name + ".weight", layers[i].weight);
    add(name + ".bias", layers[i].bias);
  }
  return file;
}

}  // namespace sharpscale
