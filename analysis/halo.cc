// SPDX-License-Identifier: Apache-2.0

#include "analysis/halo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "analysis/halo_model.h"
#include "analysis/heat_map.h"
#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr int kN = EdgeProfile::kSamples;
constexpr int kCentre = EdgeProfile::kCentre;
constexpr int kPerPixel = EdgeProfile::kPerPixel;
constexpr size_t kFewest = 16;       // edges
constexpr double kWide = 1.6;        // px of the level; sigma of edges that ask for a smaller level
constexpr double kVisible = 0.08;    // of the contrast, on either side, that counts as a halo
constexpr double kEnd = 12.0;        // levels from 0 or 255 within which a halo is cut off
constexpr double kLeastStep = 16.0;  // levels
// Of the contrast: mean distance of the surroundings from their median, and std between the lines
// along the edge. Limits that tell sharpened from unsharpened best on the bench's tuning half.
constexpr double kEven = 0.15;
constexpr double kAlike = 0.3;
// Where the surroundings lie, px from the edge.
constexpr double kNear = 3.5;
constexpr double kFar = 9.0;
constexpr double kLastFrom = 8.5;
// An interval from nearly 0 (share of the value) to more than this (% of contrast) says nothing:
// surroundings of blurred photographs differ like that, halos do not.
constexpr double kSure = 0.25;
constexpr double kVague = 10.0;
constexpr double kClearShare = 0.3;  // of edges with clear rims; untouched photographs reach 0.28
// Of edges with a rim where only one side has room for it: a moon before black reaches 0.45 by
// itself, 0.64 and more once it is sharpened by 50 % at 2 px.
constexpr double kOneSidedShare = 0.5;
// An overshoot is at most so much of what both sides of single edges show, and so many % more: what
// lifts the untouched and the blurred photographs of the tuning half least.
constexpr double kMostOfAnswered = 2.0;
constexpr double kUnanswered = 2.0;
constexpr double kWidthFrom = 5.0;  // % of contrast; a tenth of less drowns in the surroundings

int Index(double t) {
  return static_cast<int>(std::lround(t * kPerPixel)) + kCentre;
}

// An edge between even surroundings.
struct Step {
  const EdgeMeasure* edge = nullptr;
  double dark = 0.0;  // levels of the surroundings
  double bright = 0.0;
  double over = 0.0;  // crest beyond the surroundings, share of the contrast, signed
  double under = 0.0;
  bool bright_room = false;  // for a halo before white
  bool dark_room = false;

  double contrast() const { return bright - dark; }
  // The weaker rim: lines and texture beside an edge make one, a halo both.
  double Weaker() const { return std::min(over, under); }
  // A rim that its counterpart does not answer is a line or texture; so is one, where no
  // counterpart can show, that no sharpening makes.
  bool BesideLine() const {
    if (bright_room && dark_room) {
      return std::max(over, under) > 0.2 + 2.5 * std::max(0.0, std::min(over, under));
    }
    return (bright_room ? over : under) > 0.5;
  }
  // 0 = the surroundings of the dark side, 1 = of the bright one.
  float At(int i) const {
    const EdgeShape& shape = edge->shape;
    const double share = shape.curve[static_cast<size_t>(i)] / 2048.0;
    const double level = shape.dark + share * static_cast<double>(shape.bright - shape.dark);
    return static_cast<float>((level - dark) / contrast());
  }
};

