// SPDX-License-Identifier: Apache-2.0
//
// File: models/torch/conv_stack.h
//
// What all built-in networks share: choice of precision, threads, and 3x3 convolutions in the
// memory order that is fastest on a CPU (channels last).

#ifndef SHARPSCALE_MODELS_TORCH_CONV_STACK_H_
#define SHARPSCALE_MODELS_TORCH_CONV_STACK_H_

#include <ATen/ATen.h>

#include <opencv2/core.hpp>
#include <vector>

#include "absl/status/statusor.h"
#include "models/network.h"
#include "models/weight_file.h"

namespace sharpscale {

// What `options` come to on this machine: bf16 only where the CPU multiplies it in hardware.
at::ScalarType ComputeType(const NetworkOptions& options);

// The one place that sets LibTorch's threads. OpenMP keeps the number per calling thread, so every
// run begins with this.
void SetThreads(int threads);

struct ConvLayer {
  at::Tensor weight;  // channels last, compute type
  at::Tensor bias;
};

// `weight` [out, in, 3, 3] and `bias` [out], shapes already checked.
ConvLayer MakeLayer(const WeightTensor& weight, const WeightTensor& bias, at::ScalarType type);

// 3x3 convolution, zero border.
at::Tensor Convolve3x3(const at::Tensor& input, const ConvLayer& layer);

// CV_32FC3 of width * factor from a channels-last result [1, 3 factor^2, h, w] in the order of
// torch.pixel_shuffle, added to `base` (CV_32FC3, fp32), which is returned.
cv::Mat ShuffleAndAdd(const at::Tensor& cells, int factor, cv::Mat base);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TORCH_CONV_STACK_H_
