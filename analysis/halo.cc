// SPDX-License-Identifier: Apache-2.0

#include "analysis/halo.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>

#include "analysis/heat_map.h"

namespace sharpscale {
namespace {

constexpr size_t kFewest = 12;    // edges
constexpr double kVisible = 6.0;  // % of contrast, on either side, that counts as a halo

double Median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

// The share of the edges below the sharpest ones' width that is kept: sharpening shows on crisp edges.
std::vector<const EdgeMeasure*> CrispEdges(const std::vector<EdgeMeasure>& edges) {
  std::vector<const EdgeMeasure*> all;
  std::vector<float> sigmas;
  for (const EdgeMeasure& edge : edges) {
    if (edge.level != 0 || !edge.shape.halo_known) continue;
    if (!edge.shape.bright_room && !edge.shape.dark_room) continue;
    all.push_back(&edge);
    sigmas.push_back(edge.shape.blur_known ? edge.shape.sigma : 9.0F);
  }
  if (all.size() < 2 * kFewest) return all;
  std::vector<float> sorted = sigmas;
  std::sort(sorted.begin(), sorted.end());
  const float limit = std::max(1.6F * sorted[sorted.size() / 5], sorted[kFewest]);
  std::vector<const EdgeMeasure*> crisp;
  for (size_t i = 0; i < all.size(); ++i) {
    if (sigmas[i] <= limit) crisp.push_back(all[i]);
  }
  return crisp;
}

}  // namespace

void FindHalo(const std::vector<EdgeMeasure>& edges, const PictureFacts& facts, Findings* findings) {
  const std::vector<const EdgeMeasure*> used = CrispEdges(edges);
  std::vector<float> over;
  std::vector<float> under;
  std::vector<float> widths;
  size_t affected = 0;
  for (const EdgeMeasure* edge : used) {
    const EdgeShape& shape = edge->shape;
    if (shape.bright_room) over.push_back(shape.overshoot);
    if (shape.dark_room) under.push_back(shape.undershoot);
    // Both rims where both can show: one alone is more often a line beside the edge than a halo.
    const bool visible = shape.bright_room && shape.dark_room
                             ? std::min(shape.overshoot, shape.undershoot) > kVisible
                             : std::max(shape.bright_room ? shape.overshoot : 0.0F,
                                        shape.dark_room ? shape.undershoot : 0.0F) > 2.0 * kVisible;
    if (!visible) continue;
    ++affected;
    if (shape.width > 0.0F) widths.push_back(shape.width);
  }
  if (over.size() < kFewest && under.size() < kFewest) {
    for (const char* id : {"halo.overshoot", "halo.undershoot", "halo.width", "halo.affected"}) {
      findings->Unknown(id, "too few edges between even areas where a halo could show (" +
                                std::to_string(used.size()) + "; 12 are needed)");
    }
    return;
  }
  const auto number = [&](const char* id, std::vector<float>& values) -> Measurement* {
    if (values.size() < kFewest) {
      findings->Unknown(id, "beside the edges the picture is at the end of its scale: no halo could show");
      return nullptr;
    }
    const double value = std::max(0.0, Median(values));
    // Of a median: 1.25 sigma / sqrt(n), plus what the method itself may be off (accuracy bench).
    std::vector<float> away;
    for (const float v : values) away.push_back(std::abs(v - static_cast<float>(value)));
    const double spread =
        1.25 * 1.4826 * Median(away) / std::sqrt(static_cast<double>(values.size())) + 0.5 +
        0.06 * value;
    return &findings->Number(id, value, std::max(0.0, value - 1.64 * spread), value + 1.64 * spread);
  };
  Measurement* overshoot = number("halo.overshoot", over);
  Measurement* undershoot = number("halo.undershoot", under);
  const double share = 100.0 * static_cast<double>(affected) / static_cast<double>(used.size());
  if (widths.size() < kFewest) {
    findings->Unknown("halo.width", "too few halos to measure a width");
  } else {
    const double width = Median(widths);
    findings->Number("halo.width", width, std::max(0.0, width - 0.5), width + 0.5);
  }
  const double error = 100.0 * std::sqrt(0.25 / static_cast<double>(used.size()));
  findings->Number(
      "halo.affected", share, std::max(0.0, share - error), std::min(100.0, share + error));

  Measurement* carrier = overshoot != nullptr ? overshoot : undershoot;
  if (!facts.maps || carrier == nullptr) return;
  const auto strength = [](const EdgeShape& shape) {
    return std::max(shape.bright_room ? shape.overshoot : 0.0F,
                    shape.dark_room ? shape.undershoot : 0.0F);
  };
  // The median of the edges of each cell, not the largest: single edges are noisy.
  cv::Mat1f values(facts.cells_y(), facts.cells_x(), std::numeric_limits<float>::quiet_NaN());
  std::vector<std::vector<float>> cells(values.total());
  for (const EdgeMeasure* edge : used) {
    const int i = std::min(facts.cells_x() - 1, static_cast<int>(edge->x) / kCell);
    const int j = std::min(facts.cells_y() - 1, static_cast<int>(edge->y) / kCell);
    cells[static_cast<size_t>(j * values.cols + i)].push_back(strength(edge->shape));
  }
  for (int j = 0; j < values.rows; ++j) {
    for (int i = 0; i < values.cols; ++i) {
      const auto& cell = cells[static_cast<size_t>(j * values.cols + i)];
      if (!cell.empty()) values(j, i) = static_cast<float>(std::max(0.0, Median(cell)));
    }
  }
  carrier->map = MakeHeatMap("halo.overshoot", values);
  std::vector<const EdgeMeasure*> worst = used;
  std::stable_sort(worst.begin(), worst.end(), [&](const EdgeMeasure* a, const EdgeMeasure* b) {
    return std::min(a->shape.overshoot, a->shape.undershoot) >
           std::min(b->shape.overshoot, b->shape.undershoot);
  });
  for (const EdgeMeasure* edge : worst) {
    if (carrier->peaks.size() >= 8) break;
    const bool near =
        std::any_of(carrier->peaks.begin(), carrier->peaks.end(), [&](const Peak& p) {
          return std::max(std::abs(p.x - edge->x), std::abs(p.y - edge->y)) < 2 * kCell;
        });
    if (!near) carrier->peaks.push_back({edge->x, edge->y, strength(edge->shape)});
  }
}

}  // namespace sharpscale
