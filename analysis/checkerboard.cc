// SPDX-License-Identifier: Apache-2.0

#include "analysis/checkerboard.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <complex>
#include <limits>
#include <utility>
#include <vector>

#include "analysis/heat_map.h"
#include "analysis/hot.h"
#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr int kGroup = 3;  // cells each way that must share a pattern
constexpr int kMinSide = kGroup * kCell;
constexpr float kCoherence = 0.8F;  // share of the power that keeps its phase
constexpr double kLeast = 0.3;      // levels, root mean square
constexpr double kClear = 3.0;      // times the neighbours in the spectrum

using Complex = std::complex<float>;

// Coefficients (u, v) of the 8x8 fold: period 8 / u across and 8 / v down.
struct Place {
  int u;
  int v;
};

// Periods 2 and 4 are the coefficients 4 and 2. Each is judged against neighbours in the same
// direction of the spectrum that no such pattern reaches: edges and stripes lie along a direction.
struct Pattern {
  Place at;
  std::array<Place, 4> neighbours;
};
constexpr std::array<Pattern, 10> kPatterns = {{
    {{4, 0}, {{{3, 0}, {3, 0}, {3, 1}, {3, 7}}}},
    {{0, 4}, {{{0, 3}, {0, 3}, {1, 3}, {1, 5}}}},
    {{4, 4}, {{{3, 3}, {3, 5}, {3, 4}, {4, 3}}}},
    {{4, 2}, {{{3, 1}, {3, 2}, {4, 1}, {4, 3}}}},
    {{4, 6}, {{{3, 7}, {3, 6}, {4, 1}, {4, 3}}}},
    {{2, 4}, {{{1, 3}, {2, 3}, {1, 4}, {3, 4}}}},
    {{2, 0}, {{{1, 0}, {3, 0}, {1, 0}, {3, 0}}}},
    {{0, 2}, {{{0, 1}, {0, 3}, {0, 1}, {0, 3}}}},
    {{2, 2}, {{{1, 1}, {3, 3}, {1, 2}, {2, 1}}}},
    {{2, 6}, {{{1, 7}, {3, 5}, {1, 6}, {2, 7}}}},
}};
// Of the 3x3 fold, between 2 and 3 of the 8x8 fold.
constexpr std::array<Pattern, 4> kThirds = {{
    {{1, 0}, {{{2, 0}, {3, 0}, {2, 0}, {3, 0}}}},
    {{0, 1}, {{{0, 2}, {0, 3}, {0, 2}, {0, 3}}}},
    {{1, 1}, {{{2, 2}, {3, 3}, {2, 3}, {3, 2}}}},
    {{1, 2}, {{{2, 6}, {3, 5}, {2, 5}, {3, 6}}}},
}};
constexpr size_t kAll = kPatterns.size() + kThirds.size();

struct Cell {
  int cell = 0;
  std::array<Complex, kAll> pattern{};
  std::array<float, kAll> neighbour{};  // power of the strongest neighbour
};

struct Folds {
  float eight[8][kCell];
  float three[3][kCell];
};

// Rows of a cell, weighted, added up by their place modulo 8 and modulo 3 (of the picture).
SHARPSCALE_HOT void FoldRows(const float* first,
                             size_t stride,
                             const float* window,
                             int three,
                             Folds* folds) {
  for (int y = 0; y < kCell; ++y) {
    const float* row = first + static_cast<size_t>(y) * stride;
    const float weight = window[y];
    float* eight = folds->eight[y & 7];
    float* third = folds->three[three];
    for (int x = 0; x < kCell; ++x) {
      const float value = weight * row[x];
      eight[x] += value;
      third[x] += value;
    }
    three = three == 2 ? 0 : three + 1;
  }
}

