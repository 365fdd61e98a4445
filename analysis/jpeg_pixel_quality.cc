// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_pixel_quality.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <map>
#include <vector>

#include "analysis/jpeg_blocks.h"
#include "analysis/jpeg_table_quality.h"
#include "analysis/planes.h"

namespace sharpscale {
namespace {

constexpr int kSearchBlocks = 250;  // per phase
constexpr int kFitBlocks = 1000;
constexpr int kMinBlocks = 60;
constexpr int kFirstQuality = 5;
constexpr int kLastQuality = 99;
constexpr double kSigma = 0.36;     // of a coefficient about its comb: rounding of 8-bit samples
constexpr double kOutliers = 0.08;  // share of coefficients that the comb does not explain
constexpr int kResolution = 16;     // histogram bins per level
constexpr double kMinEvidence = 40.0;
constexpr double kPlainEvidence = 2000.0;  // no other phase needs a look

using Place = JpegBlock;

std::vector<Place> Blocks(const std::vector<LumaPatch>& patches,
                          int px,
                          int py,
                          int limit,
                          int clipped_allowed) {
  return ChooseJpegBlocks(patches, {px, py, limit, clipped_allowed});
}

// Share of coefficients, of the higher frequencies, that are near zero.
double NearZero(const std::vector<Place>& blocks) {
  int64_t zeros = 0;
  int64_t total = 0;
  float dct[64];
  for (const Place& block : blocks) {
    TransformJpegBlock(block, dct);
    for (int k = 1; k < 64; ++k) {
      if (k / 8 + k % 8 < 3) continue;
      zeros += std::abs(dct[k]) < 0.7F ? 1 : 0;
      ++total;
    }
  }
  return total == 0 ? 0.0 : double(zeros) / double(total);
}

// Coefficients of one frequency as (magnitude in 1 / kResolution, count).
using Histogram = std::vector<std::pair<int, int>>;

std::array<Histogram, 64> Histograms(const std::vector<Place>& blocks) {
  std::array<std::vector<int>, 64> bins;
  float dct[64];
  for (const Place& block : blocks) {
    TransformJpegBlock(block, dct);
    for (size_t k = 0; k < 64; ++k) {
      bins[k].push_back(static_cast<int>(std::abs(dct[k]) * kResolution + 0.5F));
    }
  }
  std::array<Histogram, 64> histograms;
  for (size_t k = 0; k < 64; ++k) {
    std::sort(bins[k].begin(), bins[k].end());
    for (size_t i = 0; i < bins[k].size();) {
      size_t j = i;
      while (j < bins[k].size() && bins[k][j] == bins[k][i]) ++j;
      histograms[k].push_back({bins[k][i], static_cast<int>(j - i)});
      i = j;
    }
  }
  return histograms;
}

// Log likelihood ratio of "a multiple of the step, blurred" against "smooth", by the distance from
// the nearest multiple in 1 / kResolution.
std::vector<float> CombTable(int step) {
  const double norm = step / (kSigma * std::sqrt(2.0 * CV_PI));
  std::vector<float> table(static_cast<size_t>(step * kResolution / 2 + 2));
  for (size_t i = 0; i < table.size(); ++i) {
    const double r = double(i) / kResolution / kSigma;
    double density = std::exp(-0.5 * r * r);
    if (step < 4) {
      const double wrap = step / kSigma;
      density +=
          std::exp(-0.5 * (r - wrap) * (r - wrap)) + std::exp(-0.5 * (r + wrap) * (r + wrap));
    }
    table[i] = static_cast<float>(std::log((1.0 - kOutliers) * norm * density + kOutliers));
  }
  return table;
}

// The evidence for one step, over coefficients that do not round to zero (near zero, smooth is
// peaked as well).
double CombEvidence(const Histogram& histogram, int step, const std::vector<float>& table) {
  if (step < 2) return 0.0;
  const int unit = step * kResolution;
  double sum = 0.0;
  for (const auto& [magnitude, count] : histogram) {
    const int multiple = (magnitude + unit / 2) / unit;
    if (multiple == 0) continue;
    sum +=
        double(count) * double(table[static_cast<size_t>(std::abs(magnitude - multiple * unit))]);
  }
  return sum;
}

struct Fit {
  int quality = 0;
  double evidence = 0.0;
  std::array<double, 101> all{};
};

// Tables by step, made when first asked for.
using CombTables = std::map<int, std::vector<float>>;

Fit FitQuality(const std::array<Histogram, 64>& histograms, CombTables* tables) {
  std::array<std::map<int, double>, 64> known;
  Fit fit;
  fit.all.fill(-1e9);
  for (int quality = kFirstQuality; quality <= kLastQuality; ++quality) {
    const JpegFacts::Table table = IjgLumaTable(quality);
    double sum = 0.0;
    for (size_t k = 0; k < 64; ++k) {
      const int step = table[k];
      const auto found = known[k].find(step);
      if (found != known[k].end()) {
        sum += found->second;
      } else {
        std::vector<float>& comb = (*tables)[step];
        if (comb.empty()) comb = CombTable(step);
        sum += known[k][step] = CombEvidence(histograms[k], step, comb);
      }
    }
    fit.all[size_t(quality)] = sum;
    if (fit.quality == 0 || sum > fit.evidence) {
      fit.quality = quality;
      fit.evidence = sum;
    }
  }
  return fit;
}

}  // namespace

namespace {

JpegPixelQuality Estimate(const std::vector<LumaPatch>& patches, int clipped_allowed) {
  JpegPixelQuality result;
  struct Phase {
    int x;
    int y;
    double share;
  };
  std::vector<Phase> phases;
  for (int y = 0; y < 8; ++y) {
    for (int x = 0; x < 8; ++x) {
      const std::vector<Place> blocks = Blocks(patches, x, y, kSearchBlocks, clipped_allowed);
      if (int(blocks.size()) >= kMinBlocks) phases.push_back({x, y, NearZero(blocks)});
    }
  }
  if (phases.empty()) return result;
  std::stable_sort(phases.begin(), phases.end(), [](const Phase& a, const Phase& b) {
    return a.share > b.share;
  });
  // The best phases, and the one of pictures that were never cropped.
  std::vector<Phase> candidates(phases.begin(),
                                phases.begin() + std::min<size_t>(3, phases.size()));
  const auto uncropped = std::find_if(
      phases.begin(), phases.end(), [](const Phase& p) { return p.x == 0 && p.y == 0; });
  if (uncropped != phases.end() && uncropped - phases.begin() >= 3)
    candidates.push_back(*uncropped);

  Fit best;
  CombTables tables;
  for (const Phase& phase : candidates) {
    if (best.evidence > kPlainEvidence) break;
    const std::vector<Place> blocks =
        Blocks(patches, phase.x, phase.y, kFitBlocks, clipped_allowed);
    const Fit fit = FitQuality(Histograms(blocks), &tables);
    if (fit.evidence <= best.evidence) continue;
    best = fit;
    result.grid_x = phase.x;
    result.grid_y = phase.y;
    result.blocks = int(blocks.size());
  }
  result.evidence = best.evidence;
  result.found = best.evidence > kMinEvidence && best.evidence > 0.05 * result.blocks;
  if (!result.found) return result;
  result.quality = best.quality;
  result.low = result.high = best.quality;
  for (int quality = kFirstQuality; quality <= kLastQuality; ++quality) {
    // 2 log units: 90 % and a little for what the model leaves out.
    if (best.all[size_t(quality)] < best.evidence - 2.0) continue;
    result.low = std::min(result.low, double(quality));
    result.high = std::max(result.high, double(quality));
  }
  result.low = std::max(1.0, result.low - 1.0);
  result.high = std::min(100.0, result.high + 1.0);
  return result;
}

// ---- drawings on white: hardly a block has a coefficient that clipping left on its comb. But a
// decoded JPEG is a fixed point: quantising it again with its own table gives it back.

constexpr int kRequantiseBlocks = 120;
constexpr int kRequantiseFewest = 12;
constexpr int kRequantiseFirst = 20;
constexpr int kRequantiseLast = 95;

// Mean square that quantising again with the table of each quality changes.
std::array<double, 101> ChangeByQuality(const std::vector<Place>& blocks) {
  std::array<double, 101> change{};
  std::vector<std::array<float, 64>> coefficients(blocks.size());
  for (size_t i = 0; i < blocks.size(); ++i) TransformJpegBlock(blocks[i], coefficients[i].data());
  for (int quality = kRequantiseFirst - 5; quality <= kRequantiseLast + 5; ++quality) {
    const JpegFacts::Table table = IjgLumaTable(quality);
    double sum = 0.0;
    for (size_t i = 0; i < blocks.size(); ++i) {
      const Place& block = blocks[i];
      float dct[64];
      float again[64];
      for (size_t k = 0; k < 64; ++k) {
        const auto step = static_cast<float>(table[k]);
        dct[k] = step * std::nearbyint(coefficients[i][k] / step);
      }
      InverseBlockDct8x8(dct, 128.0F, again, 8);
      for (int y = 0; y < 8; ++y) {
        const float* row = block.patch->luma.ptr<float>(block.y + y) + block.x;
        for (int x = 0; x < 8; ++x) {
          const float off = std::clamp(again[8 * y + x], 0.0F, 255.0F) - row[x];
          sum += static_cast<double>(off * off);
        }
      }
    }
    change[static_cast<size_t>(quality)] = sum / (64.0 * static_cast<double>(blocks.size()));
  }
  return change;
}

// Blocks that begin at (0, 0) only: drawings are seldom cropped, and 64 phases cost too much.
JpegPixelQuality EstimateByFixedPoint(const std::vector<LumaPatch>& patches) {
  JpegPixelQuality result;
  const std::vector<Place> blocks = Blocks(patches, 0, 0, kRequantiseBlocks, 64);
  if (static_cast<int>(blocks.size()) < kRequantiseFewest) return result;
  const std::array<double, 101> change = ChangeByQuality(blocks);
  int best = kRequantiseFirst;
  double clearest = 1e9;
  for (int quality = kRequantiseFirst; quality <= kRequantiseLast; ++quality) {
    const auto q = static_cast<size_t>(quality);
    // What was never quantised changes less and less, at an even rate: never below 0.9 on drawings.
    const double dip = change[q] * change[q] / std::max(1e-9, change[q - 5] * change[q + 5]);
    if (dip < clearest) {
      clearest = dip;
      best = quality;
    }
  }
  result.blocks = static_cast<int>(blocks.size());
  result.found = clearest < 0.5;
  if (!result.found) return result;
  result.quality = best;
  result.low = std::max(1.0, best - 2.0);
  result.high = std::min(100.0, best + 2.0);
  return result;
}

}  // namespace

JpegPixelQuality EstimateJpegPixelQuality(const std::vector<LumaPatch>& patches) {
  const JpegPixelQuality result = Estimate(patches, 0);
  if (result.blocks >= 4 * kMinBlocks) return result;
  const JpegPixelQuality with_clipped = Estimate(patches, 48);
  const JpegPixelQuality& best = with_clipped.evidence > result.evidence ? with_clipped : result;
  if (best.found && best.evidence > kPlainEvidence) return best;
  const JpegPixelQuality fixed_point = EstimateByFixedPoint(patches);
  return fixed_point.found ? fixed_point : best;
}

}  // namespace sharpscale
