// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/convolution.h
//
// The 3x3 convolution that a network learns with. LibTorch needs about four times as long for it in
// fp32 as our own (map_convolution.h), and a third longer in bfloat16 where the CPU has
// AVX512-BF16.

#ifndef SHARPSCALE_MODELS_TRAIN_CONVOLUTION_H_
#define SHARPSCALE_MODELS_TRAIN_CONVOLUTION_H_

#include <torch/torch.h>

namespace sharpscale {

// `input`: [N, in, h, w], `weight`: [out, in, 3, 3], `bias`: [out]; zero border; negative results
// times `slope` (> 0; 1 = linear). Knows the gradient of all three. The result is channels-last.
// fp32 with up to 64 channels each is computed by our own convolutions where the CPU has AVX2,
// everything else by LibTorch.
torch::Tensor Convolve3x3(const torch::Tensor& input,
                          const torch::Tensor& weight,
                          const torch::Tensor& bias,
                          double slope);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_CONVOLUTION_H_
