// SPDX-License-Identifier: Apache-2.0

#include "analysis/edge_estimator.h"

#include <algorithm>
#include <cmath>
#include <tuple>

#include "analysis/blur.h"
#include "analysis/blur_spectrum.h"
#include "analysis/ground_rims.h"
#include "analysis/halo.h"
#include "analysis/motion.h"

namespace sharpscale {
namespace {

constexpr int kLevels = 3;
constexpr int kEdgeBudget = 5'000;   // profiles at level 0 of any picture
constexpr float kLeastSlope = 3.0F;  // levels per px of the level

class EdgeEstimator final : public Estimator {
 public:
  explicit EdgeEstimator(const PictureFacts& facts) : spectrum_(facts) {
    const int cells = std::max(1, facts.cells_x() * facts.cells_y());
    for (int level = 0; level < kLevels; ++level) {
      // A cell of a smaller level holds fewer places.
      const int most = 16 >> (2 * level);
      per_cell_[level] = std::clamp((kEdgeBudget >> level) / cells, 1, std::max(1, most));
    }
  }

  void AddTile(const Tile& tile) override {
    spectrum_.AddTile(tile);
    ground_.AddTile(tile);
    for (int level = 0; level < kLevels; ++level) {
      for (const EdgePoint& p : FindEdgePoints(tile, level, per_cell_[level], kLeastSlope)) {
        if (!ClearOfTransparency(tile, level, p)) continue;
        const EdgeProfile profile = SampleEdge(tile, level, p);
        EdgeMeasure edge;
        edge.shape = MeasureEdge(profile);
        if (!edge.shape.blur_known) continue;
        edge.level = level;
        const auto scale = static_cast<float>(1 << level);
        edge.x = (p.x + 0.5F) * scale - 0.5F;
        edge.y = (p.y + 0.5F) * scale - 0.5F;
        edge.angle = std::atan2(p.direction_y, p.direction_x);
        edge.scatter = profile.scatter;
        edges_.push_back(edge);
      }
    }
  }

  void Merge(const Estimator& base) override {
    const auto& other = static_cast<const EdgeEstimator&>(base);
    edges_.insert(edges_.end(), other.edges_.begin(), other.edges_.end());
    spectrum_.Merge(other.spectrum_);
    ground_.Merge(other.ground_);
  }

  void Finish(const PictureFacts& facts, Findings* findings) override {
    std::sort(edges_.begin(), edges_.end(), [](const EdgeMeasure& a, const EdgeMeasure& b) {
      return std::tie(a.level, a.y, a.x) < std::tie(b.level, b.y, b.x);
    });
    FindBlur(edges_, facts, findings);
    FindMotion(edges_, spectrum_.Find(), findings);
    FindHalo(edges_, ground_, facts, findings);
  }

 private:
  // The outline of a cut-out is no edge of the picture.
  static bool ClearOfTransparency(const Tile& tile, int level, const EdgePoint& p) {
    if (tile.VisibleMask().empty()) return true;
    const int reach = (EdgeProfile::kReach + 2) << level;
    const auto x = static_cast<int>(p.x * static_cast<float>(1 << level));
    const auto y = static_cast<int>(p.y * static_cast<float>(1 << level));
    return tile.Visible(cv::Rect(x - reach, y - reach, 2 * reach + 1, 2 * reach + 1));
  }

  int per_cell_[kLevels] = {};
  std::vector<EdgeMeasure> edges_;
  BlurSpectrum spectrum_;
  GroundRims ground_;
};

}  // namespace

std::unique_ptr<Estimator> MakeEdgeEstimator(const PictureFacts& facts) {
  return std::make_unique<EdgeEstimator>(facts);
}

}  // namespace sharpscale
