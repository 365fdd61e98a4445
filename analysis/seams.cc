// SPDX-License-Identifier: Apache-2.0

#include "analysis/seams.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/utility.hpp>
#include <string>
#include <utility>
#include <vector>

#include "analysis/heat_map.h"
#include "analysis/hot.h"
#include "analysis/order_statistics.h"
#include "image/parallel.h"

namespace sharpscale {
namespace {

constexpr int kMinSide = 96;       // px
constexpr float kCap = 3.0F;       // levels; larger steps are edges and count as this many
constexpr float kHighCap = 16.0F;  // the same where the height of found seams is measured
constexpr float kUnit = 256.0F;    // stored steps are integers of this part of a level
constexpr int kMinPeriod = 48;     // px
constexpr int kMaxPeriod = 1024;   // px
// Strength of a whole grid, in deviations, that is more than chance and content make: of tiles of
// common sizes (multiples of 32 px) that begin at the corner, and of any.
constexpr double kCommonStrength = 5.0;
constexpr double kWholeStrength = 8.0;  // a multiple of 8 px, anywhere
constexpr double kAnyStrength = 13.0;   // rows of windows and stairs have any period
constexpr double kOneSided = 1.4;       // times that for a grid across or down only
constexpr int kManyLines = 5;           // that such a grid needs
constexpr int kTileUnit = 32;           // px
constexpr float kCalm = 0.5F;     // levels: where steps around a line are smaller, a seam shows
constexpr double kShown = 0.55;   // share of calm places along the lines that must show it
constexpr double kLowest = 0.25;  // levels
constexpr double kLeast = 1.2;    // of all but a quarter of its lines
constexpr int kBorder = 6;        // px at the ends, where filters reflect or repeat

// Mean steps of one cell: [k] between its column (row) k - 1 and k.
struct CellSteps {
  int cell = 0;
  std::array<int16_t, kCell> across{};  // x direction, mean over the rows of the cell
  std::array<int16_t, kCell> down{};
  std::array<int16_t, kCell> high_across{};  // with the high cap
  std::array<int16_t, kCell> high_down{};
};

float Capped(float step, float cap) {
  return std::min(cap, std::max(-cap, step));
}

// Sums over the rows of a strip, for each column.
SHARPSCALE_HOT void SumAcross(const float* first,
                              size_t stride,
                              int rows,
                              int count,
                              float* sums,
                              float* high) {
  for (int y = 0; y < rows; ++y) {
    const float* row = first + static_cast<size_t>(y) * stride;
    for (int x = 0; x < count; ++x) {
      const float step = row[x] - row[x - 1];
      sums[x] += Capped(step, kCap);
      high[x] += Capped(step, kHighCap);
    }
  }
}

// Sums over the columns, for each row. In 16 interleaved parts, so that they vectorise; the order
// of additions is the same everywhere.
SHARPSCALE_HOT void SumDown(const float* first,
                            size_t stride,
                            int rows,
                            int count,
                            float* sums,
                            float* high) {
  for (int y = 0; y < rows; ++y) {
    const float* row = first + static_cast<size_t>(y) * stride;
    const float* above = row - stride;
    float parts[16] = {};
    float high_parts[16] = {};
    int x = 0;
    for (; x + 16 <= count; x += 16) {
      for (int k = 0; k < 16; ++k) {
        const float step = row[x + k] - above[x + k];
        parts[k] += Capped(step, kCap);
        high_parts[k] += Capped(step, kHighCap);
      }
    }
    for (int k = 0; x + k < count; ++k) {
      const float step = row[x + k] - above[x + k];
      parts[k] += Capped(step, kCap);
      high_parts[k] += Capped(step, kHighCap);
    }
    float sum = 0.0F;
    float high_sum = 0.0F;
    for (int k = 0; k < 16; ++k) {
      sum += parts[k];
      high_sum += high_parts[k];
    }
    sums[y] = sum;
    high[y] = high_sum;
  }
}

int16_t Stored(float sum, int count) {
  return static_cast<int16_t>(std::lrint(sum * kUnit / static_cast<float>(std::max(1, count))));
}

// Runs along a line that are looked at as one, in pieces: steps of tiles keep their sign that long.
constexpr std::array<int, 4> kRuns = {1, 2, 4, 8};

// The steps of one axis: row = piece along the line, column = line.
struct Axis {
  cv::Mat1f step;   // levels, slope removed
  cv::Mat1f high;   // with the high cap
  cv::Mat1f usual;  // levels, mean absolute step of the lines around
  // Per run length and line: deviations beyond the other lines.
  std::array<std::vector<double>, kRuns.size()> score;

