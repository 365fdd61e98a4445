// SPDX-License-Identifier: Apache-2.0

#include "analysis/blur.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <limits>
#include <opencv2/core.hpp>
#include <utility>

#include "analysis/heat_map.h"
#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr double kQuantile = 0.2;
constexpr double kNoisy = 2.0;   // levels
constexpr size_t kFewest = 12;   // edges
constexpr double kCrisp = 0.45;  // px; of the sharpest photographs of the bench
// Of the short side. A straight ramp over 256 px reads 25 px, photographs blurred by 16 px less.
constexpr double kWidestShare = 0.1;

// Blur in px of the picture. Box means of 2^L px add (4^L - 1) / 12 px^2 to a variance.
double SigmaInPicture(const EdgeMeasure& edge) {
  const double scale = 1 << edge.level;
  const double variance =
      scale * scale * edge.shape.sigma * edge.shape.sigma - (scale * scale - 1.0) / 12.0;
  return std::sqrt(std::max(0.0, variance));
}

double Interpolated(std::vector<double> values, double q) {
  std::sort(values.begin(), values.end());
  const double at = q * static_cast<double>(values.size() - 1);
  const auto i = static_cast<size_t>(at);
  const double t = at - static_cast<double>(i);
  return i + 1 < values.size() ? values[i] * (1 - t) + values[i + 1] * t : values[i];
}

// What makes an edge a witness: strong against the noise (a profile averages five lines) and beside
// the picture's strongest edges, at every scale alike - coarser scales would otherwise bring in
// shading that is soft by nature, and ghost lines of a shaken picture would pass for edges -,
// alone, and of the shape of a blurred step. Limits set on photographs blurred by known amounts
// (tuning half of the accuracy bench).
constexpr double kOfStrongest = 0.4;  // of the 95 % quantile of contrast
struct Witness {
  double misfit;  // share of the height
  double reach;   // of the rise to either side, sigmas
};
constexpr Witness kStrict = {0.015, 2.0};
constexpr Witness kLenient = {0.03, 1.5};

// Levels; see Usable.
double LeastContrast(const std::vector<EdgeMeasure>& edges, double noise) {
  std::vector<double> contrasts;
  contrasts.reserve(edges.size());
  for (const EdgeMeasure& edge : edges) {
    contrasts.push_back(static_cast<double>(edge.shape.contrast));
  }
  if (contrasts.empty()) return 20.0;
  return std::max({20.0, 10.0 * noise, kOfStrongest * Quantile(&contrasts, 0.95)});
}

// `least`: of the contrast, levels, at any scale.
bool Usable(const EdgeMeasure& edge, double noise, double least, const Witness& limit) {
  const double level_noise = noise / (1 << edge.level);
  const EdgeShape& shape = edge.shape;
  return shape.blur_known && shape.contrast > std::max(least, 20.0 * level_noise) &&
         edge.scatter < 0.25F * shape.contrast && shape.return_share < 0.25F &&
         shape.misfit < limit.misfit + 0.5 * level_noise / shape.contrast &&
         shape.reach > limit.reach * shape.sigma;
}

struct Chosen {
  std::vector<double> sigmas;  // px of the picture
  int level = 0;
};

// The edges of the level that suits the blur.
Chosen Choose(const std::vector<EdgeMeasure>& edges,
              double noise,
              const Witness& limit,
              size_t fewest = kFewest) {
  Chosen chosen;
  const double least = LeastContrast(edges, noise);
  for (int level = 0; level < 3; ++level) {
    std::vector<double> here;
    for (const EdgeMeasure& edge : edges) {
      if (edge.level == level && Usable(edge, noise, least, limit))
        here.push_back(SigmaInPicture(edge));
    }
    if (here.size() < fewest) continue;
    const double q = Interpolated(here, kQuantile);
    // Move up while the blur is wide for this level.
    if (chosen.sigmas.empty() || q > 1.5 * (1 << level)) chosen = {std::move(here), level};
    // Noise leaves short steep pieces in wide edges: then a coarser level has the last word.
    if (q < 1.8 * (1 << level) && noise < kNoisy) break;
  }
  return chosen;
}

