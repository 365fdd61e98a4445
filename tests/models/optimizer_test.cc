// SPDX-License-Identifier: Apache-2.0

#include "models/train/optimizer.h"

#include <gtest/gtest.h>

namespace sharpscale {
namespace {

TEST(Optimizer, OrthogonalizedMovesAllDirectionsAlike) {
  torch::manual_seed(3);
  // Singular values a thousandfold apart, in both shapes.
  for (const auto& [rows, columns] : {std::pair<int, int>{12, 40}, {40, 12}}) {
    const torch::Tensor spread = torch::logspace(0.0, -1.5, 12).diag();
    const auto [q1, r1] = torch::linalg_qr(torch::randn({rows, 12}));
    const auto [q2, r2] = torch::linalg_qr(torch::randn({columns, 12}));
    const torch::Tensor out = Orthogonalized(torch::mm(torch::mm(q1, spread), q2.t()));
    ASSERT_EQ(out.sizes(), (torch::IntArrayRef{rows, columns}));
    // In the frame of the input's own directions the result is near the identity.
    const torch::Tensor core = torch::mm(torch::mm(q1.t(), out), q2);
    for (int i = 0; i < 12; ++i) {
      EXPECT_GT(core[i][i].item<double>(), 0.6) << rows << " " << i;
      EXPECT_LT(core[i][i].item<double>(), 1.3) << rows << " " << i;
    }
    EXPECT_LT((core - core.diag().diag()).abs().max().item<double>(), 0.1);
  }
  EXPECT_EQ(Orthogonalized(torch::zeros({3, 5})).abs().max().item<double>(), 0.0);
}

TEST(Optimizer, FirstStepsHaveTheirKnownLength) {
  torch::Tensor gradient = torch::full({4, 2, 3, 3}, 0.5f);
  torch::Tensor adam = torch::zeros({4, 2, 3, 3});
  Moments moments{torch::zeros_like(adam), torch::zeros_like(adam)};
  AdamStep(gradient, 0.01, 1, &moments, &adam);  // the sign of the gradient, times the rate
  EXPECT_TRUE(torch::allclose(adam, torch::full_like(adam, -0.01f), 1e-4, 1e-6));

  torch::Tensor muon = torch::zeros({4, 2, 3, 3});
  moments = {torch::zeros_like(muon), torch::zeros_like(muon)};
  MuonStep(gradient, 0.01, &moments, &muon);
  // One direction only: its singular value becomes about 1, spread over 72 equal entries.
  const double expected = -0.01 * 0.2 * std::sqrt(18.0) / std::sqrt(72.0);
  EXPECT_NEAR(muon.min().item<double>(), expected, 0.4 * -expected);
  EXPECT_TRUE(torch::allclose(muon, muon.mean().expand_as(muon), 1e-2, 1e-7));
}

}  // namespace
}  // namespace sharpscale
