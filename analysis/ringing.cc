// SPDX-License-Identifier: Apache-2.0

#include "analysis/ringing.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "analysis/heat_map.h"
#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr float kHardEdge = 20.0F;  // levels per px
constexpr float kEven = 4.0F;       // levels per px: no edge in the block beside it
constexpr int kCalmPixels = 12;     // of 64, away from the edge
constexpr int kFewest = 30;         // pairs
constexpr double kHidden = 0.25;    // of the noise
constexpr double kNoisy = 2.0;      // levels; from here on ringing must be beyond chance
constexpr double kImpulses = 0.15;  // % of the pixels

// Masks of 100 to 200 % leave up to 2.5 levels of this in photographs that were never compressed,
// by what they make of the detail beside edges and of their rims.
constexpr double kSeen = 1.0;        // levels; less is no ringing, whoever made it
constexpr double kMostOfMask = 3.0;  // levels
constexpr double kSharpened = 50.0;  // % of halo.oversharpened
// Photographs of JPEG 75 have 1.5 levels and more of it after a mask of 100 %, others up to 0.5.
constexpr double kNoBlocks = 0.8;  // levels of compression.blockiness
constexpr double kGoodQuality = 90.0;

// Whether a picture with this ringing shows a mask and no sign of coding.
bool IsOfMask(double ringing, const Findings& findings) {
  return ringing < kMostOfMask && findings.WordOr("content.kind", "photo") == "photo" &&
         findings.ValueOr("halo.oversharpened", 0.0) >= kSharpened &&
         findings.ValueOr("compression.blockiness", kNoBlocks) < kNoBlocks &&
         findings.ValueOr("compression.jpeg_quality", 100.0) >= kGoodQuality &&
         findings.ValueOr("compression.webp_quality", 100.0) >= kGoodQuality;
}

}  // namespace

void FindRinging(const TextureBlocks& blocks, const PictureFacts& facts, Findings* findings) {
  if (findings->ValueOr("noise.impulse_share", 0.0) > kImpulses) {
    findings->Unknown("compression.ringing", "isolated wrong pixels hide what lies beside edges");
    return;
  }
  // Differences of variances, levels squared.
  std::vector<double> beyond;
  cv::Mat1f sums(facts.cells_y(), facts.cells_x(), 0.0F);
  cv::Mat1f counts(facts.cells_y(), facts.cells_x(), 0.0F);
  for (int j = 1; j + 1 < blocks.rows; ++j) {
    for (int i = 1; i + 1 < blocks.columns; ++i) {
      const TextureBlock& block = blocks.At(i, j);
      if (!block.whole || block.edge < kHardEdge || block.calm < kCalmPixels) continue;
      double beside = 0.0;
      int number = 0;
      for (const auto& [di, dj] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}}) {
        const TextureBlock& other = blocks.At(i + di, j + dj);
        if (!other.whole || other.edge >= kEven) continue;
        beside += double(other.calm_fine);
        ++number;
      }
      if (number == 0) continue;
      const double difference = double(block.calm_fine) - beside / number;
      beyond.push_back(difference);
      sums(j / kBlocksPerSide, i / kBlocksPerSide) += static_cast<float>(difference);
      counts(j / kBlocksPerSide, i / kBlocksPerSide) += 1.0F;
    }
  }
  if (static_cast<int>(beyond.size()) < kFewest) {
    findings->Unknown("compression.ringing",
                      "too few hard edges beside even areas (" + std::to_string(beyond.size()) +
                          "; 30 are needed)");
    return;
  }
  const auto level = [](double variance) { return std::sqrt(std::max(0.0, variance)); };
  // Interval of a median: quantiles half a standard error of the rank away.
  const double rank = 0.82 / std::sqrt(double(beyond.size()));
  const double value = level(Quantile(&beyond, 0.5));
  const double low = level(Quantile(&beyond, std::max(0.0, 0.5 - rank)));
  const double high = level(Quantile(&beyond, std::min(1.0, 0.5 + rank)));
  // Noise of its own strength hides weak ringing, and makes some by chance.
  const double noise = findings->ValueOr("noise.luma_sigma", 0.0);
  const bool chance = value < kHidden * noise || (noise > kNoisy && low <= 0.0);
  if (!chance && value >= kSeen && IsOfMask(value, *findings)) {
    findings->Unknown("compression.ringing",
                      "the picture was sharpened and shows no trace of coding: what lies beside "
                      "its edges is the mask's");
    return;
  }
  Measurement& measurement =
      findings->Number("compression.ringing", chance ? 0.0 : value, chance ? 0.0 : low, high);
  if (!facts.maps) return;
  cv::Mat1f values(counts.size(), std::numeric_limits<float>::quiet_NaN());
  for (int j = 0; j < values.rows; ++j) {
    for (int i = 0; i < values.cols; ++i) {
      if (counts(j, i) > 0.0F) {
        values(j, i) = static_cast<float>(level(double(sums(j, i) / counts(j, i))));
      }
    }
  }
  measurement.map = MakeHeatMap("compression.ringing", values);
  if (measurement.value.value_or(0.0) > 0.0) measurement.peaks = FindPeaks(*measurement.map, facts);
}

}  // namespace sharpscale
