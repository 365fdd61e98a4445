// SPDX-License-Identifier: Apache-2.0

#include "analysis/texture_blocks.h"

#include <algorithm>
#include <array>

#include "analysis/banding.h"
#include "analysis/flat_activity.h"
#include "analysis/hot.h"
#include "analysis/ringing.h"
#include "analysis/smoothness.h"

namespace sharpscale {
namespace {

constexpr int kSide = kTextureBlock;

// Column sums over the rows of a strip of 8 rows and 32 columns: blocks are then added up from
// their 8 columns.
struct StripSums {
  float sum[kCell];
  float squares[kCell];
  float along_y[kCell];
  float fine[kCell];
  float edge[kCell];
  float equal[kCell];
  float steps[kCell];
  float step_sum[kCell];
  float calm_fine[kCell];
  float calm[kCell];
};

SHARPSCALE_HOT void AddRow(const float* a,
                           const float* b,
                           const float* c,
                           const float* slope,
                           float place,
                           StripSums* sums) {
  for (int x = 0; x < kCell; ++x) {
    const float value = b[x] - 128.0F;
    sums->sum[x] += value;
    sums->squares[x] += value * value;
    sums->along_y[x] += place * value;
    const float r = (a[x - 1] + a[x + 1] + c[x - 1] + c[x + 1]) -
                    2.0F * (a[x] + c[x] + b[x - 1] + b[x + 1]) + 4.0F * b[x];
    sums->fine[x] += r * r;
    sums->edge[x] = std::max(sums->edge[x], slope[x]);
    const float right = b[x + 1] > b[x] ? b[x + 1] - b[x] : b[x] - b[x + 1];
    const float below = c[x] > b[x] ? c[x] - b[x] : b[x] - c[x];
    const float most = right > below ? right : below;
    sums->equal[x] += most < 0.05F ? 1.0F : 0.0F;
    const float step = most > 0.4F && most < 8.0F ? 1.0F : 0.0F;
    sums->steps[x] += step;
    sums->step_sum[x] += step * most;
    const float calm = slope[x] < kCalmSlope ? 1.0F : 0.0F;
    sums->calm[x] += calm;
    sums->calm_fine[x] += calm * r * r;
  }
}

struct CellBlocks {
  int cell = 0;
  std::array<TextureBlock, kBlocksPerCell> blocks;
};

TextureBlock FinishBlock(const StripSums& sums, int first) {
  double sum = 0.0;
  double squares = 0.0;
  double along_x = 0.0;
  double along_y = 0.0;
  double fine = 0.0;
  float edge = 0.0F;
  float equal = 0.0F;
  float steps = 0.0F;
  float calm = 0.0F;
  double step_sum = 0.0;
  double calm_fine = 0.0;
  for (int k = 0; k < kSide; ++k) {
    const int x = first + k;
    sum += double(sums.sum[x]);
    squares += double(sums.squares[x]);
    along_x += double(sums.sum[x]) * (k - 3.5);
    along_y += double(sums.along_y[x]);
    fine += double(sums.fine[x]);
    edge = std::max(edge, sums.edge[x]);
    equal += sums.equal[x];
    steps += sums.steps[x];
    step_sum += double(sums.step_sum[x]);
    calm += sums.calm[x];
    calm_fine += double(sums.calm_fine[x]);
  }
  constexpr double kCount = kSide * kSide;
  constexpr double kSpread = kSide * (kSide * (kSide * kSide - 1.0) / 12.0);
  TextureBlock block;
  block.mean = static_cast<float>(sum / kCount + 128.0);
  const double rest =
      squares - sum * sum / kCount - along_x * along_x / kSpread - along_y * along_y / kSpread;
  block.variance = static_cast<float>(std::max(0.0, rest) / (kCount - 3.0));
  block.fine = static_cast<float>(fine / (36.0 * kCount));
  block.edge = edge;
  block.equal = static_cast<uint8_t>(equal);
  block.steps = static_cast<uint8_t>(steps);
  block.step_sum = static_cast<float>(step_sum);
  block.calm = static_cast<uint8_t>(calm);
  block.calm_fine = calm > 0.0F ? static_cast<float>(calm_fine / (36.0 * double(calm))) : 0.0F;
  block.whole = true;
  return block;
}

class TextureEstimator final : public Estimator {
 public:
  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    for (int y = core.y; y < core.br().y; y += kCell) {
      for (int x = core.x; x < core.br().x; x += kCell) AddCell(tile, x, y);
    }
  }