  int every = 1;  // of the pieces along a line one in so many is there

  int lines() const { return step.cols; }
};

// Mean of |row| around each place, without the place itself and the `hole` next to it, over `reach`
// strides on both sides.
void MeanAround(const std::vector<float>& row,
                int stride,
                int reach,
                int hole,
                std::vector<double>* sums,
                float* out) {
  const int count = static_cast<int>(row.size());
  sums->assign(static_cast<size_t>(count + stride), 0.0);
  double* prefix = sums->data();
  for (int x = 0; x < count; ++x) prefix[x + stride] = prefix[x] + std::abs(double(row[size_t(x)]));
  for (int x = 0; x < count; ++x) {
    const int before = std::min(reach, x / stride);
    const int after = std::min(reach, (count - 1 - x) / stride);
    const int hole_before = std::min(hole, x / stride);
    const int hole_after = std::min(hole, (count - 1 - x) / stride);
    const int number = before + after - hole_before - hole_after;
    const double sum = prefix[x + (after + 1) * stride] - prefix[x - before * stride] -
                       (prefix[x + (hole_after + 1) * stride] - prefix[x - hole_before * stride]);
    out[x] = number > 0 ? static_cast<float>(sum / number) : 0.0F;
  }
}

// Takes the mean of the lines 2 to 4 px away on both sides off: the slope there.
void TakeSlopeOff(cv::Mat1f* steps) {
  const int lines = steps->cols;
  std::vector<float> raw(static_cast<size_t>(lines));
  for (int s = 0; s < steps->rows; ++s) {
    float* row = (*steps)[s];
    std::copy(row, row + lines, raw.begin());
    for (int x = 0; x < lines; ++x) {
      float slope = 0.0F;
      int number = 0;
      for (int k = 2; k <= 4; ++k) {
        if (x - k >= 1) slope += raw[static_cast<size_t>(x - k)], ++number;
        if (x + k < lines) slope += raw[static_cast<size_t>(x + k)], ++number;
      }
      if (number > 0) row[x] -= slope / static_cast<float>(number);
    }
  }
}

// What is usual around each place: the louder of the lines next to it and of those at its phase of
// the 8x8 grid.
void FindUsual(const std::vector<float>& row,
               float least,
               std::vector<double>* sums,
               std::vector<float>* phase,
               float* out) {
  MeanAround(row, 1, 14, 1, sums, out);
  phase->resize(row.size());
  MeanAround(row, 8, 5, 0, sums, phase->data());
  for (size_t x = 0; x < row.size(); ++x) out[x] = std::max({least, out[x], (*phase)[x]});
}

struct Spread {
  double middle = 0.0;
  double deviation = 0.0;
};

// Median and deviation of every `stride`-th line from line `first` on, without the borders.
Spread SpreadOf(const std::vector<double>& score, int first, int stride) {
  std::vector<double> some;
  const int count = static_cast<int>(score.size());
  for (int x = first; x + kBorder < count; x += stride) {
    if (x >= kBorder) some.push_back(score[static_cast<size_t>(x)]);
  }
  Spread spread;
  spread.middle = Median(some);
  spread.deviation = RobustDeviation(std::move(some), spread.middle);
  return spread;
}

// Scores of lines for runs of `run` pieces.
std::vector<double> ScoreLines(const Axis& axis, int run) {
  const int lines = axis.lines();
  const int pieces = axis.step.rows;
  const auto n = static_cast<size_t>(lines);
  std::vector<double> sums(n, 0.0);
  std::vector<double> weights(n, 0.0);
  std::vector<float> step(n);
  std::vector<float> information(n);
  std::vector<float> usual(n);
  std::vector<double> prefix;
  std::vector<float> phase;
  const int stride = std::max(1, run / 2);
  for (int first = 0; first < pieces; first += stride) {
    if (first > 0 && first + run > pieces) break;
    const int end = std::min(pieces, first + run);
    std::fill(step.begin(), step.end(), 0.0F);
    std::fill(information.begin(), information.end(), 0.0F);
    for (int s = first; s < end; ++s) {
      const float* from = axis.step[s];
      const float* spread = axis.usual[s];
      for (size_t x = 0; x < n; ++x) {
        const float weight = 1.0F / (0.02F + spread[x] * spread[x]);
        step[x] += weight * from[x];
        information[x] += weight;
      }
    }
    for (size_t x = 0; x < n; ++x) step[x] /= std::sqrt(information[x]);
    FindUsual(step, 0.25F, &prefix, &phase, usual.data());
    for (size_t x = 0; x < n; ++x) {
      const double weight = std::sqrt(double(information[x]));
      sums[x] += weight * std::min(5.0, double(std::abs(step[x]) / usual[x]));
      weights[x] += weight;
    }
  }
  std::vector<double> score(n, 0.0);
  for (int x = kBorder; x + kBorder < lines; ++x) {
    const auto i = static_cast<size_t>(x);
    score[i] = weights[i] > 0.0 ? sums[i] / weights[i] : 0.0;
  }
  // Against all lines and against those at the same phase of the 8x8 grid.
  const Spread all = SpreadOf(score, 0, 1);
  std::array<Spread, 8> phases;
  for (int k = 0; k < 8; ++k) phases[static_cast<size_t>(k)] = SpreadOf(score, k, 8);
  for (int x = 0; x < lines; ++x) {
    const auto i = static_cast<size_t>(x);
    const Spread& own = phases[i & 7];
    const bool inside = x >= kBorder && x + kBorder < lines;
    // Few lines share a phase: only what is plainly more than chance counts.
    const bool higher = own.middle > all.middle + 0.4 * all.deviation;
    const bool wider = own.deviation > 1.35 * all.deviation;
    const double beyond = (score[i] - (higher ? own.middle : all.middle)) /
                          std::max(0.02, wider ? own.deviation : all.deviation);
    score[i] = inside ? std::clamp(beyond, -3.0, 12.0) : 0.0;
  }
  return score;
}

void FinishAxis(Axis* axis) {
  TakeSlopeOff(&axis->step);
  TakeSlopeOff(&axis->high);
  axis->usual.create(axis->step.size());
  const auto n = static_cast<size_t>(axis->lines());
  std::vector<float> row(n);
  std::vector<double> prefix;
  std::vector<float> phase;
  for (int s = 0; s < axis->step.rows; ++s) {
    std::copy(axis->step[s], axis->step[s] + n, row.begin());
    FindUsual(row, 0.03F, &prefix, &phase, axis->usual[s]);
  }
  for (size_t k = 0; k < kRuns.size(); ++k) axis->score[k] = ScoreLines(*axis, kRuns[k]);
}

// The longest run that fits well into tiles of that period.
size_t RunFor(int period, int piece) {
  size_t k = 0;
  while (k + 1 < kRuns.size() && kRuns[k + 1] * piece * 2 <= period) ++k;
  return k;
}

struct Comb {
  int period = 0;
  int start = 0;  // first line
  int lines = 0;
  double sum = 0.0;    // of scores
  double least = 0.0;  // the weakest line but one in eight
};

int FirstLine(int offset, int period) {
  return offset < kBorder ? offset + period : offset;
}

Comb CombAt(const std::vector<double>& score, int period, int offset) {
  Comb comb;
  comb.period = period;
  comb.start = offset;
  std::array<double, 64> found;
  const int count = static_cast<int>(score.size());
  for (int x = FirstLine(offset, period); x + kBorder < count; x += period) {
    const double value = score[static_cast<size_t>(x)];
    comb.sum += value;
    if (comb.lines < static_cast<int>(found.size())) {
      found[static_cast<size_t>(comb.lines)] = value;
    }
    ++comb.lines;
  }
  const int kept = std::min(comb.lines, static_cast<int>(found.size()));
  if (kept == 0) return comb;
  std::sort(found.begin(), found.begin() + kept);
  comb.least = found[static_cast<size_t>(kept / 4)];
  return comb;
}

// The best offset of one axis for that period.
Comb BestOffset(const std::vector<double>& score, int period, bool corner_only) {
  Comb best;
  const int offsets = corner_only ? 1 : period;
  const int count = static_cast<int>(score.size());
  double most = -1e9;
  for (int offset = 0; offset < offsets; ++offset) {
    double sum = 0.0;
    int lines = 0;
    for (int x = FirstLine(offset, period); x + kBorder < count; x += period) {
      sum += score[static_cast<size_t>(x)];
      ++lines;
    }
    if (lines == 0) continue;
    const double strength = sum / std::sqrt(lines);
    if (strength > most) {
      most = strength;
      best.start = offset;
      best.lines = lines;
    }
  }
  return best.lines > 0 ? CombAt(score, period, best.start) : best;
}

struct Grid {
  int period = 0;
  Comb x;
  Comb y;
  double strength = 0.0;
};

// How the steps look along the lines of a grid.
struct Look {
  double height = 0.0;  // levels
  double shown = 0.0;   // share of the calm places that show a step of about that height
  int calm = 0;         // places
};

Look LookAt(const Axis& across, const Axis& down, const Grid& grid) {
  std::vector<std::pair<double, double>> steps;  // height, and what is left of it a px further
  for (const auto& [axis, comb] : {std::pair{&across, &grid.x}, std::pair{&down, &grid.y}}) {
    if (comb->lines == 0) continue;
    for (int x = FirstLine(comb->start, comb->period); x + kBorder < axis->lines();
         x += comb->period) {
      for (int s = 0; s < axis->step.rows; ++s) {
        if (axis->usual(s, x) >= kCalm) continue;
        const float* high = axis->high[s];
        steps.push_back(
            {std::abs(double(high[x])), std::abs(double(high[x - 1] + high[x] + high[x + 1]))});
      }
    }
  }
  Look look;
  look.calm = static_cast<int>(steps.size());
  if (steps.empty()) return look;
  // Places where tiles of opposite sign meet cancel: the upper half tells the height.
  std::sort(steps.begin(), steps.end());
  look.height = steps[steps.size() * 6 / 10].first;
  int shown = 0;
  for (const auto& [height, net] : steps) {
    // A thin line steps back at once; a seam does not.
    const bool like = height > 0.4 * look.height && height < 2.5 * look.height + 0.3;
    shown += like && net > 0.4 * height ? 1 : 0;
  }
  look.shown = static_cast<double>(shown) / static_cast<double>(steps.size());
  return look;
}

// The grid that stands out most: both axes together, or one alone with at least three lines.
Grid FindGrid(const Axis& across, const Axis& down) {
  Grid best;
  const int longest = std::min(kMaxPeriod, std::max(across.lines(), down.lines()) - kBorder - 1);
  const auto consider = [&](const Comb& a, const Comb& b, int fewest) {
    const int lines = a.lines + b.lines;
    if (lines < fewest) return;
    if ((a.lines > 0 && a.least < kLeast) || (b.lines > 0 && b.least < kLeast)) return;
    const bool common = a.period % kTileUnit == 0 && a.start == 0 && b.start == 0;
    const bool whole = a.period % 8 == 0;
    if (!common && !whole && (lines < kManyLines || a.lines == 0 || b.lines == 0)) return;
    if (!common && lines < 3) return;
    double needed = common ? kCommonStrength : whole ? kWholeStrength : kAnyStrength;
    if (a.lines == 0 || b.lines == 0) needed *= kOneSided;
    Grid grid{a.period, a, b, (a.sum + b.sum) / std::sqrt(lines) / needed};
    if (grid.strength < 1.0 || grid.strength <= best.strength) return;
    const Look look = LookAt(across, down, grid);
    if (look.calm < 4 || look.shown < kShown || look.height < kLowest) return;
    best = grid;
  };
  // Long periods are multiples of something.
  const auto next = [](int period) {
    return period < 256 ? period + 1 : period < 512 ? period + 2 : period + 4;
  };
  for (int period = kMinPeriod; period <= longest; period = next(period)) {
    const auto side = [&](const Axis& axis, bool corner) {
      return BestOffset(axis.score[RunFor(period, kCell * axis.every)], period, corner);
    };
    // Fewer than three lines say too little about an offset.
    const bool few_x = across.lines() < 3 * period + 2 * kBorder;
    const bool few_y = down.lines() < 3 * period + 2 * kBorder;
    const Comb x = side(across, true);
    const Comb y = side(down, true);
    consider(x, y, 2);
    consider(x, Comb{period}, 3);
    consider(Comb{period}, y, 3);
    if (few_x && few_y) continue;
    const Comb any_x = few_x ? x : side(across, false);
    const Comb any_y = few_y ? y : side(down, false);
    consider(any_x, any_y, 2);
    consider(any_x, Comb{period}, 3);
    consider(Comb{period}, any_y, 3);
  }
  return best;
}

double TypicalStep(const Axis& axis) {
  std::vector<double> all;
  for (int s = 0; s < axis.usual.rows; ++s) {
    for (int x = kBorder; x < axis.usual.cols; x += 16) all.push_back(double(axis.usual(s, x)));
  }
  return Median(std::move(all));
}

class SeamEstimator final : public Estimator {
 public:
  explicit SeamEstimator(const PictureFacts& facts) : every_(EveryPiece(facts)) {}