// `noise`: levels, at the edge's level.
std::optional<Step> StepOf(const EdgeMeasure& edge, double noise) {
  const EdgeShape& shape = edge.shape;
  if (!shape.shape_known || !shape.blur_known || shape.contrast <= 20.0F || shape.sigma >= 2.0F) {
    return std::nullopt;
  }
  Step step;
  step.edge = &edge;
  const double unit = static_cast<double>(shape.bright - shape.dark) / 2048.0;
  constexpr size_t kSide = static_cast<size_t>((kFar - kNear) * kPerPixel) + 1;
  double evenness[2];
  for (const int side : {1, -1}) {
    std::array<int, kSide> around{};
    for (size_t k = 0; k < kSide; ++k) {
      around[k] =
          shape.curve[static_cast<size_t>(Index(side * kNear) + side * static_cast<int>(k))];
    }
    std::array<int, kSide> sorted = around;
    std::nth_element(sorted.begin(), sorted.begin() + kSide / 2, sorted.end());
    const int middle = sorted[kSide / 2];
    double apart = 0.0;
    for (const int v : around) apart += std::abs(v - middle);
    evenness[side == 1 ? 0 : 1] = unit * apart / kSide;
    (side == 1 ? step.bright : step.dark) = static_cast<double>(shape.dark) + unit * middle;
  }
  if (step.contrast() < std::max(kLeastStep, 12.0 * noise)) return std::nullopt;
  const double even = kEven * step.contrast() + 0.36 * noise;
  if (evenness[0] > even || evenness[1] > even) return std::nullopt;
  if (static_cast<double>(edge.scatter) > kAlike * step.contrast() + noise) return std::nullopt;
  int highest = -32768;
  int lowest = 32767;
  for (int i = Index(0.5); i <= Index(3.5); ++i) {
    highest = std::max<int>(highest, shape.curve[static_cast<size_t>(i)]);
    lowest = std::min<int>(lowest, shape.curve[static_cast<size_t>(2 * kCentre - i)]);
  }
  // The largest of several noisy samples, each the mean of five lines, lies above their mean.
  const double chance = 0.38 * noise;
  step.over = (shape.dark + unit * highest - step.bright - chance) / step.contrast();
  step.under = (step.dark - (shape.dark + unit * lowest) - chance) / step.contrast();
  step.bright_room = step.bright < 255.0 - kEnd;
  step.dark_room = step.dark > kEnd;
  return step;
}

// `drawn`: outlines, glyphs and buttons have dark and bright lines beside their edges by design.
// Only sharpening makes both rims at once, so an edge tells nothing where either side has no room.
std::vector<Step> StepsOf(const std::vector<EdgeMeasure>& edges,
                          double noise,
                          int level,
                          bool drawn) {
  std::vector<Step> steps;
  for (const EdgeMeasure& edge : edges) {
    if (edge.level != level) continue;
    const std::optional<Step> step = StepOf(edge, noise / (1 << level));
    if (!step) continue;
    const bool both = step->bright_room && step->dark_room;
    if (both || (!drawn && (step->bright_room || step->dark_room))) steps.push_back(*step);
  }
  return steps;
}

std::vector<float> Sigmas(const std::vector<Step>& steps) {
  std::vector<float> sigmas;
  for (const Step& step : steps) sigmas.push_back(step.edge->shape.sigma);
  return sigmas;
}

// One side of the typical edge: its crest against the plateau further out.
struct Rim {
  double plateau = 0.0;
  double height = 0.0;  // of the crest above the plateau, outwards positive
  double error = 0.0;   // std of the height
  int crest = 0;        // sample
};

struct TypicalEdge {
  std::array<double, kN> middle{};  // median over edges
  std::array<double, kN> error{};   // std of that median
};

TypicalEdge TypicalOf(const std::vector<const Step*>& steps) {
  TypicalEdge typical;
  std::vector<float> values(steps.size());
  for (int i = 0; i < kN; ++i) {
    for (size_t e = 0; e < steps.size(); ++e) values[e] = steps[e]->At(i);
    const double middle = Median(values);
    typical.middle[static_cast<size_t>(i)] = middle;
    typical.error[static_cast<size_t>(i)] =
        1.25 * RobustDeviation(values, middle) / std::sqrt(static_cast<double>(steps.size()));
  }
  return typical;
}

