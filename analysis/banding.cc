// SPDX-License-Identifier: Apache-2.0

#include "analysis/banding.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "analysis/heat_map.h"

namespace sharpscale {
namespace {

constexpr int kMinSide = 96;          // px
constexpr double kEqualShare = 0.6;   // of the px: plateaus
constexpr double kVisibleStep = 0.9;  // levels of luma
constexpr int kFewestSteps = 12;      // px of a cell
constexpr float kEdge = 10.0F;        // levels per px: content
constexpr double kSteps = 1.8;        // that the cells around span

// What one cell says.
struct Cell {
  bool whole = false;
  bool calm = false;     // no edge
  bool even = false;     // constant or nearly so
  bool stepped = false;  // a gradient in steps
  double step = 0.0;     // levels
  double least = 0.0;    // of its block means
  double most = 0.0;
};

Cell Look(const TextureBlocks& blocks, int column, int row) {
  Cell cell;
  cell.whole = true;
  cell.calm = true;
  cell.least = 1e9;
  cell.most = -1e9;
  int equal = 0;
  int steps = 0;
  double step_sum = 0.0;
  double slope_x = 0.0;
  double slope_y = 0.0;
  int measured = 0;
  for (int j = 0; j < kBlocksPerSide; ++j) {
    for (int i = 0; i < kBlocksPerSide; ++i) {
      const TextureBlock& block = blocks.At(column * kBlocksPerSide + i, row * kBlocksPerSide + j);
      if (!block.whole) {
        cell.whole = false;
        continue;
      }
      ++measured;
      cell.calm = cell.calm && block.edge < kEdge;
      equal += block.equal;
      steps += block.steps;
      step_sum += double(block.step_sum);
      cell.least = std::min(cell.least, double(block.mean));
      cell.most = std::max(cell.most, double(block.mean));
      slope_x += (i - 1.5) * double(block.mean);
      slope_y += (j - 1.5) * double(block.mean);
    }
  }
  if (!cell.whole || measured < kBlocksPerCell) {
    cell.whole = false;
    return cell;
  }
  constexpr double kPixels = kCell * kCell;
  // Regression over 4x4 means 8 px apart: sum of squares of the place is 20.
  slope_x = std::abs(slope_x) / (20.0 * kTextureBlock);
  slope_y = std::abs(slope_y) / (20.0 * kTextureBlock);
  cell.even = equal > 0.97 * kPixels;
  if (steps < kFewestSteps || equal < kEqualShare * kPixels) return cell;
  cell.step = step_sum / steps;
  const double expected = kPixels * (slope_x + slope_y) / cell.step;
  // Anything that is neither plateau nor step is texture.
  const bool pure = equal + steps > 0.98 * kPixels;
  cell.stepped = cell.calm && pure && cell.step >= kVisibleStep && steps <= 1.35 * expected + 10.0;
  return cell;
}

}  // namespace

void FindBanding(const TextureBlocks& blocks, const PictureFacts& facts, Findings* findings) {
  const int columns = facts.width / kCell;
  const int rows = facts.height / kCell;
  if (facts.width < kMinSide || facts.height < kMinSide) {
    findings->Unknown("texture.banding", "the picture is below 96 px on a side");
    return;
  }
  std::vector<Cell> cells;
  cells.reserve(static_cast<size_t>(columns) * static_cast<size_t>(rows));
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) cells.push_back(Look(blocks, i, j));
  }
  const auto at = [&](int i, int j) -> const Cell& {
    return cells[static_cast<size_t>(j) * static_cast<size_t>(columns) + static_cast<size_t>(i)];
  };
  // Calls work(cell) for the cells around.
  const auto around = [&](int i, int j, const auto& work) {
    for (int y = std::max(0, j - 1); y <= std::min(rows - 1, j + 1); ++y) {
      for (int x = std::max(0, i - 1); x <= std::min(columns - 1, i + 1); ++x) {
        if (at(x, y).whole) work(at(x, y), x != i || y != j);
      }
    }
  };
  cv::Mat1b banded(rows, columns, uint8_t{0});
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const Cell& cell = at(i, j);
      if (!cell.whole || !cell.stepped) continue;
      double least = cell.least;
      double most = cell.most;
      int others = 0;
      around(i, j, [&](const Cell& other, bool apart) {
        if (!other.stepped && !(other.even && other.calm)) return;
        least = std::min(least, other.least);
        most = std::max(most, other.most);
        others += apart && other.stepped ? 1 : 0;
      });
      banded(j, i) = most - least >= kSteps * cell.step && others >= 2 ? 255 : 0;
    }
  }
  // Plateaus between them.
  cv::Mat1b all = banded.clone();
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const Cell& cell = at(i, j);
      if (banded(j, i) != 0 || !cell.whole || !cell.calm || !(cell.even || cell.stepped)) continue;
      int beside = 0;
      for (int y = std::max(0, j - 1); y <= std::min(rows - 1, j + 1); ++y) {
        for (int x = std::max(0, i - 1); x <= std::min(columns - 1, i + 1); ++x) {
          beside += banded(y, x) != 0 ? 1 : 0;
        }
      }
      if (beside >= 1) all(j, i) = 255;
    }
  }
  int count = 0;
  int whole = 0;
  cv::Mat1f values(facts.cells_y(), facts.cells_x(), std::numeric_limits<float>::quiet_NaN());
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      count += all(j, i) != 0 ? 1 : 0;
      whole += at(i, j).whole ? 1 : 0;
      // How strong the steps are there, 4 levels being 100 %.
      const double strength = std::min(100.0, 25.0 * std::max(1.0, at(i, j).step));
      values(j, i) = all(j, i) != 0 ? static_cast<float>(strength) : 0.0F;
    }
  }
  const double share = 100.0 * count / std::max(1, whole);
  Measurement& measurement =
      findings->Number("texture.banding", share, 0.7 * share, std::min(100.0, 1.4 * share + 0.2));
  if (!facts.maps) return;
  measurement.map = MakeHeatMap("texture.banding", values);
  if (count > 0) measurement.peaks = FindPeaks(*measurement.map, facts);
}

}  // namespace sharpscale
