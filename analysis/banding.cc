// SPDX-License-Identifier: Apache-2.0

#include "analysis/banding.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <limits>

#include "analysis/contours.h"
#include "analysis/heat_map.h"

namespace sharpscale {
namespace {

constexpr int kMinSide = 96;          // px
constexpr double kEqualShare = 0.6;   // of the px: plateaus
constexpr double kVisibleStep = 0.9;  // levels of luma
// A step of less than 1.2 % of the light there does not show: near white more than one level.
constexpr double kVisibleShare = 0.012 / 2.2;  // of the level
constexpr int kFewestSteps = 12;               // px of a cell
constexpr float kEdge = 10.0F;                 // levels per px: content
constexpr int kPlateau = 38;                   // of 64 px of a block, at least; grain leaves few
constexpr int kCleanPixels = 62;  // of 64: anything that is neither plateau nor step is texture
constexpr double kSteps = 1.8;    // that the cells around span

// What one cell says.
struct Cell {
  bool whole = false;
  bool calm = false;     // no edge and no texture
  bool half = false;     // the same of half of it and more
  bool even = false;     // constant or nearly so
  bool stepped = false;  // a gradient in steps
  double step = 0.0;     // levels
  double least = 0.0;    // of its block means
  double most = 0.0;
};

// Least squares of the block means of a cell over their places; levels per px.
struct Plane {
  double n = 0.0, x = 0.0, y = 0.0, z = 0.0, xx = 0.0, yy = 0.0, xy = 0.0, xz = 0.0, yz = 0.0;

  void Add(double u, double v, double value) {
    n += 1.0;
    x += u;
    y += v;
    z += value;
    xx += u * u;
    yy += v * v;
    xy += u * v;
    xz += u * value;
    yz += v * value;
  }
  // |slope across| + |slope down|.
  double Slopes() const {
    const double a = xx - x * x / n;
    const double b = xy - x * y / n;
    const double c = yy - y * y / n;
    const double p = xz - x * z / n;
    const double q = yz - y * z / n;
    const double det = a * c - b * b;
    if (det < 1e-6) return 0.0;
    return (std::abs(c * p - b * q) + std::abs(a * q - b * p)) / det / kTextureBlock;
  }
};

// By those of the cell's blocks that hold nothing but plateaus and steps.
Cell Look(const TextureBlocks& blocks, int column, int row) {
  Cell cell;
  cell.whole = true;
  cell.least = 1e9;
  cell.most = -1e9;
  int clean = 0;
  int equal = 0;
  int steps = 0;
  double step_sum = 0.0;
  Plane plane;
  for (int j = 0; j < kBlocksPerSide; ++j) {
    for (int i = 0; i < kBlocksPerSide; ++i) {
      const TextureBlock& block = blocks.At(column * kBlocksPerSide + i, row * kBlocksPerSide + j);
      if (!block.whole) {
        cell.whole = false;
        return cell;
      }
      const bool pure = block.equal + block.steps >= kCleanPixels && block.equal >= kPlateau;
      if (block.edge >= kEdge || !pure) continue;
      ++clean;
      equal += block.equal;
      steps += block.steps;
      step_sum += double(block.step_sum);
      cell.least = std::min(cell.least, double(block.mean));
      cell.most = std::max(cell.most, double(block.mean));
      plane.Add(i, j, double(block.mean));
    }
  }
  cell.calm = clean == kBlocksPerCell;
  cell.half = clean >= kBlocksPerCell / 2;
  if (!cell.half) return cell;
  const double pixels = clean * kTextureBlock * kTextureBlock;
  cell.even = equal > 0.97 * pixels;
  const double fewest = kFewestSteps * pixels / (kCell * kCell);
  if (steps < fewest || equal < kEqualShare * pixels) return cell;
  cell.step = step_sum / steps;
  const double expected = pixels * plane.Slopes() / cell.step;
  const double visible = std::max(kVisibleStep, kVisibleShare * 0.5 * (cell.least + cell.most));
  cell.stepped = cell.step >= visible && steps <= 1.35 * expected + 10.0;
  return cell;
}

// Cells that a contour of few levels crosses are banded, and even where plateaus are.
void AddContours(const cv::Mat1f& contours,
                 const TextureBlocks& blocks,
                 std::vector<Cell>* cells,
                 cv::Mat1b* banded) {
  constexpr int kCrossed = 2;  // blocks of a cell; one may be a speck
  if (contours.empty()) return;
  for (int row = 0; row < banded->rows; ++row) {
    for (int column = 0; column < banded->cols; ++column) {
      Cell& cell = (*cells)[static_cast<size_t>(row * banded->cols + column)];
      if (!cell.whole) continue;
      int crossed = 0;
      int plateaus = 0;
      double step_sum = 0.0;
      for (int j = row * kBlocksPerSide; j < (row + 1) * kBlocksPerSide; ++j) {
        for (int i = column * kBlocksPerSide; i < (column + 1) * kBlocksPerSide; ++i) {
          crossed += contours(j, i) > 0.0F ? 1 : 0;
          step_sum += double(contours(j, i));
          plateaus += blocks.At(i, j).plateau ? 1 : 0;
        }
      }
      if (2 * plateaus >= kBlocksPerCell) {
        cell.half = true;
        cell.even = true;
      }
      if (crossed < kCrossed) continue;
      (*banded)(row, column) = 255;
      cell.step = step_sum / crossed;
    }
  }
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
      if (!cell.whole || !cell.calm || !cell.stepped) continue;
      double least = cell.least;
      double most = cell.most;
      int others = 0;
      around(i, j, [&](const Cell& other, bool apart) {
        if (!other.calm || !(other.stepped || other.even)) return;
        least = std::min(least, other.least);
        most = std::max(most, other.most);
        others += apart && other.stepped ? 1 : 0;
      });
      banded(j, i) = most - least >= kSteps * cell.step && others >= 2 ? 255 : 0;
    }
  }
  const bool drawn = findings->WordOr("content.kind", "photo") != "photo";
  AddContours(FindContours(blocks, drawn), blocks, &cells, &banded);
  // Plateaus between them.
  cv::Mat1b all = banded.clone();
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const Cell& cell = at(i, j);
      if (banded(j, i) != 0 || !cell.whole || !cell.half || !(cell.even || cell.stepped)) continue;
      int beside = 0;
      for (int y = std::max(0, j - 1); y <= std::min(rows - 1, j + 1); ++y) {
        for (int x = std::max(0, i - 1); x <= std::min(columns - 1, i + 1); ++x) {
          beside += banded(y, x) != 0 ? 1 : 0;
        }
      }
      // The border of a banded area crosses cells; those need two banded ones beside them.
      if (beside >= (cell.calm ? 1 : 2)) all(j, i) = 255;
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
