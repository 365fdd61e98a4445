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

// Adds the rows 0, every, 2 every, ... of a strip of 8 to the sums, which it overwrites.
// (Choices between two values and no std::max or std::abs: those keep GCC from vectorising.)
SHARPSCALE_HOT void SumStrip(const float* __restrict first,
                             size_t stride,
                             const float* __restrict slope_first,
                             size_t slope_stride,
                             int every,
                             StripSums* __restrict sums) {
  constexpr int kLane = 16;
  for (int left = 0; left < kCell; left += kLane) {
    float sum[kLane] = {};
    float squares[kLane] = {};
    float along_y[kLane] = {};
    float fine[kLane] = {};
    float edge[kLane] = {};
    float equal[kLane] = {};
    float steps[kLane] = {};
    float step_sum[kLane] = {};
    float calm[kLane] = {};
    float calm_fine[kLane] = {};
    for (int y = 0; y < kSide; y += every) {
      const float* b = first + static_cast<size_t>(y) * stride + left;
      const float* a = b - stride;
      const float* c = b + stride;
      const float* slope = slope_first + static_cast<size_t>(y) * slope_stride + left;
      const float place = static_cast<float>(y) - 0.5F * static_cast<float>(kSide - every);
      for (int x = 0; x < kLane; ++x) {
        const float value = b[x] - 128.0F;
        sum[x] += value;
        squares[x] += value * value;
        along_y[x] += place * value;
        const float r = (a[x - 1] + a[x + 1] + c[x - 1] + c[x + 1]) -
                        2.0F * (a[x] + c[x] + b[x - 1] + b[x + 1]) + 4.0F * b[x];
        const float square = r * r;
        fine[x] += square;
        edge[x] = edge[x] < slope[x] ? slope[x] : edge[x];
        const float across = __builtin_fabsf(b[x + 1] - b[x]);
        const float down = __builtin_fabsf(c[x] - b[x]);
        const float most = across < down ? down : across;
        equal[x] += most < 0.05F ? 1.0F : 0.0F;
        const float step = (most > 0.4F ? 1.0F : 0.0F) * (most < 8.0F ? 1.0F : 0.0F);
        steps[x] += step;
        step_sum[x] += step * most;
        const float is_calm = slope[x] < kCalmSlope ? 1.0F : 0.0F;
        calm[x] += is_calm;
        calm_fine[x] += is_calm * square;
      }
    }
    for (int x = 0; x < kLane; ++x) {
      sums->sum[left + x] = sum[x];
      sums->squares[left + x] = squares[x];
      sums->along_y[left + x] = along_y[x];
      sums->fine[left + x] = fine[x];
      sums->edge[left + x] = edge[x];
      sums->equal[left + x] = equal[x];
      sums->steps[left + x] = steps[x];
      sums->step_sum[left + x] = step_sum[x];
      sums->calm[left + x] = calm[x];
      sums->calm_fine[left + x] = calm_fine[x];
    }
  }
}

constexpr float kPlateauVariance = 0.2F;  // levels squared; compression rounds colours by 0.08 each
constexpr float kPlateauSlope = 0.6F;     // levels per px

// Of four px of the block at (x, y) of the tile's planes, as 8-bit levels.
template <typename T>
std::array<uint8_t, 3> MeanColour(const cv::Mat& native, int x, int y, double scale) {
  const int channels = native.channels();
  std::array<uint8_t, 3> colour{};
  for (int c = 0; c < 3; ++c) {
    double sum = 0.0;
    for (const int dy : {2, 5}) {
      const T* row = native.ptr<T>(y + dy);
      for (const int dx : {2, 5}) {
        sum += double(row[(x + dx) * channels + std::min(c, channels - 1)]);
      }
    }
    // NaN becomes 0.
    const double level = 0.25 * scale * sum;
    colour[static_cast<size_t>(c)] =
        level > 0.0 ? cv::saturate_cast<uint8_t>(std::min(level, 255.0)) : uint8_t{0};
  }
  return colour;
}

