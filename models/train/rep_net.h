// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/rep_net.h
//
// The trainable form of a RepCond network. Each body convolution is trained as
// 3x3 + (1x1 to twice the channels, then 3x3) + identity; the three are merged into one 3x3 kernel
// inside every step, so that the extra branches cost nothing at picture size. Only the merged
// kernels are shipped.

#ifndef SHARPSCALE_MODELS_TRAIN_REP_NET_H_
#define SHARPSCALE_MODELS_TRAIN_REP_NET_H_

#include <torch/torch.h>

#include <vector>

#include "absl/status/statusor.h"
#include "models/repcond.h"
#include "models/weight_file.h"

namespace sharpscale {

struct ConvWeights {
  torch::Tensor weight;
  torch::Tensor bias;
};

class RepNetImpl : public torch::nn::Module {
 public:
  explicit RepNetImpl(const RepCondConfig& config);

  // Head, body and tail as plain 3x3 kernels, in fp32, differentiable.
  std::vector<ConvWeights> Merged() const;

 private:
  RepCondConfig config_;
  torch::Tensor head_weight_, head_bias_, tail_weight_, tail_bias_;
  std::vector<torch::Tensor> plain_, narrow_, wide_, bias_;
};
TORCH_MODULE(RepNet);

// The network's residual for inputs packed by PackInput: [N, cells_h, cells_w, InputChannels()]
// fp32 to [N, 3, cells_h * factor, cells_w * factor] fp32. The convolutions run in `type` (kFloat,
// kBFloat16).
torch::Tensor RunRepNet(const RepCondConfig& config,
                        const std::vector<ConvWeights>& layers,
                        const torch::Tensor& packed,
                        torch::ScalarType type);

// Merged layers as the tensors of a weight file ("head.weight", "body.0.weight", …, "tail.bias").
WeightFile ToWeightFile(const RepCondConfig& config, const std::vector<ConvWeights>& layers);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_REP_NET_H_