// `side` 1: bright, -1: dark.
Rim FindRim(const TypicalEdge& typical, int side) {
  const auto at = [&](int i) { return side * typical.middle[static_cast<size_t>(i)]; };
  Rim rim;
  rim.crest = Index(side * 0.5);
  for (int i = Index(side * 0.5); std::abs(i - kCentre) <= 5 * kPerPixel; i += side) {
    if (at(i) > at(rim.crest)) rim.crest = i;
  }
  // The plateau begins where the halo has fallen to little: first guessed from the place of the
  // crest, then from how fast it falls to half.
  double from = std::clamp(2.5 * std::abs(EdgeProfile::Position(rim.crest)), kNear, kLastFrom);
  double to = 0.0;
  for (int pass = 0; pass < 2; ++pass) {
    to = std::clamp(from + 4.0, kFar, static_cast<double>(EdgeProfile::kReach));
    double sum = 0.0;
    int count = 0;
    for (int i = Index(side * from); std::abs(i - kCentre) <= to * kPerPixel; i += side) {
      sum += at(i);
      ++count;
    }
    rim.plateau = sum / std::max(1, count);
    const double half = 0.5 * (at(rim.crest) + rim.plateau);
    int fallen = rim.crest;
    while (std::abs(fallen - kCentre) < kCentre && at(fallen) > half) fallen += side;
    const double wide = static_cast<double>(std::abs(fallen - rim.crest)) / kPerPixel;
    from = std::clamp(
        std::abs(EdgeProfile::Position(rim.crest)) + 3.2 * wide, from, std::max(from, kLastFrom));
  }
  // The crest between samples: a parabola through three.
  const double before = at(rim.crest - side);
  const double here = at(rim.crest);
  const double after = at(rim.crest + side);
  const double curve = before - 2.0 * here + after;
  const double top =
      curve < 0.0 ? here - (after - before) * (after - before) / (8.0 * curve) : here;
  rim.height = top - rim.plateau;
  rim.plateau *= side;
  rim.error = std::hypot(typical.error[static_cast<size_t>(rim.crest)],
                         typical.error[static_cast<size_t>(Index(side * 0.5 * (from + to)))]);
  return rim;
}

// A mask's edge explains the typical one when it leaves this share of the crest.
constexpr double kExplained = 0.15;

// From where the profile crosses the plateau's level to where the halo has fallen to 10 %, px, as
// measured: what lies beside the edges and the end of the profile show in it.
double WidthAsSeen(const TypicalEdge& typical, const Rim& rim, int side) {
  const auto above = [&](int i) {
    return side * (typical.middle[static_cast<size_t>(i)] - rim.plateau);
  };
  int inner = rim.crest;
  while (inner != kCentre && above(inner) > 0.0) inner -= side;
  const double rise = above(inner + side) - above(inner);
  const double start = std::abs(EdgeProfile::Position(inner)) +
                       (rise > 0.0 ? -above(inner) / rise / kPerPixel : 0.0);
  int outer = rim.crest;
  while (std::abs(outer - kCentre) < kCentre && above(outer) > 0.1 * rim.height) outer += side;
  const double fall = above(outer - side) - above(outer);
  const double end = std::abs(EdgeProfile::Position(outer)) -
                     (fall > 0.0 ? (0.1 * rim.height - above(outer)) / fall / kPerPixel : 0.0);
  return end - start;
}

// From the unsharp mask that explains the typical edge, or as seen where none does.
double Width(const TypicalEdge& typical, const Rim& rim, int side) {
  const HaloModel model = FitHaloModel(typical.middle);
  const double width = model.Width();
  const bool explains = width > 0.0 && model.misfit * model.height < kExplained * rim.height;
  return explains ? width : WidthAsSeen(typical, rim, side);
}

// How much unsharp mask of 1 px the picture looks like.
struct Amount {
  double value = 0.0;
  double low = 0.0;  // 90 % interval
  double high = 0.0;
};

// Of a score that rises with the amount, over photographs of the accuracy bench's tuning half.
struct ScoreQuantiles {
  double amount;
  double low;  // 5 %
  double median;
  double high;  // 95 %
};

using ScoreTable = std::array<ScoreQuantiles, 6>;

// Of the steps alone.
constexpr ScoreTable kStepScores = {{{0.0, 0.112, 0.593, 0.933},
                                     {0.5, 0.437, 0.877, 1.368},
                                     {1.0, 0.573, 1.035, 1.592},
                                     {1.5, 0.608, 1.164, 1.854},
                                     {2.0, 0.710, 1.257, 1.971},
                                     {3.5, 0.940, 1.960, 2.670}}};