// Letters and the rims of a mask stand too close to be witnesses, and what is left may be soft by
// nature. But no edge is narrower than the blur of its picture: where the strong ones of the finest
// level mostly are, they are right. Empty where they say nothing of the kind.
std::vector<double> NarrowerMost(const std::vector<EdgeMeasure>& edges,
                                 double noise,
                                 double sigma) {
  constexpr double kMost = 0.5;
  constexpr double kNarrow = 0.5;  // of `sigma`
  std::vector<double> widths;
  const double least = LeastContrast(edges, noise);
  for (const EdgeMeasure& edge : edges) {
    if (edge.level > 0 || !edge.shape.blur_known) continue;
    if (static_cast<double>(edge.shape.contrast) > least) widths.push_back(SigmaInPicture(edge));
  }
  const bool narrow =
      widths.size() >= kFewest && noise < kNoisy && Interpolated(widths, kMost) < kNarrow * sigma;
  return narrow ? widths : std::vector<double>();
}

// The edges of a crisp picture have a width of their own, which is no blur.
double WithoutCrisp(double sigma) {
  return std::sqrt(std::max(0.0, sigma * sigma - kCrisp * kCrisp));
}

// Of the blur `sigma` that edges of these widths give. From the errors on photographs reduced to
// 220 to 800 px, so that they are crisp, and blurred by known amounts (48 pictures, 0.5 to 2.5 px,
// as they are, with noise 3 and JPEG 75 and 50): below 2 px nine in ten lie within 0.15 px. Few
// edges that differ much err by more; and what a lens or a reduction blurs has no edge that is much
// sharper than the others: where some are, the rest is soft by nature (skin, clouds).
std::pair<double, double> Interval(const std::vector<double>& widths, double sigma, double noise) {
  constexpr double k90 = 1.64;
  constexpr double kBesideSharpest = 0.15;  // px
  const double spread =
      (Interpolated(widths, kQuantile + 0.1) - Interpolated(widths, kQuantile - 0.1)) / 0.2;
  const double of_quantile =
      spread * std::sqrt(kQuantile * (1.0 - kQuantile) / static_cast<double>(widths.size()));
  const double below = std::hypot(0.09 + 0.07 * sigma, 0.03 * noise, of_quantile);
  const double above = std::hypot(0.12 + 0.12 * sigma, 0.03 * noise, of_quantile);
  const double sharpest = WithoutCrisp(Interpolated(widths, 0.05)) - kBesideSharpest;
  return {std::max(0.0, std::min(sigma - k90 * below, sharpest)), sigma + k90 * above};
}

}  // namespace

EdgeWidth SharpestEdges(const std::vector<EdgeMeasure>& edges, double noise, size_t fewest) {
  const Chosen chosen = Choose(edges, noise, kLenient, fewest);
  if (chosen.sigmas.size() < fewest) return {};
  return {Interpolated(chosen.sigmas, kQuantile), chosen.sigmas.size()};
}

double WidthsByDirection::ratio() const {
  return directions < 2 ? 1.0 : widest / std::max(kCrisp, narrowest);
}

WidthsByDirection WidthsOfDirections(const std::vector<EdgeMeasure>& edges, double noise) {
  constexpr int kDirections = 8;
  constexpr double kStep = 180.0 / kDirections;
  constexpr size_t kLeast = 6;  // edges
  const double least = LeastContrast(edges, noise);
  std::array<std::vector<double>, kDirections> sigmas;
  for (const EdgeMeasure& edge : edges) {
    if (!Usable(edge, noise, least, kLenient)) continue;
    // Each width is read at the level, or the two, that suit it.
    const double sigma = SigmaInPicture(edge);
    const double scale = 1 << edge.level;
    if ((edge.level > 0 && sigma < 0.9 * scale) || (edge.level < 2 && sigma >= 3.0 * scale)) {
      continue;
    }
    const double degrees = -static_cast<double>(edge.angle) * 180.0 / CV_PI;  // `angle`: y down
    for (int k = 0; k < kDirections; ++k) {
      if (std::abs(std::remainder(degrees - k * kStep, 180.0)) <= kStep) {
        sigmas[static_cast<size_t>(k)].push_back(sigma);
      }
    }
  }
  WidthsByDirection result;
  for (int k = 0; k < kDirections; ++k) {
    const std::vector<double>& here = sigmas[static_cast<size_t>(k)];
    if (here.size() < kLeast) continue;
    const double width = Interpolated(here, kQuantile);
    if (result.directions == 0 || width < result.narrowest) result.narrowest = width;
    if (result.directions == 0 || width > result.widest) {
      result.widest = width;
      result.degrees = k * kStep;
    }
    ++result.directions;
  }
  return result;
}

