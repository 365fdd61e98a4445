// SPDX-License-Identifier: Apache-2.0

#include "analysis/halo_model.h"

#include <gtest/gtest.h>

#include <array>

#include "tests/bench/halo_chart.h"

namespace sharpscale {
namespace {

using Profile = std::array<double, EdgeProfile::kSamples>;

Profile Sampled(const HaloChart& chart) {
  Profile profile{};
  for (int i = 0; i < EdgeProfile::kSamples; ++i) {
    const double p = HaloProfile(chart, EdgeProfile::Position(i));
    profile[static_cast<size_t>(i)] = 40.0 + 120.0 * p;
  }
  return profile;
}

TEST(HaloModel, FindsTheMaskOfAnExactEdge) {
  for (const double sigma : {0.6, 1.2, 2.0}) {
    for (const double radius : {1.0, 2.0, 4.0}) {
      HaloChart chart;
      chart.sigma = sigma;
      chart.radius = radius;
      chart.amount = 1.2;
      const HaloModel model = FitHaloModel(Sampled(chart));
      EXPECT_LT(model.misfit, 2e-3) << sigma << ' ' << radius;
      EXPECT_NEAR(model.height, 120.0, 2.0);
      const HaloTruth truth = HaloTruthOf(chart);
      // Of less nothing is left to see.
      if (truth.overshoot < 3.0) continue;
      EXPECT_NEAR(model.Width(), truth.width, 0.3) << sigma << ' ' << radius;
    }
  }
}

TEST(HaloModel, APlainStepHasNoHaloToSpeakOf) {
  HaloChart chart;
  chart.sigma = 1.0;
  chart.amount = 0.0;
  const HaloModel model = FitHaloModel(Sampled(chart));
  EXPECT_LT(model.misfit, 1e-3);
}

TEST(HaloModel, AFlatProfileHasNone) {
  Profile flat{};
  flat.fill(7.0);
  EXPECT_EQ(FitHaloModel(flat).Width(), 0.0);
  EXPECT_EQ(FitHaloModel(flat).misfit, 1e9);
}

}  // namespace
}  // namespace sharpscale