  void AddTile(const Tile& tile) override {
    const cv::Rect core = tile.core();
    const cv::Point origin = tile.area().tl();
    const cv::Mat1f& luma = tile.Luma();
    const int cells_x = tile.facts().cells_x();
    for (int y = core.y; y < core.br().y; y += kCell) {
      for (int x = core.x; x < core.br().x; x += kCell) {
        const bool look_across = y / kCell % every_ == 0;
        const bool look_down = x / kCell % every_ == 0;
        if (!look_across && !look_down) continue;
        const int width = std::min(kCell, core.br().x - x);
        const int height = std::min(kCell, core.br().y - y);
        CellSteps cell;
        cell.cell = y / kCell * cells_x + x / kCell;
        float sums[kCell] = {};
        float high[kCell] = {};
        if (look_across) {
          const int skip = x == 0 ? 1 : 0;  // nothing lies before the first column
          SumAcross(luma[y - origin.y] + (x - origin.x) + skip,
                    luma.step1(),
                    height,
                    width - skip,
                    sums + skip,
                    high + skip);
          for (size_t k = 0; k < static_cast<size_t>(width); ++k) {
            cell.across[k] = Stored(sums[k], height);
            cell.high_across[k] = Stored(high[k], height);
          }
        }
        if (look_down) {
          const int skip = y == 0 ? 1 : 0;
          SumDown(luma[y + skip - origin.y] + (x - origin.x),
                  luma.step1(),
                  height - skip,
                  width,
                  sums + skip,
                  high + skip);
          for (size_t k = static_cast<size_t>(skip); k < static_cast<size_t>(height); ++k) {
            cell.down[k] = Stored(sums[k], width);
            cell.high_down[k] = Stored(high[k], width);
          }
        }
        cells_.push_back(cell);
      }
    }
  }