std::array<uint8_t, 3> ColourAt(const cv::Mat& native, int x, int y) {
  if (native.depth() == CV_8U) return MeanColour<uint8_t>(native, x, y, 1.0);
  if (native.depth() == CV_16U) return MeanColour<uint16_t>(native, x, y, 1.0 / 257.0);
  return MeanColour<float>(native, x, y, 255.0);
}

struct CellBlocks {
  int cell = 0;
  std::array<TextureBlock, kBlocksPerCell> blocks;
};

TextureBlock FinishBlock(const StripSums& sums, int first, int every) {
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
  const double number = kSide * kSide / every;
  // Sums of squared places, across and down.
  const double rows = kSide / every;
  const double spread_x = rows * kSide * (kSide * kSide - 1.0) / 12.0;
  const double spread_y = kSide * every * every * rows * (rows * rows - 1.0) / 12.0;
  TextureBlock block;
  block.mean = static_cast<float>(sum / number + 128.0);
  const double rest =
      squares - sum * sum / number - along_x * along_x / spread_x - along_y * along_y / spread_y;
  block.variance = static_cast<float>(std::max(0.0, rest) / (number - 3.0));
  block.fine = static_cast<float>(fine / (36.0 * number));
  block.edge = edge;
  const auto all = static_cast<float>(every);  // counts are of all px
  block.equal = static_cast<uint8_t>(all * equal);
  block.steps = static_cast<uint8_t>(all * steps);
  block.step_sum = all * static_cast<float>(step_sum);
  block.calm = static_cast<uint8_t>(all * calm);
  block.calm_fine = calm > 0.0F ? static_cast<float>(calm_fine / (36.0 * double(calm))) : 0.0F;
  block.whole = true;
  return block;
}

class TextureEstimator final : public Estimator {
 public:
  // Large pictures: every second row says enough of a block.
  explicit TextureEstimator(const PictureFacts& facts)
      : every_(facts.pixels() > 4'000'000 ? 2 : 1) {}

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
      StripSums sums;
      if (inside) {
        SumStrip(
            luma[row] + column, luma.step1(), slope[row] + column, slope.step1(), every_, &sums);
      } else {
        // The same on a copy with the border repeated; its outer blocks are left out below.
        constexpr size_t kWide = kCell + 2;
        std::array<float, (kSide + 2) * kWide> rows;
        std::array<float, kSide * kWide> slopes;
        for (int k = -1; k <= kSide; ++k) {
          for (int i = -1; i <= kCell; ++i) {
            const int at = std::clamp(column + i, 0, luma.cols - 1);
            const size_t place = static_cast<size_t>(k + 1) * kWide + static_cast<size_t>(i + 1);
            rows[place] = luma(row + k, at);
            if (k >= 0 && k < kSide) slopes[place - kWide] = slope(row + k, at);
          }
        }
        SumStrip(rows.data() + kWide + 1, kWide, slopes.data() + 1, kWide, every_, &sums);
      }
      for (int i = 0; i < kBlocksPerSide; ++i) {
        const int left = x + i * kSide;
        if (left < 1 || left + kSide + 1 > tile.facts().width) continue;
        if (!tile.Visible(cv::Rect(left - 1, y + j * kSide - 1, kSide + 2, kSide + 2))) continue;
        TextureBlock& block = cell.blocks[static_cast<size_t>(j * kBlocksPerSide + i)];
        block = FinishBlock(sums, i * kSide, every_);
        if (block.variance > kPlateauVariance || block.edge > kPlateauSlope) continue;
        block.plateau = true;
        block.colour = ColourAt(tile.Native(), left - origin.x, row);
      }
    }
    cells_.push_back(cell);
  }

  int every_;
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

std::unique_ptr<Estimator> MakeTextureEstimator(const PictureFacts& facts) {
  return std::make_unique<TextureEstimator>(facts);
}

}  // namespace sharpscale