// Of the steps' amount and the log odds of halo.oversharpened.
constexpr ScoreTable kPictureScores = {{{0.0, -9.21, -3.11, 0.71},
                                        {0.5, -6.26, 1.66, 5.19},
                                        {1.0, -3.05, 5.13, 11.73},
                                        {1.5, 0.15, 7.22, 14.05},
                                        {2.0, 2.18, 8.67, 14.78},
                                        {3.5, 4.30, 10.19, 15.50}}};
constexpr double kStepWeight = 2.0;  // log odds of an amount of 1

// The amount at which a quantile of the score is `score`; beyond the last one along its slope.
double AmountAt(const ScoreTable& table, double score, double ScoreQuantiles::*quantile) {
  if (score <= table[0].*quantile) return 0.0;
  size_t k = 1;
  while (k + 1 < table.size() && score > table[k].*quantile) ++k;
  const ScoreQuantiles& a = table[k - 1];
  const ScoreQuantiles& b = table[k];
  const double share = (score - a.*quantile) / (b.*quantile - a.*quantile);
  return std::min(5.0, a.amount + (b.amount - a.amount) * share);
}

// `chance`: of the score, beyond the photographs'.
Amount AmountOf(const ScoreTable& table, double score, double chance) {
  return {AmountAt(table, score, &ScoreQuantiles::median),
          AmountAt(table, score - chance, &ScoreQuantiles::high),
          AmountAt(table, score + chance, &ScoreQuantiles::low)};
}

// From how the weaker rims of the steps are distributed and how crisp the crispest are. Weights:
// ridge regression over the tuning half of the accuracy bench (138 photographs, amounts 0 to 2).
std::optional<Amount> AmountOfSteps(const std::vector<Step>& steps) {
  double signed_sum = 0.0;
  double positive_sum = 0.0;
  int rims = 0;
  int count = 0;
  std::vector<float> sigmas;
  for (const Step& step : steps) {
    if (!step.bright_room || !step.dark_room) continue;
    const double weaker = step.Weaker();
    signed_sum += std::clamp(weaker, -0.05, 0.15);
    positive_sum += std::clamp(weaker, 0.0, 0.3);
    rims += weaker > 0.05 ? 1 : 0;
    ++count;
    sigmas.push_back(step.edge->shape.sigma);
  }
  if (count < static_cast<int>(kFewest)) return std::nullopt;
  const float narrow =
      AtRank(&sigmas, static_cast<size_t>(0.2 * static_cast<double>(sigmas.size() - 1) + 0.5));
  const double score = 0.6075 - 20.668 * signed_sum / count + 9.161 * positive_sum / count +
                       2.595 * rims / count - 1.542 * static_cast<double>(narrow);
  // Few edges scatter more than the photographs' hundreds.
  const double chance = 1.0 / std::sqrt(static_cast<double>(count)) - 0.06;
  return AmountOf(kStepScores, score, std::max(0.0, chance));
}

// Clean steps alone cannot tell a soft picture that was sharpened from a crisper one that was not;
// all edges together, of every kind and scale, tell more. What is drawn has rims and steps of its
// own, on which that regression was not set.
Amount AmountOfPicture(const Amount& of_steps, bool drawn, const Findings& findings) {
  const Measurement* all = findings.Find("halo.oversharpened");
  if (drawn || all == nullptr || !all->value) return of_steps;
  const double share = std::clamp(*all->value / 100.0, 1e-4, 1.0 - 1e-4);
  const double score = std::log(share / (1.0 - share)) + kStepWeight * of_steps.value;
  return AmountOf(kPictureScores, score, 0.0);
}

// The crisper half of the edges with room for a halo on the sides asked for, beside no line:
// sharpening shows on crisp ones, soft ones tell nothing.
std::vector<const Step*> CrisperWithRoom(const std::vector<Step>& steps, bool bright, bool dark) {
  std::vector<const Step*> room;
  for (const Step& step : steps) {
    if (step.BesideLine()) continue;
    if ((step.bright_room || !bright) && (step.dark_room || !dark)) room.push_back(&step);
  }
  const size_t keep = std::max(kFewest, (room.size() + 1) / 2);
  if (room.size() <= keep) return room;
  std::stable_sort(room.begin(), room.end(), [](const Step* a, const Step* b) {
    return a->edge->shape.sigma < b->edge->shape.sigma;
  });
  room.resize(keep);
  return room;
}

