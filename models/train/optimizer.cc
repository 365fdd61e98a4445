// SPDX-License-Identifier: Apache-2.0

#include "models/train/optimizer.h"

#include <algorithm>
#include <cmath>

#include "models/train/matrix_product.h"

namespace sharpscale {

void AdamStep(const torch::Tensor& gradient,
              double rate,
              int64_t step,
              Moments* moments,
              torch::Tensor* parameter) {
  constexpr double kBeta1 = 0.9;
  constexpr double kBeta2 = 0.99;
  moments->first.mul_(kBeta1).add_(gradient, 1.0 - kBeta1);
  moments->second.mul_(kBeta2).addcmul_(gradient, gradient, 1.0 - kBeta2);
  const torch::Tensor spread =
      (moments->second / (1.0 - std::pow(kBeta2, step))).sqrt_().add_(1e-8);
  parameter->addcdiv_(moments->first, spread, -rate / (1.0 - std::pow(kBeta1, step)));
}

torch::Tensor Orthogonalized(const torch::Tensor& matrix) {
  const bool tall = matrix.size(0) > matrix.size(1);
  const torch::Tensor wide = tall ? matrix.t() : matrix;
  // Rows and columns of zeros stay zeros.
  const auto missing = [](int64_t size) {
    return (kMatrixBlock - size % kMatrixBlock) % kMatrixBlock;
  };
  torch::Tensor x = torch::constant_pad_nd(wide / (wide.norm() + 1e-12),
                                           {0, missing(wide.size(1)), 0, missing(wide.size(0))})
                        .contiguous();
  const auto product = [](const torch::Tensor& a, const torch::Tensor& b) {
    torch::Tensor out = torch::empty({a.size(0), b.size(1)});
    MatrixProduct(a.data_ptr<float>(),
                  b.data_ptr<float>(),
                  static_cast<int>(a.size(0)),
                  static_cast<int>(a.size(1)),
                  static_cast<int>(b.size(1)),
                  out.data_ptr<float>());
    return out;
  };
  for (int i = 0; i < 5; ++i) {
    // The quintic whose slope at 0 is steepest among those that keep (0, 1] near 1.
    const torch::Tensor gram = product(x, x.t().contiguous());
    const torch::Tensor inner = product(gram, gram).mul_(2.0315).add_(gram, -4.7750);
    x = product(inner, x).add_(x, 3.4445);
  }
  x = x.narrow(0, 0, wide.size(0)).narrow(1, 0, wide.size(1));
  return tall ? x.t() : x;
}

void MuonStep(const torch::Tensor& gradient,
              double rate,
              Moments* moments,
              torch::Tensor* parameter) {
  constexpr double kMomentum = 0.95;
  moments->first.mul_(kMomentum).add_(gradient, 1.0 - kMomentum);
  const torch::Tensor ahead = moments->first * kMomentum + gradient * (1.0 - kMomentum);
  const torch::Tensor step = Orthogonalized(ahead.reshape({ahead.size(0), -1}));
  // 0.2 is the usual root mean square of Adam's steps, in units of the rate.
  const double length = 0.2 * std::sqrt(static_cast<double>(std::max(step.size(0), step.size(1))));
  parameter->add_(step.reshape(parameter->sizes()), -rate * length);
}

}  // namespace sharpscale
