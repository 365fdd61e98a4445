// SPDX-License-Identifier: Apache-2.0

#include "analysis/jpeg_blockiness.h"

#include "analysis/cell_grid.h"
#include "analysis/heat_map.h"
#include "analysis/hot.h"

namespace sharpscale {
namespace {

// Real edges are larger than what quantisation leaves behind: they count as this many levels.
constexpr float kCap = 24.0F;
constexpr int kMinSide = 16;

// Sums of capped steps and their number, by phase.
struct PhaseSums {
  std::array<float, 8> columns{};
  std::array<float, 8> rows{};
  std::array<int, 8> column_count{};
  std::array<int, 8> row_count{};
};

// The step from one pixel to the next that the slopes before and after it do not explain: a step of
// height h between flat sides gives h. Added to out[x] for the border before row[x + 2].
SHARPSCALE_HOT void AddStepsAcross(const float* __restrict row, int count, float* __restrict out) {
  for (int x = 0; x < count; ++x) {
    out[x] += 1.5F * (row[x + 2] - row[x + 1]) - 0.5F * (row[x + 3] - row[x]);
  }
}

// The same between rows b and c.
SHARPSCALE_HOT void StepsDown(const float* __restrict a,
                              const float* __restrict b,
                              const float* __restrict c,
                              const float* __restrict d,
                              int count,
                              float* __restrict out) {
  for (int x = 0; x < count; ++x) out[x] = 1.5F * (c[x] - b[x]) - 0.5F * (d[x] - a[x]);
}

// Sizes of a whole cell's steps over runs of `rows`, capped, added by phase.
SHARPSCALE_HOT void AddByPhase(const float* __restrict run, int rows, float* __restrict sums) {
  const float cap = kCap * static_cast<float>(rows);
  float here[8] = {};
  for (int k = 0; k < kCell; k += 8) {
    for (int i = 0; i < 8; ++i) {
      const float size = __builtin_fabsf(run[k + i]);
      here[i] += size < cap ? size : cap;
    }
  }
  for (int i = 0; i < 8; ++i) sums[i] += here[i];
}

// The same of runs of 4 along the row.
SHARPSCALE_HOT float SumOfRuns(const float* __restrict down) {
  float runs[kCell / 4];
  for (int i = 0; i < kCell / 4; ++i) {
    runs[i] = (down[4 * i] + down[4 * i + 1]) + (down[4 * i + 2] + down[4 * i + 3]);
  }
  float sum = 0.0F;
  for (const float run : runs) {
    const float size = __builtin_fabsf(run);
    sum += size < 4.0F * kCap ? size : 4.0F * kCap;
  }
  return sum;
}

// Adds the borders of the rectangle `core` (px of the picture) of the plane whose first pixel is
// `origin`. The border between x - 1 and x belongs to x.
void AddSteps(const cv::Mat1f& luma,
              const cv::Point& origin,
              const cv::Rect& core,
              PhaseSums* sums) {
  const int x0 = std::max(core.x, origin.x + 2);
  const int x1 = std::min(core.x + core.width, origin.x + luma.cols - 1);
  const int y0 = std::max(core.y, origin.y + 2);
  const int y1 = std::min(core.y + core.height, origin.y + luma.rows - 1);
  if (x1 <= x0 || y1 <= y0) return;
  // A block's border steps to one side along its whole length: the mean over runs of 4 px keeps
  // it, wherever the grid lies, and calms noise.
  const int count = x1 - x0;
  std::array<float, kCell> run{};
  std::array<float, kCell> down{};
  CV_Assert(count <= kCell);
  const bool whole = count == kCell && (x0 & 7) == 0;
  int run_rows = 0;
  for (int y = y0; y < y1; ++y) {
    const int column = x0 - origin.x;
    AddStepsAcross(luma[y - origin.y] + column - 2, count, run.data());
    ++run_rows;
    if ((y & 3) == 3 || y + 1 == y1) {
      if (whole) {
        AddByPhase(run.data(), run_rows, sums->columns.data());
        for (int& number : sums->column_count) number += run_rows * (kCell / 8);
      }
      for (int x = 0; x < count && !whole; ++x) {
        const auto phase = static_cast<size_t>((x0 + x) & 7);
        const auto rows = static_cast<float>(run_rows);
        sums->columns[phase] += std::min(std::abs(run[static_cast<size_t>(x)]), kCap * rows);
        sums->column_count[phase] += run_rows;
      }
      run.fill(0.0F);
      run_rows = 0;
    }
    StepsDown(luma[y - 2 - origin.y] + column,
              luma[y - 1 - origin.y] + column,
              luma[y - origin.y] + column,
              luma[y + 1 - origin.y] + column,
              count,
              down.data());
    const auto phase = static_cast<size_t>(y & 7);
    if (whole) {
      sums->rows[phase] += SumOfRuns(down.data());
      sums->row_count[phase] += kCell;
      continue;
    }
    float sum = 0.0F;
    int length = 0;
    for (int x = 0; x < count; ++x) {
      sum += down[static_cast<size_t>(x)];
      ++length;
      if (((x0 + x) & 3) != 3 && x + 1 != count) continue;
      sums->rows[phase] += std::min(std::abs(sum), kCap * static_cast<float>(length));
      sums->row_count[phase] += length;
      sum = 0.0F;
      length = 0;
    }
  }
}

// Mean at `phase` less the mean of the five phases that do not touch it (the two beside it see the
// same step in their slopes); also the spread of the five, for judging chance.
struct Excess {
  double value = 0.0;
  double spread = 0.0;
};

Excess ExcessAt(const std::array<double, 8>& means, int phase) {
  constexpr int kFar[] = {2, 3, 4, 5, 6};
  double sum = 0.0;
  for (const int k : kFar) sum += means[static_cast<size_t>((phase + k) & 7)];
  const double mean = sum / 5.0;
  double squares = 0.0;
  for (const int k : kFar) {
    const double difference = means[static_cast<size_t>((phase + k) & 7)] - mean;
    squares += difference * difference;
  }
  return {means[static_cast<size_t>(phase)] - mean, std::sqrt(squares / 4.0)};
}

int StrongestPhase(const std::array<double, 8>& means) {
  return static_cast<int>(std::max_element(means.begin(), means.end()) - means.begin());
}

struct Totals {
  std::array<double, 8> sum{};
  std::array<double, 8> count{};

