// SPDX-License-Identifier: Apache-2.0

#include "analysis/smoothness.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "analysis/heat_map.h"

namespace sharpscale {
namespace {

constexpr float kCrispEdge = 25.0F;     // levels per px: in focus
constexpr float kEven = 5.0F;           // levels per px: the surface beside it
constexpr float kRoundingOnly = 0.24F;  // levels; rounding of RGB to 8 bits leaves 0.19
constexpr float kEmpty = 0.1F;          // levels; less than rounding leaves: nothing was there
constexpr int kManyEqual = 24;          // of 64 px
constexpr int kFewest = 40;             // blocks
constexpr double kSoft = 0.75;          // px of blur
constexpr double kEnlarged = 0.95;      // native scale

bool BesideCrispEdge(const TextureBlocks& blocks, int i, int j) {
  for (int dj = -1; dj <= 1; ++dj) {
    for (int di = -1; di <= 1; ++di) {
      if (blocks.At(i + di, j + dj).edge > kCrispEdge) return true;
    }
  }
  return false;
}

}  // namespace

void FindSmoothness(const TextureBlocks& blocks, const PictureFacts& facts, Findings* findings) {
  const auto unknown = [&](const std::string& why) {
    findings->Unknown("texture.smoothness", why);
  };
  const std::string kind = findings->WordOr("content.kind", "photo");
  if (kind != "photo") {
    return unknown("a " + kind + " has surfaces without texture");
  }
  // Samples of more than 8 bits have no rounding to compare with: the same limit serves.
  int blank = 0;
  int looked_at = 0;
  int smooth = 0;
  cv::Mat1f counts(facts.cells_y(), facts.cells_x(), 0.0F);
  cv::Mat1f smooths(facts.cells_y(), facts.cells_x(), 0.0F);
  for (int j = 1; j + 1 < blocks.rows; ++j) {
    for (int i = 1; i + 1 < blocks.columns; ++i) {
      const TextureBlock& block = blocks.At(i, j);
      if (!block.whole || block.edge >= kEven || block.mean < 24.0F || block.mean > 232.0F) {
        continue;
      }
      if (!BesideCrispEdge(blocks, i, j)) continue;
      const float fine = std::sqrt(block.fine);
      if (fine < kEmpty || block.equal > kManyEqual) {
        ++blank;
        continue;
      }
      const bool is_smooth = fine < kRoundingOnly;
      ++looked_at;
      smooth += is_smooth ? 1 : 0;
      counts(j / kBlocksPerSide, i / kBlocksPerSide) += 1.0F;
      smooths(j / kBlocksPerSide, i / kBlocksPerSide) += is_smooth ? 1.0F : 0.0F;
    }
  }
  if (findings->ValueOr("resolution.native_scale", 1.0) < kEnlarged) {
    return unknown("the picture was enlarged: texture of this scale was never in it");
  }
  const double blur = findings->ValueOr("blur.sigma", 0.0);
  if (blur > kSoft)
    return unknown("the picture is soft: texture may be blurred, not smoothed away");
  if (looked_at < kFewest) {
    return unknown("too few even surfaces beside crisp edges (" + std::to_string(looked_at) +
                   " blocks; 40 are needed)");
  }
  if (blank > looked_at) return unknown("compression or clipping has emptied the surfaces");
  const double share = double(smooth) / looked_at;
  // Blocks are not independent: a quarter of them counts.
  const double error = std::sqrt(std::max(share * (1.0 - share), 0.02) / (0.25 * looked_at));
  Measurement& measurement = findings->Number("texture.smoothness",
                                              100.0 * share,
                                              100.0 * std::max(0.0, share - 1.645 * error),
                                              100.0 * std::min(1.0, share + 1.645 * error));
  if (!facts.maps) return;
  cv::Mat1f values(counts.size(), std::numeric_limits<float>::quiet_NaN());
  for (int j = 0; j < values.rows; ++j) {
    for (int i = 0; i < values.cols; ++i) {
      if (counts(j, i) >= 2.0F) values(j, i) = 100.0F * smooths(j, i) / counts(j, i);
    }
  }
  measurement.map = MakeHeatMap("texture.smoothness", values);
  if (smooth > 0) measurement.peaks = FindPeaks(*measurement.map, facts);
}

}  // namespace sharpscale