// The median over edges of the weaker of their two rims, % of contrast, signed. The typical edge
// takes each side's median apart, so that what lies beside half of the edges makes a crest of it
// though no edge has both; a mask gives both to the same edge. Nothing below kFewest edges.
std::optional<double> AnsweredRim(const std::vector<Step>& steps) {
  std::vector<double> weaker;
  for (const Step* step : CrisperWithRoom(steps, true, true)) weaker.push_back(step->Weaker());
  if (weaker.size() < kFewest) return std::nullopt;
  return 100.0 * Median(std::move(weaker));
}

// Share of steps with two rims that nobody would miss.
double ClearShare(const std::vector<Step>& steps) {
  const auto clear = std::count_if(steps.begin(), steps.end(), [](const Step& step) {
    return step.bright_room && step.dark_room && step.Weaker() > 0.15;
  });
  return static_cast<double>(clear) / static_cast<double>(std::max<size_t>(1, steps.size()));
}

// The map: the median over the steps of a cell, or of its neighbourhood where they are few. A place
// needs three: one alone is more often texture than a halo.
std::shared_ptr<const HeatMap> MapOf(const std::vector<Step>& steps, const PictureFacts& facts) {
  cv::Mat1f values(facts.cells_y(), facts.cells_x(), std::numeric_limits<float>::quiet_NaN());
  std::vector<std::vector<float>> cells(values.total());
  const auto cell = [&](int i, int j) -> std::vector<float>& {
    return cells[static_cast<size_t>(j * values.cols + i)];
  };
  for (const Step& step : steps) {
    const int i = std::min(facts.cells_x() - 1, static_cast<int>(step.edge->x) / kCell);
    const int j = std::min(facts.cells_y() - 1, static_cast<int>(step.edge->y) / kCell);
    const double rim = step.bright_room && step.dark_room ? step.Weaker()
                       : step.bright_room                 ? step.over
                                                          : step.under;
    cell(i, j).push_back(static_cast<float>(100.0 * rim));
  }
  constexpr size_t kSupport = 3;
  for (int j = 0; j < values.rows; ++j) {
    for (int i = 0; i < values.cols; ++i) {
      std::vector<float> here = cell(i, j);
      if (here.empty()) continue;
      for (int v = j - 1; v <= j + 1 && here.size() < kSupport; ++v) {
        for (int u = i - 1; u <= i + 1; ++u) {
          if (u < 0 || v < 0 || u >= values.cols || v >= values.rows || (u == i && v == j))
            continue;
          here.insert(here.end(), cell(u, v).begin(), cell(u, v).end());
        }
      }
      if (here.size() >= kSupport) values(j, i) = static_cast<float>(std::max(0.0, Median(here)));
    }
  }
  if (EdgeCellsOneIn(facts) > 1) FillFromNeighbours(&values);
  return MakeHeatMap("halo.overshoot", values);
}

// False where the borders of even ground cannot tell either.
bool FindOnGround(const GroundRims& ground, Findings* findings) {
  constexpr int64_t kFewestBorders = 40;
  // Untouched screens, pages and drawings: up to 39 % by design in one direction, 9 in the other;
  // under JPEG 30 and 75 both, 28 on the mean. Of sharpened ones half have 14 and more in both and
  // 32 and more on the mean; on the pages among the others ink and paper leave no room.
  constexpr double kByDesign = 0.12;
  constexpr double kByCompression = 0.3;
  constexpr double kPerLetter = 8.0;  // borders that are one witness
  const GroundRims::Side sides[] = {ground.Bright(), ground.Dark()};
  if (std::min(sides[0].borders, sides[1].borders) < kFewestBorders) return false;
  const double mean = 0.5 * (sides[0].share() + sides[1].share());
  const bool sharpened =
      mean > kByCompression && std::min(sides[0].share(), sides[1].share()) > kByDesign;
  for (const int side : {0, 1}) {
    const double value = sharpened ? sides[side].mean : 0.0;
    const double spread = 2.0 + 0.25 * value;
    findings->Number(side == 0 ? "halo.overshoot" : "halo.undershoot",
                     value,
                     std::max(0.0, value - spread),
                     value + spread);
  }
  const double share = sharpened ? mean : 0.0;
  const double count = static_cast<double>(sides[0].borders + sides[1].borders) / kPerLetter;
  const double error = 1.64 * std::sqrt((share * (1.0 - share) + 0.25 / count) / count);
  findings->Number("halo.affected",
                   100.0 * share,
                   100.0 * std::max(0.0, share - error),
                   100.0 * std::min(1.0, share + error));
  for (const char* id : {"halo.width", "halo.amount"}) {
    findings->Unknown(id, "letters and lines are too close to each other to show the whole rim");
  }
  return true;
}

}  // namespace