  std::array<double, 8> Means() const {
    std::array<double, 8> means{};
    for (size_t k = 0; k < 8; ++k) means[k] = count[k] > 0.0 ? sum[k] / count[k] : 0.0;
    return means;
  }
};

double CalmWeight(const PhaseSums& cell) {
  double sum = 0.0;
  double count = 0.0;
  for (size_t k = 0; k < 8; ++k) {
    sum += static_cast<double>(cell.columns[k]) + static_cast<double>(cell.rows[k]);
    count += cell.column_count[k] + cell.row_count[k];
  }
  const double mean = count > 0.0 ? sum / count : 0.0;
  // Blank paper has nothing to make blocks of.
  return mean < 0.1 ? 0.0 : 1.0 / (1.0 + mean);
}

class JpegBlockinessEstimator final : public Estimator {
 public:
  explicit JpegBlockinessEstimator(const PictureFacts& facts) : cells_(facts) {}

  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    for (int y = core.y; y < core.br().y; y += kCell) {
      for (int x = core.x; x < core.br().x; x += kCell) {
        const cv::Rect cell(
            x, y, std::min(kCell, core.br().x - x), std::min(kCell, core.br().y - y));
        if (!tile.Visible(cell)) continue;
        AddSteps(tile.Luma(), tile.area().tl(), cell, &cells_.AtPixel(x, y));
      }
    }
  }

  void Merge(const Estimator& other) override {
    cells_.Merge(static_cast<const JpegBlockinessEstimator&>(other).cells_);
  }