void FindBlur(const std::vector<EdgeMeasure>& edges,
              const PictureFacts& facts,
              Findings* findings) {
  const double noise = findings->ValueOr("noise.luma_sigma", 0.0);
  Witness limit = kStrict;
  Chosen chosen = Choose(edges, noise, limit);
  if (chosen.sigmas.size() < kFewest) {
    limit = kLenient;
    chosen = Choose(edges, noise, limit);
  }
  if (chosen.level > 0) {
    std::vector<double> narrower =
        NarrowerMost(edges, noise, Interpolated(chosen.sigmas, kQuantile));
    if (!narrower.empty()) chosen = {std::move(narrower), 0};
  }
  const std::vector<double>& sigmas = chosen.sigmas;
  const int used_level = chosen.level;
  if (sigmas.size() < kFewest) {
    for (const char* id : {"blur.sigma", "sharpness.mtf50"}) {
      findings->Unknown(id,
                        "too few clear edges to measure on (" + std::to_string(sigmas.size()) +
                            "; 12 are needed)");
    }
    return;
  }
  const double edge_sigma = Interpolated(sigmas, kQuantile);
  const double sigma = WithoutCrisp(edge_sigma);
  // A ramp from border to border has no plateaus to tell an edge from a gradient that is meant.
  if (sigma > kWidestShare * std::min(facts.width, facts.height)) {
    for (const char* id : {"blur.sigma", "sharpness.mtf50"}) {
      findings->Unknown(id, "nothing but a smooth gradient, which may be meant");
    }
    return;
  }
  const auto [low, high] = Interval(sigmas, sigma, noise);
  Measurement& blur = findings->Number("blur.sigma", sigma, low, high);
  const double mtf = std::min(0.5, 0.1874 / std::max(edge_sigma, 0.3));
  findings->Number("sharpness.mtf50", mtf, 0.85 * mtf, std::min(0.7, 1.15 * mtf));

  if (facts.maps) {
    // Median blur of the edges of each cell; cells without edges stay unknown.
    // Of all the edges that noise leaves: what is faint may be soft in its own way.
    const double least = std::max(20.0, 10.0 * noise);
    cv::Mat1f values(facts.cells_y(), facts.cells_x(), std::numeric_limits<float>::quiet_NaN());
    std::vector<std::vector<double>> cells(static_cast<size_t>(values.total()));
    for (const EdgeMeasure& edge : edges) {
      if (edge.level > used_level + 1 || !Usable(edge, noise, least, limit)) continue;
      // Narrow blur is read at the fine level, wide blur at the coarse one.
      const double s = SigmaInPicture(edge);
      if (edge.level > 0 && s < 0.9 * (1 << edge.level)) continue;
      const int i = std::min(facts.cells_x() - 1, static_cast<int>(edge.x) / kCell);
      const int j = std::min(facts.cells_y() - 1, static_cast<int>(edge.y) / kCell);
      cells[static_cast<size_t>(j * values.cols + i)].push_back(s);
    }
    for (int j = 0; j < values.rows; ++j) {
      for (int i = 0; i < values.cols; ++i) {
        const auto& cell = cells[static_cast<size_t>(j * values.cols + i)];
        if (!cell.empty()) values(j, i) = static_cast<float>(WithoutCrisp(Interpolated(cell, 0.5)));
      }
    }
    if (EdgeCellsOneIn(facts) > 1) FillFromNeighbours(&values);
    blur.map = MakeHeatMap("blur.sigma", values);
    blur.peaks = FindPeaks(*blur.map, facts);
  }
}

}  // namespace sharpscale