  void Merge(const Estimator& base) override {
    const auto& other = static_cast<const SeamEstimator&>(base);
    cells_.insert(cells_.end(), other.cells_.begin(), other.cells_.end());
  }

  void Finish(const PictureFacts& facts, Findings* findings) override;

 private:
  Axis MakeAxis(const PictureFacts& facts, bool across) const;

  // Large pictures hold far more of each line than is needed: every n-th piece is looked at.
  static int EveryPiece(const PictureFacts& facts) {
    return facts.pixels() > 12'000'000 ? 4 : facts.pixels() > 4'000'000 ? 2 : 1;
  }

  int every_;
  std::vector<CellSteps> cells_;  // in any order; placed by their number
};

Axis SeamEstimator::MakeAxis(const PictureFacts& facts, bool across) const {
  const int lines = across ? facts.width : facts.height;
  const int pieces = ((across ? facts.cells_y() : facts.cells_x()) + every_ - 1) / every_;
  Axis axis;
  axis.every = every_;
  axis.step.create(pieces, lines);
  axis.high.create(pieces, lines);
  for (const CellSteps& cell : cells_) {
    const int i = cell.cell % facts.cells_x();
    const int j = cell.cell / facts.cells_x();
    if ((across ? j : i) % every_ != 0) continue;
    const int piece = (across ? j : i) / every_;
    const int first = kCell * (across ? i : j);
    const auto& from = across ? cell.across : cell.down;
    const auto& high = across ? cell.high_across : cell.high_down;
    for (int k = 0; k < kCell && first + k < lines; ++k) {
      axis.step(piece, first + k) = static_cast<float>(from[static_cast<size_t>(k)]) / kUnit;
      axis.high(piece, first + k) = static_cast<float>(high[static_cast<size_t>(k)]) / kUnit;
    }
  }
  FinishAxis(&axis);
  return axis;
}

std::string KindOf(const Findings& findings) {
  const Measurement* kind = findings.Find("content.kind");
  return kind == nullptr ? std::string() : kind->word;
}

void SeamEstimator::Finish(const PictureFacts& facts, Findings* findings) {
  const auto unknown = [&](const std::string& why) {
    for (const char* id :
         {"texture.seams", "texture.seam_period", "texture.seam_x", "texture.seam_y"}) {
      findings->Unknown(id, why);
    }
  };
  if (facts.width < kMinSide || facts.height < kMinSide) {
    unknown("the picture is below 96 px on a side");
    return;
  }
  std::array<Axis, 2> axes;
  ParallelFor(cv::Range(0, 2), [&](const cv::Range& range) {
    for (int k = range.start; k < range.end; ++k) axes[size_t(k)] = MakeAxis(facts, k == 0);
  });
  const Axis& across = axes[0];
  const Axis& down = axes[1];

  const Grid grid = FindGrid(across, down);
  const std::string kind = KindOf(*findings);
  if (grid.period != 0 && kind != "photo" && !kind.empty()) {
    unknown("straight lines of a " + kind + " cannot be told from seams");
    return;
  }
  const double usual = std::max(TypicalStep(across), TypicalStep(down));
  if (grid.period == 0) {
    // Lines of this height would have reached the strength asked for.
    const double limit = 2.0 * usual;
    findings->Number("texture.seams", 0.0, 0.0, limit);
    for (const char* id : {"texture.seam_period", "texture.seam_x", "texture.seam_y"}) {
      findings->Unknown(id, "no seams found");
    }
    return;
  }
  const double height = LookAt(across, down, grid).height;
  const double error = 0.1 * height + usual / std::sqrt(double(across.step.rows));
  Measurement& measurement = findings->Number(
      "texture.seams", height, std::max(0.05, height - 1.645 * error), height + 1.645 * error);
  findings->Exact("texture.seam_period", grid.period);
  const auto offset = [&](const char* id, const Comb& comb) {
    if (comb.lines > 0) {
      findings->Exact(id, comb.start);
    } else {
      findings->Unknown(id, "no seams in this direction");
    }
  };
  offset("texture.seam_x", grid.x);
  offset("texture.seam_y", grid.y);
  if (!facts.maps) return;
  cv::Mat1f values(facts.cells_y(), facts.cells_x(), 0.0F);
  const auto mark = [&](const Axis& axis, const Comb& comb, bool is_across) {
    if (comb.lines == 0) return;
    const int along = is_across ? values.rows : values.cols;
    for (int x = FirstLine(comb.start, comb.period); x + kBorder < axis.lines(); x += comb.period) {
      for (int s = 0; s < along; ++s) {
        const float step = std::abs(axis.high(s / axis.every, x));
        float& value = is_across ? values(s, x / kCell) : values(x / kCell, s);
        value = std::max({value, step, static_cast<float>(0.5 * height)});
      }
    }
  };
  mark(across, grid.x, true);
  mark(down, grid.y, false);
  measurement.map = MakeHeatMap("texture.seams", values);
  measurement.peaks = FindPeaks(*measurement.map, facts);
}

}  // namespace

std::unique_ptr<Estimator> MakeSeamEstimator(const PictureFacts& facts) {
  return std::make_unique<SeamEstimator>(facts);
}

}  // namespace sharpscale