  void Finish(const PictureFacts& facts, Findings* findings) override {
    if (facts.width < kMinSide || facts.height < kMinSide) {
      findings->Unknown("compression.blockiness", "the picture is below 16 px on a side");
      return;
    }
    // Blocks are seen in calm places: a cell counts the less the more it steps off the grid.
    Totals columns;
    Totals rows;
    for (int j = 0; j < cells_.rows(); ++j) {
      for (int i = 0; i < cells_.columns(); ++i) {
        const PhaseSums& cell = cells_.Get(i, j);
        const double weight = CalmWeight(cell);
        for (size_t k = 0; k < 8; ++k) {
          columns.sum[k] += weight * static_cast<double>(cell.columns[k]);
          columns.count[k] += weight * cell.column_count[k];
          rows.sum[k] += weight * static_cast<double>(cell.rows[k]);
          rows.count[k] += weight * cell.row_count[k];
        }
      }
    }
    int phase_x = StrongestPhase(columns.Means());
    int phase_y = StrongestPhase(rows.Means());
    if (findings->Find("compression.grid_x") != nullptr) {
      phase_x = static_cast<int>(findings->ValueOr("compression.grid_x", phase_x));
      phase_y = static_cast<int>(findings->ValueOr("compression.grid_y", phase_y));
    }
    const Excess across = ExcessAt(columns.Means(), phase_x);
    const Excess down = ExcessAt(rows.Means(), phase_y);
    const double value = 0.5 * (across.value + down.value);
    // The phases without a border tell how far means lie apart by chance.
    const double error = 0.5 * std::hypot(across.spread, down.spread) * std::sqrt(6.0 / 5.0);
    // What is drawn lies on the grid by itself: panels, table rows, icons.
    const bool drawn = findings->WordOr("content.kind", "photo") != "photo" &&
                       findings->WordOr("compression.source", "") == "none";
    const bool chance = drawn || value < 3.0 * error;
    Measurement& measurement = findings->Number("compression.blockiness",
                                                chance ? 0.0 : value,
                                                chance ? 0.0 : value - 1.645 * error,
                                                std::max(0.0, value + 1.645 * error));
    if (!facts.maps) return;
    cv::Mat1f values(cells_.rows(), cells_.columns());
    for (int j = 0; j < cells_.rows(); ++j) {
      for (int i = 0; i < cells_.columns(); ++i) {
        values(j, i) = chance ? 0.0F : CellValue(cells_.Get(i, j), phase_x, phase_y);
      }
    }
    measurement.map = MakeHeatMap("compression.blockiness", values);
    if (!chance) measurement.peaks = FindPeaks(*measurement.map, facts);
  }

 private:
  static float CellValue(const PhaseSums& cell, int phase_x, int phase_y) {
    Totals columns;
    Totals rows;
    for (size_t k = 0; k < 8; ++k) {
      columns.sum[k] = static_cast<double>(cell.columns[k]);
      columns.count[k] = cell.column_count[k];
      rows.sum[k] = static_cast<double>(cell.rows[k]);
      rows.count[k] = cell.row_count[k];
      if (cell.column_count[k] == 0 || cell.row_count[k] == 0) {
        return std::numeric_limits<float>::quiet_NaN();
      }
    }
    const double value =
        0.5 * (ExcessAt(columns.Means(), phase_x).value + ExcessAt(rows.Means(), phase_y).value);
    return static_cast<float>(std::max(0.0, value));
  }

  CellGrid<PhaseSums> cells_;
};

}  // namespace

BorderSteps MeasureBorderSteps(const cv::Mat1f& luma) {
  BorderSteps steps;
  if (luma.cols < kMinSide || luma.rows < kMinSide) return steps;
  Totals columns;
  Totals rows;
  for (int y = 0; y < luma.rows; y += kCell) {
    for (int x = 0; x < luma.cols; x += kCell) {
      PhaseSums sums;
      AddSteps(luma,
               {0, 0},
               {x, y, std::min(kCell, luma.cols - x), std::min(kCell, luma.rows - y)},
               &sums);
      for (size_t k = 0; k < 8; ++k) {
        columns.sum[k] += static_cast<double>(sums.columns[k]);
        columns.count[k] += sums.column_count[k];
        rows.sum[k] += static_cast<double>(sums.rows[k]);
        rows.count[k] += sums.row_count[k];
      }
    }
  }
  steps.columns = columns.Means();
  steps.rows = rows.Means();
  return steps;
}

std::unique_ptr<Estimator> MakeJpegBlockinessEstimator(const PictureFacts& facts) {
  return std::make_unique<JpegBlockinessEstimator>(facts);
}

}  // namespace sharpscale