// Discrete Fourier transform of 8 values.
void Transform8(const Complex* in, Complex* out) {
  constexpr float kRoot = 0.70710678F;
  const auto turned = [](const Complex& c) { return Complex(c.imag(), -c.real()); };  // times -i
  const Complex a = in[0] + in[4];
  const Complex b = in[0] - in[4];
  const Complex c = in[2] + in[6];
  const Complex d = turned(in[2] - in[6]);
  const Complex e = in[1] + in[5];
  const Complex f = in[1] - in[5];
  const Complex g = in[3] + in[7];
  const Complex h = turned(in[3] - in[7]);
  const Complex even0 = a + c;
  const Complex even2 = a - c;
  const Complex even1 = b + d;
  const Complex even3 = b - d;
  const Complex odd0 = e + g;
  const Complex odd2 = turned(e - g);
  const Complex p = f + h;
  const Complex q = f - h;
  const Complex odd1 = kRoot * Complex(p.real() + p.imag(), p.imag() - p.real());
  const Complex odd3 = kRoot * Complex(q.imag() - q.real(), -q.imag() - q.real());
  out[0] = even0 + odd0;
  out[4] = even0 - odd0;
  out[2] = even2 + odd2;
  out[6] = even2 - odd2;
  out[1] = even1 + odd1;
  out[5] = even1 - odd1;
  out[3] = even3 + odd3;
  out[7] = even3 - odd3;
}

class Transform {
 public:
  Transform() {
    double sum = 0.0;
    for (int i = 0; i < kCell; ++i) {
      window_[size_t(i)] =
          static_cast<float>(0.5 - 0.5 * std::cos(2.0 * CV_PI * (i + 0.5) / kCell));
      sum += double(window_[size_t(i)]);
    }
    for (float& w : window_) w = static_cast<float>(w / sum);  // a constant 1 folds to 1
    for (int k = 0; k < 3; ++k) thirds_[size_t(k)] = Root(k, 3);
  }

  static Complex Root(int k, int n) {
    const double angle = -2.0 * CV_PI * k / n;
    return {static_cast<float>(std::cos(angle)), static_cast<float>(std::sin(angle))};
  }

  const float* window() const { return window_.data(); }

  // Folds the columns of a cell that begins at column x of the picture and transforms.
  void Finish(const Folds& folds, int x, Cell* cell) const {
    float eight[8][8] = {};
    float three[3][3] = {};
    for (int v = 0; v < 8; ++v) {
      for (int i = 0; i < kCell; ++i) eight[v][i & 7] += window_[size_t(i)] * folds.eight[v][i];
    }
    for (int v = 0; v < 3; ++v) {
      for (int i = 0; i < kCell; ++i) {
        three[v][(x + i) % 3] += window_[size_t(i)] * folds.three[v][i];
      }
    }
    // Real rows: coefficients 5 to 7 mirror 3 to 1 and are not needed.
    Complex rows[4 + 1][8];  // [coefficient across][place down]
    for (int y = 0; y < 8; ++y) {
      const std::array<Complex, 8> line = {eight[y][0],
                                           eight[y][1],
                                           eight[y][2],
                                           eight[y][3],
                                           eight[y][4],
                                           eight[y][5],
                                           eight[y][6],
                                           eight[y][7]};
      std::array<Complex, 8> out;
      Transform8(line.data(), out.data());
      for (int u = 0; u < 5; ++u) rows[u][y] = out[size_t(u)];
    }
    Complex all[5][8];  // [u][v]
    for (int u = 0; u < 5; ++u) Transform8(rows[u], all[u]);
    const auto strongest = [&](const Pattern& pattern) {
      float power = 0.0F;
      for (const Place& place : pattern.neighbours) {
        power = std::max(power, std::norm(all[place.u][place.v]));
      }
      return power;
    };
    for (size_t k = 0; k < kPatterns.size(); ++k) {
      cell->pattern[k] = all[kPatterns[k].at.u][kPatterns[k].at.v];
      cell->neighbour[k] = strongest(kPatterns[k]);
    }
    for (size_t k = 0; k < kThirds.size(); ++k) {
      Complex sum = 0.0F;
      for (int y = 0; y < 3; ++y) {
        for (int i = 0; i < 3; ++i) {
          sum += three[y][i] * thirds_[size_t((kThirds[k].at.u * i + kThirds[k].at.v * y) % 3)];
        }
      }
      cell->pattern[kPatterns.size() + k] = sum;
      cell->neighbour[kPatterns.size() + k] = strongest(kThirds[k]);
    }
  }

 private:
  std::array<float, kCell> window_{};
  std::array<Complex, 3> thirds_{};
};

