// SPDX-License-Identifier: Apache-2.0

#include "analysis/rotation_between.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace sharpscale {
namespace {

constexpr double kTold = 4.0;        // px, the longest movement that the map tells
constexpr size_t kFewest = 24;       // cells
constexpr double kExplained = 0.6;   // of the movements' squares
constexpr double kLeastMoved = 0.3;  // px, at the end of the long side
constexpr double kDegrees = 180.0 / CV_PI;

struct Cell {
  double at_x, at_y;  // px from the middle
  double x, y;        // movement
};

// dx = a - turn * Y, dy = b + turn * X by least squares.
struct Turn {
  double a = 0.0;
  double b = 0.0;
  double turn = 0.0;
};

Turn FitTurn(const std::vector<Cell>& cells) {
  double x = 0.0, y = 0.0, at_x = 0.0, at_y = 0.0;
  for (const Cell& cell : cells) {
    x += cell.x;
    y += cell.y;
    at_x += cell.at_x;
    at_y += cell.at_y;
  }
  const auto n = static_cast<double>(cells.size());
  x /= n;
  y /= n;
  at_x /= n;
  at_y /= n;
  double product = 0.0;
  double square = 0.0;
  for (const Cell& cell : cells) {
    const double u = cell.at_x - at_x;
    const double v = cell.at_y - at_y;
    product += u * (cell.y - y) - v * (cell.x - x);
    square += u * u + v * v;
  }
  const double turn = square > 0.0 ? product / square : 0.0;
  return {x + turn * at_y, y - turn * at_x, turn};
}

}  // namespace

double RotationBetween(const ShiftMap& shift) {
  std::vector<Cell> all;
  const double middle_x = 0.5 * shift.x.cols * kShiftCell;
  const double middle_y = 0.5 * shift.x.rows * kShiftCell;
  for (int j = 0; j < shift.x.rows; ++j) {
    for (int i = 0; i < shift.x.cols; ++i) {
      const double x = double(shift.x(j, i));
      const double y = double(shift.y(j, i));
      if (std::isnan(x) || std::hypot(x, y) > kTold) continue;
      // A cell's movement is that of the 2x2 cells from it on.
      all.push_back({(i + 1) * kShiftCell - middle_x, (j + 1) * kShiftCell - middle_y, x, y});
    }
  }
  if (all.size() < kFewest) return 0.0;
  std::vector<Cell> cells = all;
  Turn turn = FitTurn(cells);
  // Places that moved by themselves do not turn the picture.
  for (int pass = 0; pass < 3; ++pass) {
    const auto left = [&](const Cell& cell) {
      return std::hypot(cell.x - turn.a + turn.turn * cell.at_y,
                        cell.y - turn.b - turn.turn * cell.at_x);
    };
    std::vector<double> rest;
    for (const Cell& cell : all) rest.push_back(left(cell));
    const auto middle = rest.begin() + static_cast<std::ptrdiff_t>(rest.size() / 2);
    std::nth_element(rest.begin(), middle, rest.end());
    const double most = std::max(0.2, 2.5 * *middle);
    cells.clear();
    for (const Cell& cell : all) {
      if (left(cell) <= most) cells.push_back(cell);
    }
    if (cells.size() < kFewest) return 0.0;
    turn = FitTurn(cells);
  }
  double moved = 0.0;
  double rest = 0.0;
  for (const Cell& cell : all) {
    moved += std::pow(cell.x - turn.a, 2.0) + std::pow(cell.y - turn.b, 2.0);
    rest += std::pow(cell.x - turn.a + turn.turn * cell.at_y, 2.0) +
            std::pow(cell.y - turn.b - turn.turn * cell.at_x, 2.0);
  }
  const double reach = std::max(middle_x, middle_y);
  if (std::abs(turn.turn) * reach < kLeastMoved || rest > (1.0 - kExplained) * moved) return 0.0;
  return turn.turn * kDegrees;
}

}  // namespace sharpscale
