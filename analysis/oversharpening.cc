// SPDX-License-Identifier: Apache-2.0

#include "analysis/oversharpening.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>

#include "analysis/oversharpening_statistics.h"
#include "analysis/oversharpening_weights.h"

namespace sharpscale {
namespace {

constexpr int64_t kBudget = 600'000;  // px of a large picture that are looked at
constexpr int kBlock = 64;            // px
constexpr int64_t kFewest = 100;      // edges
// Stray px, % of the picture: each is an edge with rims of its own. Masks of 200 % leave 0.02 of
// them in photographs and 0.14 in one drawing of 20 (tuning half of the accuracy bench), but a mask
// of 100 % on grass that was shrunk 0.44.
constexpr double kMostStray = 0.6;
// Levels of luma noise. The regression was set with up to 10; at 12 and 13 it reads above 50 in a
// quarter to a half of photographs that nobody sharpened.
constexpr double kMostNoise = 11.0;
constexpr double kFarthest = 2.5;  // standard deviations; what lies further out counts as this

class OversharpeningEstimator final : public Estimator {
 public:
  void AddTile(const Tile& tile) override {
    constexpr int kReach = OversharpeningStatistics::kReach;
    const cv::Rect core = tile.core();
    const cv::Size size(tile.facts().width, tile.facts().height);
    for (int y = core.y; y < core.br().y; y += kBlock) {
      for (int x = core.x; x < core.br().x; x += kBlock) {
        if (!tile.Sampled(x, y, kBudget)) continue;
        const cv::Rect block = cv::Rect(x, y, kBlock, kBlock) & core;
        const cv::Rect seen(x - kReach, y - kReach, kBlock + 2 * kReach, kBlock + 2 * kReach);
        if (!tile.Visible(seen)) continue;
        statistics_.AddBlock(tile.Luma(), tile.area().tl(), size, block);
      }
    }
  }

  void Merge(const Estimator& base) override {
    statistics_.Merge(static_cast<const OversharpeningEstimator&>(base).statistics_);
  }

  void Finish(const PictureFacts&, Findings* findings) override {
    constexpr const char* kId = "halo.oversharpened";
    const std::string kind = findings->WordOr("content.kind", "photo");
    if (kind != "photo") {
      findings->Unknown(kId,
                        "set on photographs; in a picture of this kind (" + kind +
                            ") rims may be drawn: see the edges that carry a halo");
      return;
    }
    if (statistics_.edges() < kFewest) {
      findings->Unknown(
          kId, "too few edges (" + std::to_string(statistics_.edges()) + "; 100 are needed)");
      return;
    }
    if (findings->ValueOr("noise.impulse_share", 0.0) > kMostStray) {
      findings->Unknown(kId, "stray pixels look like the rims of a mask");
      return;
    }
    if (findings->ValueOr("noise.luma_sigma", 0.0) > kMostNoise) {
      findings->Unknown(kId, "noise this strong looks like the rims of a mask");
      return;
    }
    const auto features = statistics_.Features();
    double score = kOversharpeningBias;
    for (size_t i = 0; i < features.size(); ++i) {
      const OversharpeningWeight& row = kOversharpeningWeights[i];
      score +=
          row.weight * std::clamp((features[i] - row.mean) / row.deviation, -kFarthest, kFarthest);
    }
    // Half the width of the interval in log odds: half of the difference between a picture's left
    // and right side stays within it in 90 % of cases (tests/bench/oversharpening_fit.cc, 2960
    // cases of 55 pictures; in half of them within 0.7).
    constexpr double kScatter = 2.2;
    const auto percent = [](double s) { return 100.0 / (1.0 + std::exp(-s)); };
    findings->Number(kId, percent(score), percent(score - kScatter), percent(score + kScatter));
  }

 private:
  OversharpeningStatistics statistics_;
};

}  // namespace

std::unique_ptr<Estimator> MakeOversharpeningEstimator(const PictureFacts&) {
  return std::make_unique<OversharpeningEstimator>();
}

}  // namespace sharpscale
