// SPDX-License-Identifier: Apache-2.0

#include "analysis/halo.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <string>
#include <vector>

#include "analysis/heat_map.h"

namespace sharpscale {
namespace {

constexpr int kN = EdgeProfile::kSamples;
constexpr int kCentre = EdgeProfile::kCentre;
constexpr int kPerPixel = EdgeProfile::kPerPixel;
constexpr size_t kFewest = 16;  // edges
constexpr double kWide = 1.6;   // px of the level; sigma of edges that ask for a smaller level
constexpr float kUnit = 1.0F / 2048.0F;
constexpr double kVisible = 6.0;  // % of contrast, on either side, that counts as a halo
constexpr float kEnd = 10.0F;     // levels from 0 or 255 within which a halo is cut off

int Index(double t) {
  return static_cast<int>(std::lround(t * kPerPixel)) + kCentre;
}

double Median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// A crisp step with something on both sides: not a thin line, whose profile comes back.
bool IsStep(const EdgeShape& shape, double noise) {
  if (!shape.shape_known || !shape.blur_known) return false;
  if (shape.bright - shape.dark < std::max(16.0, 12.0 * noise)) return false;
  float lowest = 1e9F;
  float highest = -1e9F;
  for (int i = Index(3.0); i <= Index(9.0); ++i) {
    lowest = std::min(lowest, kUnit * static_cast<float>(shape.curve[static_cast<size_t>(i)]));
  }
  for (int i = Index(-9.0); i <= Index(-3.0); ++i) {
    highest = std::max(highest, kUnit * static_cast<float>(shape.curve[static_cast<size_t>(i)]));
  }
  return lowest > 0.6F && highest < 0.4F;
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

TypicalEdge TypicalOf(const std::vector<const EdgeMeasure*>& edges) {
  TypicalEdge typical;
  std::vector<float> values(edges.size());
  for (size_t i = 0; i < kN; ++i) {
    for (size_t e = 0; e < edges.size(); ++e) {
      values[e] = kUnit * static_cast<float>(edges[e]->shape.curve[i]);
    }
    const double middle = Median(values);
    for (float& v : values) v = std::abs(v - static_cast<float>(middle));
    typical.middle[i] = middle;
    typical.error[i] =
        1.25 * 1.4826 * Median(values) / std::sqrt(static_cast<double>(edges.size()));
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
  const double from = std::max(6.0, std::abs(EdgeProfile::Position(rim.crest)) + 3.5);
  double sum = 0.0;
  int count = 0;
  for (int i = Index(side * from); std::abs(i - kCentre) <= 11 * kPerPixel; i += side) {
    sum += at(i);
    ++count;
  }
  rim.plateau = sum / std::max(1, count);
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
                         typical.error[static_cast<size_t>(Index(side * 8.0))]);
  return rim;
}

// From where the profile crosses the plateau's level to where the halo has fallen to 10 %, px.
double Width(const TypicalEdge& typical, const Rim& rim, int side) {
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

// The halo of one edge on one side, % of its contrast; noisy, signed.
double HaloOf(const EdgeShape& shape, const Rim& rim, int side, double contrast) {
  double far = 0.0;
  int count = 0;
  const double from = std::max(6.0, std::abs(EdgeProfile::Position(rim.crest)) + 3.5);
  for (int i = Index(side * from); std::abs(i - kCentre) <= 11 * kPerPixel; i += side) {
    far += kUnit * static_cast<double>(shape.curve[static_cast<size_t>(i)]);
    ++count;
  }
  far /= std::max(1, count);
  const double near = kUnit * static_cast<double>(shape.curve[static_cast<size_t>(rim.crest)]);
  return 100.0 * side * (near - far) / contrast;
}

// Crisp ones only: sharpening shows there, and soft edges tell nothing.
std::vector<const EdgeMeasure*> CrispSteps(const std::vector<EdgeMeasure>& edges,
                                           double noise,
                                           int level) {
  std::vector<const EdgeMeasure*> steps;
  std::vector<float> sigmas;
  for (const EdgeMeasure& edge : edges) {
    if (edge.level != level || !IsStep(edge.shape, noise / (1 << level))) continue;
    steps.push_back(&edge);
    sigmas.push_back(edge.shape.sigma);
  }
  if (steps.size() < 2 * kFewest) return steps;
  std::sort(sigmas.begin(), sigmas.end());
  const float limit = std::max(1.6F * sigmas[sigmas.size() / 5], sigmas[kFewest]);
  steps.erase(
      std::remove_if(
          steps.begin(), steps.end(), [&](const EdgeMeasure* e) { return e->shape.sigma > limit; }),
      steps.end());
  return steps;
}

double MedianSigma(const std::vector<const EdgeMeasure*>& steps) {
  std::vector<float> sigmas;
  for (const EdgeMeasure* edge : steps) sigmas.push_back(edge->shape.sigma);
  return Median(std::move(sigmas));
}

double MedianContrast(const std::vector<const EdgeMeasure*>& steps) {
  std::vector<float> contrasts;
  for (const EdgeMeasure* edge : steps) contrasts.push_back(edge->shape.bright - edge->shape.dark);
  return Median(std::move(contrasts));
}

}  // namespace

void FindHalo(const std::vector<EdgeMeasure>& edges,
              const PictureFacts& facts,
              Findings* findings) {
  const double noise = findings->ValueOr("noise.luma_sigma", 0.0);
  // Wide edges have wide halos: the profiles of a smaller level reach further out.
  int level = 0;
  std::vector<const EdgeMeasure*> steps = CrispSteps(edges, noise, level);
  while (level < 2 && steps.size() >= kFewest && MedianSigma(steps) > kWide) {
    std::vector<const EdgeMeasure*> next = CrispSteps(edges, noise, level + 1);
    if (next.size() < kFewest) break;
    steps = std::move(next);
    ++level;
  }
  // Each side from the edges that leave room for a halo there.
  std::vector<const EdgeMeasure*> bright_room;
  std::vector<const EdgeMeasure*> dark_room;
  for (const EdgeMeasure* edge : steps) {
    if (edge->shape.bright < 255.0F - kEnd) bright_room.push_back(edge);
    if (edge->shape.dark > kEnd) dark_room.push_back(edge);
  }
  if (std::max(bright_room.size(), dark_room.size()) < kFewest) {
    for (const char* id : {"halo.overshoot", "halo.undershoot", "halo.width", "halo.affected"}) {
      findings->Unknown(id,
                        "too few clear edges where a halo could show (" +
                            std::to_string(std::max(bright_room.size(), dark_room.size())) +
                            "; 16 are needed)");
    }
    return;
  }
  Measurement* carrier = nullptr;
  Rim rims[2];
  double contrasts[2] = {1.0, 1.0};
  double width = 0.0;
  double strongest = 0.0;
  for (const int side : {1, -1}) {
    const bool bright = side == 1;
    const std::vector<const EdgeMeasure*>& room = bright ? bright_room : dark_room;
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
    rims[bright ? 0 : 1] = rim;
    contrasts[bright ? 0 : 1] = contrast;
    const double value = std::max(0.0, 100.0 * rim.height / contrast);
    // Noise picks the steeper of equal places, which looks like a halo of its own size.
    const double chance = 60.0 * noise / (1 << level) / MedianContrast(room);
    const double spread = 100.0 * rim.error / contrast + 0.5 + 0.05 * value + chance;
    Measurement& m =
        findings->Number(id, value, std::max(0.0, value - 1.64 * spread), value + 1.64 * spread);
    if (carrier == nullptr) carrier = &m;
    if (value > std::max(3.0, strongest) && 100.0 * rim.height / contrast > 2.0 * spread) {
      strongest = value;
      width = Width(typical, rim, side) * (1 << level);
    }
  }
  if (strongest > 0.0) {
    findings->Number("halo.width", width, std::max(0.0, width - 0.5), width + 0.5);
  } else {
    findings->Unknown("halo.width", "no halo clear enough to measure a width");
  }

  // Edge by edge. Both rims where both can show: one alone is more often a line beside the edge.
  std::vector<std::pair<float, const EdgeMeasure*>> places;
  int64_t affected = 0;
  for (const EdgeMeasure* edge : steps) {
    const bool bright = edge->shape.bright < 255.0F - kEnd && rims[0].crest != 0;
    const bool dark = edge->shape.dark > kEnd && rims[1].crest != 0;
    if (!bright && !dark) continue;
    const double over = bright ? HaloOf(edge->shape, rims[0], 1, contrasts[0]) : 0.0;
    const double under = dark ? HaloOf(edge->shape, rims[1], -1, contrasts[1]) : 0.0;
    // What surroundings do by chance they do in both directions: the opposite is counted against
    // it.
    const double limit = bright && dark ? kVisible : 2.0 * kVisible;
    const double least = bright && dark ? std::min(over, under) : bright ? over : under;
    const double most = bright && dark ? std::max(over, under) : least;
    if (least > limit) ++affected;
    if (most < -limit) --affected;
    places.emplace_back(
        static_cast<float>(bright && dark ? 0.5 * (over + under) : std::max(over, under)), edge);
  }
  if (places.empty()) {
    findings->Unknown("halo.affected", "no edges where a halo could show");
    return;
  }
  const auto count = static_cast<double>(places.size());
  const double share = std::max(0.0, static_cast<double>(affected) / count);
  const double error = 1.64 * std::sqrt((share * (1.0 - share) + 0.25 / count) / count);
  findings->Number("halo.affected",
                   100.0 * share,
                   std::max(0.0, 100.0 * (share - error)),
                   std::min(100.0, 100.0 * (share + error)));
  if (!facts.maps || carrier == nullptr) return;

  // The median of the edges of each cell, not the largest: single edges are noisy.
  cv::Mat1f values(facts.cells_y(), facts.cells_x(), std::numeric_limits<float>::quiet_NaN());
  std::vector<std::vector<float>> cells(values.total());
  for (const auto& [strength, edge] : places) {
    const int i = std::min(facts.cells_x() - 1, static_cast<int>(edge->x) / kCell);
    const int j = std::min(facts.cells_y() - 1, static_cast<int>(edge->y) / kCell);
    cells[static_cast<size_t>(j * values.cols + i)].push_back(strength);
  }
  for (int j = 0; j < values.rows; ++j) {
    for (int i = 0; i < values.cols; ++i) {
      const auto& cell = cells[static_cast<size_t>(j * values.cols + i)];
      if (!cell.empty()) values(j, i) = static_cast<float>(std::max(0.0, Median(cell)));
    }
  }
  carrier->map = MakeHeatMap("halo.overshoot", values);
  carrier->peaks = FindPeaks(*carrier->map, facts);
}

}  // namespace sharpscale