void FindHalo(const std::vector<EdgeMeasure>& edges,
              const GroundRims& ground,
              const PictureFacts& facts,
              Findings* findings) {
  const double noise = findings->ValueOr("noise.luma_sigma", 0.0);
  // Wide edges have wide halos: the profiles of a smaller level reach further out.
  const bool drawn = findings->WordOr("content.kind", "photo") != "photo";
  int level = 0;
  std::vector<Step> steps = StepsOf(edges, noise, level, drawn);
  while (level < 2 && (steps.size() < kFewest || Median(Sigmas(steps)) > kWide)) {
    std::vector<Step> next = StepsOf(edges, noise, level + 1, drawn);
    if (next.size() < kFewest) break;
    steps = std::move(next);
    ++level;
  }
  // Each side from the edges that leave room for a halo there.
  const std::vector<const Step*> rooms[] = {CrisperWithRoom(steps, true, false),
                                            CrisperWithRoom(steps, false, true)};
  if (std::max(rooms[0].size(), rooms[1].size()) < kFewest) {
    if (drawn && FindOnGround(ground, findings)) return;
    for (const char* id :
         {"halo.overshoot", "halo.undershoot", "halo.width", "halo.affected", "halo.amount"}) {
      findings->Unknown(id,
                        std::string("too few clear edges where a halo could show") +
                            (drawn ? " on both sides (" : " (") +
                            std::to_string(std::max(rooms[0].size(), rooms[1].size())) +
                            "; 16 are needed)");
    }
    return;
  }
  const std::optional<double> answered = AnsweredRim(steps);
  Measurement* carrier = nullptr;
  double width = 0.0;
  double clear_rims = 0.0;  // sum of their sizes, %
  int certain_rims = 0;
  for (const int side : {1, -1}) {
    const bool bright = side == 1;
    const std::vector<const Step*>& room = rooms[bright ? 0 : 1];
    const char* id = bright ? "halo.overshoot" : "halo.undershoot";
    if (room.size() < kFewest) {
      findings->Unknown(id,
                        bright ? "the bright sides of the edges are white: no halo could show"
                               : "the dark sides of the edges are black: no halo could show");
      continue;
    }
    const TypicalEdge typical = TypicalOf(room);
    const Rim rim = FindRim(typical, side);
    const Rim other = FindRim(typical, -side);
    const double contrast = side * (rim.plateau - other.plateau);
    if (contrast < 0.3) {
      findings->Unknown(id, "the edges have no even surroundings to compare with");
      continue;
    }
    double value = std::max(0.0, 100.0 * rim.height / contrast);
    // Sharpening answers a rim with one on the other side; what goes unanswered is surroundings.
    if (rooms[bright ? 1 : 0].size() >= kFewest) {
      const double answer = std::max(0.0, 100.0 * other.height / contrast);
      value = std::min(value, 3.0 * answer + 3.0);
    }
    if (answered) value = std::min(value, kMostOfAnswered * std::max(0.0, *answered) + kUnanswered);
    if (!answered && level > 0 && value > kUnanswered) {
      findings->Unknown(id,
                        "the edges are soft and too few have room for rims on both sides: what "
                        "lies beside them looks like a halo");
      continue;
    }
    // Noise picks the steeper of equal places, which looks like a halo of its own size.
    std::vector<double> contrasts;
    for (const Step* step : room) contrasts.push_back(step->contrast());
    const double chance = 60.0 * noise / (1 << level) / Median(std::move(contrasts));
    const double spread = 100.0 * rim.error / contrast + 0.5 + 0.05 * value + chance;
    const double low = value - 1.64 * spread;
    const double high = value + 1.64 * spread;
    if (low < kSure * value && high > kVague) {
      findings->Unknown(id,
                        "the edges differ too much to tell: anything from " +
                            std::to_string(static_cast<int>(std::lround(std::max(0.0, low)))) +
                            " to " + std::to_string(static_cast<int>(std::lround(high))) + " %");
      continue;
    }
    Measurement& m = findings->Number(id, value, std::max(0.0, low), high);
    if (carrier == nullptr) carrier = &m;
    const bool certain = value > std::max(3.0, 2.0 * spread);
    certain_rims += certain ? 1 : 0;
    if (certain && value > kWidthFrom) {
      clear_rims += value;
      width += value * Width(typical, rim, side) * (1 << level);
    }
  }
  if (clear_rims > 0.0) {
    width /= clear_rims;
    const double spread = 0.3 + 12.0 / clear_rims;
    findings->Number("halo.width", width, std::max(0.0, width - spread), width + spread);
  } else {
    findings->Unknown("halo.width", "no halo clear enough to measure a width");
  }

  // Edge by edge. Both rims where both can show: one alone is more often a line beside the edge.
  // What surroundings do by chance they do in both directions: the opposite counts against it.
  int64_t affected = 0;
  for (const Step& step : steps) {
    const bool both = step.bright_room && step.dark_room;
    const double limit = both ? kVisible : 2.0 * kVisible;
    const double rim = step.bright_room ? step.over : step.under;
    const double least = both ? step.Weaker() : rim;
    const double most = both ? std::max(step.over, step.under) : rim;
    if (least > limit) ++affected;
    if (most < -limit) --affected;
  }
  const auto count = static_cast<double>(steps.size());
  double share = std::max(0.0, static_cast<double>(affected) / count);

  bool sharpened = certain_rims > 0;
  if (level > 0) {
    findings->Unknown("halo.amount", "the edges are too soft for a mask of 1 px to leave rims");
    // Nor is the amount a witness then: only edges themselves are.
    sharpened = sharpened && ClearShare(steps) > kClearShare;
  } else if (const std::optional<Amount> of_steps = AmountOfSteps(steps)) {
    const Amount amount = AmountOfPicture(*of_steps, drawn, *findings);
    findings->Number("halo.amount", amount.value, amount.low, amount.high);
    // Edges are accused by edges alone. A picture of which only a part was sharpened still has many
    // with clear rims.
    sharpened = sharpened && (of_steps->low > 0.0 || ClearShare(steps) > kClearShare);
  } else {
    findings->Unknown("halo.amount", "too few edges with room for rims on both sides");
    sharpened = sharpened && share > kOneSidedShare;
  }

  // Where the picture as a whole gives no evidence of sharpening, single edges give none either.
  if (!sharpened) share = 0.0;
  const double error = 1.64 * std::sqrt((share * (1.0 - share) + 0.25 / count) / count);
  findings->Number("halo.affected",
                   100.0 * share,
                   std::max(0.0, 100.0 * (share - error)),
                   std::min(100.0, 100.0 * (share + error)));
  if (!facts.maps || carrier == nullptr) return;
  carrier->map = MapOf(steps, facts);
  if (!sharpened) return;
  carrier->peaks = FindPeaks(*carrier->map, facts);
  // From the middle of its cell to the clearest edge there.
  for (Peak& peak : carrier->peaks) {
    const int i = static_cast<int>(peak.x) / kCell;
    const int j = static_cast<int>(peak.y) / kCell;
    double clearest = -1.0;
    for (const Step& step : steps) {
      if (static_cast<int>(step.edge->x) / kCell != i) continue;
      if (static_cast<int>(step.edge->y) / kCell != j || step.Weaker() <= clearest) continue;
      clearest = step.Weaker();
      peak.x = static_cast<double>(step.edge->x);
      peak.y = static_cast<double>(step.edge->y);
    }
  }
}

}  // namespace sharpscale
