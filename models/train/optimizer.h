// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/optimizer.h
//
// How a parameter moves along its gradient: Adam (Kingma and Ba 2015) for biases, head and tail;
// for the body's kernels, seen as matrices [out, in * taps], momentum made orthogonal ("Muon",
// Jordan et al. 2024, with the step length of Liu et al. 2025, so that one learning rate serves
// both). An orthogonal step moves all directions of a kernel alike; Adam's step follows the few
// strong ones.

#ifndef SHARPSCALE_MODELS_TRAIN_OPTIMIZER_H_
#define SHARPSCALE_MODELS_TRAIN_OPTIMIZER_H_

#include <torch/torch.h>

#include <cstdint>

namespace sharpscale {

// What an optimiser remembers of one parameter; both tensors have its shape. Muon uses `first`
// alone.
struct Moments {
  torch::Tensor first;
  torch::Tensor second;
};

// `step` counts from 1.
void AdamStep(const torch::Tensor& gradient,
              double rate,
              int64_t step,
              Moments* moments,
              torch::Tensor* parameter);

void MuonStep(const torch::Tensor& gradient,
              double rate,
              Moments* moments,
              torch::Tensor* parameter);

// The nearest matrix with all singular values near 1 (0.7 to 1.2: five Newton-Schulz steps), of
// the shape of `matrix` ([rows, columns], fp32). Zeros stay zeros.
torch::Tensor Orthogonalized(const torch::Tensor& matrix);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_OPTIMIZER_H_
