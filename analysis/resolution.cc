// SPDX-License-Identifier: Apache-2.0

#include "analysis/resolution.h"

namespace sharpscale {
namespace {

class ResolutionEstimator final : public Estimator {
 public:
  void AddTile(const Tile&) override {}
  void Merge(const Estimator&) override {}
  void Finish(const PictureFacts& facts, Findings* findings) override {
    findings->Exact("resolution.width", facts.width);
    findings->Exact("resolution.height", facts.height);
  }
};

}  // namespace

std::unique_ptr<Estimator> MakeResolutionEstimator(const PictureFacts&) {
  return std::make_unique<ResolutionEstimator>();
}

}  // namespace sharpscale