  void Merge(const Estimator& base) override {
    const auto& other = static_cast<const TextureEstimator&>(base);
    cells_.insert(cells_.end(), other.cells_.begin(), other.cells_.end());
  }

  void Finish(const PictureFacts& facts, Findings* findings) override;

 private:
  void AddCell(const Tile& tile, int x, int y) {
    const cv::Mat1f& luma = tile.Luma();
    const cv::Mat1f& slope = tile.GradientsAt(0).magnitude;
    const cv::Point origin = tile.area().tl();
    CellBlocks cell;
    cell.cell = y / kCell * tile.facts().cells_x() + x / kCell;
    const int column = x - origin.x;
    // Neighbours are needed on all sides: the outer blocks of a picture are not measured.
    const bool inside = column >= 1 && column + kCell + 1 <= luma.cols;
    for (int j = 0; j < kBlocksPerSide; ++j) {
      const int row = y - origin.y + j * kSide;
      if (row < 1 || row + kSide + 1 > luma.rows) continue;
      StripSums sums = {};
      if (inside) {
        for (int k = 0; k < kSide; ++k) {
          AddRow(luma[row + k - 1] + column,
                 luma[row + k] + column,
                 luma[row + k + 1] + column,
                 slope[row + k] + column,
                 static_cast<float>(k) - 3.5F,
                 &sums);
        }
      } else {
        // The same on a copy with the border repeated; its outer blocks are left out below.
        float rows[3][kCell + 2];
        float slopes[kCell];
        for (int k = 0; k < kSide; ++k) {
          for (int i = -1; i <= kCell; ++i) {
            const int at = std::clamp(column + i, 0, luma.cols - 1);
            for (int r = 0; r < 3; ++r) rows[r][i + 1] = luma(row + k + r - 1, at);
            if (i >= 0 && i < kCell) slopes[i] = slope(row + k, at);
          }
          AddRow(rows[0] + 1, rows[1] + 1, rows[2] + 1, slopes, float(k) - 3.5F, &sums);
        }
      }
      for (int i = 0; i < kBlocksPerSide; ++i) {
        const int left = x + i * kSide;
        if (left < 1 || left + kSide + 1 > tile.facts().width) continue;
        cell.blocks[static_cast<size_t>(j * kBlocksPerSide + i)] = FinishBlock(sums, i * kSide);
      }
    }
    cells_.push_back(cell);
  }

  std::vector<CellBlocks> cells_;  // in any order; placed by their number
};

void TextureEstimator::Finish(const PictureFacts& facts, Findings* findings) {
  TextureBlocks all;
  all.columns = facts.cells_x() * kBlocksPerSide;
  all.rows = facts.cells_y() * kBlocksPerSide;
  all.blocks.resize(static_cast<size_t>(all.columns) * static_cast<size_t>(all.rows));
  for (const CellBlocks& cell : cells_) {
    const int i = cell.cell % facts.cells_x() * kBlocksPerSide;
    const int j = cell.cell / facts.cells_x() * kBlocksPerSide;
    for (int k = 0; k < kBlocksPerCell; ++k) {
      all.blocks[static_cast<size_t>(j + k / kBlocksPerSide) * all.columns + i +
                 k % kBlocksPerSide] = cell.blocks[static_cast<size_t>(k)];
    }
  }
  cells_.clear();
  FindFlatActivity(all, facts, findings);
  FindSmoothness(all, facts, findings);
  FindBanding(all, facts, findings);
  FindRinging(all, facts, findings);
}

}  // namespace

std::unique_ptr<Estimator> MakeTextureEstimator(const PictureFacts&) {
  return std::make_unique<TextureEstimator>();
}

}  // namespace sharpscale