class CheckerboardEstimator final : public Estimator {
 public:
  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    const cv::Point origin = tile.area().tl();
    const cv::Mat1f& luma = tile.Luma();
    for (int y = core.y; y + kCell <= core.br().y; y += kCell) {
      for (int x = core.x; x + kCell <= core.br().x; x += kCell) {
        Folds folds = {};
        FoldRows(
            luma[y - origin.y] + (x - origin.x), luma.step1(), transform_.window(), y % 3, &folds);
        Cell cell;
        cell.cell = y / kCell * tile.facts().cells_x() + x / kCell;
        transform_.Finish(folds, x, &cell);
        cells_.push_back(cell);
      }
    }
  }

  void Merge(const Estimator& base) override {
    const auto& other = static_cast<const CheckerboardEstimator&>(base);
    cells_.insert(cells_.end(), other.cells_.begin(), other.cells_.end());
  }

  void Finish(const PictureFacts& facts, Findings* findings) override {
    if (facts.width < kMinSide || facts.height < kMinSide) {
      findings->Unknown("texture.checkerboard", "the picture is below 96 px on a side");
      return;
    }
    const int columns = facts.cells_x();
    std::vector<const Cell*> at(static_cast<size_t>(columns) * facts.cells_y(), nullptr);
    for (const Cell& cell : cells_) at[static_cast<size_t>(cell.cell)] = &cell;
    constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
    cv::Mat1f values(facts.cells_y(), columns, kNone);
    double most = 0.0;
    double limit = 0.0;
    std::vector<float> limits;
    for (int j = 0; j + kGroup <= facts.cells_y(); ++j) {
      for (int i = 0; i + kGroup <= columns; ++i) {
        Group group;
        for (int k = 0; k < kGroup * kGroup; ++k) {
          group[size_t(k)] = at[static_cast<size_t>(j + k / kGroup) * columns + i + k % kGroup];
        }
        if (std::find(group.begin(), group.end(), nullptr) != group.end()) continue;
        float detectable = 0.0F;
        const float value = GroupPattern(group, &detectable);
        limits.push_back(detectable);
        most = std::max(most, double(value));
        for (int k = 0; k < kGroup * kGroup; ++k) {
          float& cell = values(j + k / kGroup, i + k % kGroup);
          if (std::isnan(cell) || cell < value) cell = value;
        }
      }
    }
    if (limits.empty()) {
      findings->Unknown("texture.checkerboard", "the picture is below 96 px on a side");
      return;
    }
    limit = Median(std::move(limits));
    Measurement& measurement =
        most > 0.0 ? findings->Number("texture.checkerboard", most, 0.85 * most, 1.2 * most)
                   : findings->Number("texture.checkerboard", 0.0, 0.0, limit);
    if (!facts.maps) return;
    measurement.map = MakeHeatMap("texture.checkerboard", values);
    if (most > 0.0) measurement.peaks = FindPeaks(*measurement.map, facts);
  }

 private:
  using Group = std::array<const Cell*, kGroup * kGroup>;

  // Root mean square of the patterns that all cells share; 0 where none stands clear.
  // `detectable`: the least that would have.
  static float GroupPattern(const Group& group, float* detectable) {
    constexpr float kShare = 1.0F / (kGroup * kGroup);
    double power = 0.0;
    float quiet = 1e9F;
    for (size_t k = 0; k < kAll; ++k) {
      Complex sum = 0.0F;
      float squares = 0.0F;
      float neighbour = 0.0F;
      for (const Cell* cell : group) {
        sum += kShare * cell->pattern[k];
        squares += kShare * std::norm(cell->pattern[k]);
        neighbour += kShare * cell->neighbour[k];
      }
      quiet = std::min(quiet, neighbour);
      const float amplitude = std::norm(sum);
      if (amplitude < kCoherence * squares || amplitude < kClear * kClear * neighbour) continue;
      // A coefficient that is its own mirror image holds all of its pattern, others half.
      const double found = (k < 3 ? 1.0 : 2.0) * double(amplitude);
      if (found >= kLeast * kLeast) power += found;
    }
    *detectable = std::max(float(kLeast), float(kClear) * std::sqrt(quiet));
    return static_cast<float>(std::sqrt(power));
  }

  Transform transform_;
  std::vector<Cell> cells_;  // in any order; placed by their number
};

}  // namespace

std::unique_ptr<Estimator> MakeCheckerboardEstimator(const PictureFacts&) {
  return std::make_unique<CheckerboardEstimator>();
}

}  // namespace sharpscale
