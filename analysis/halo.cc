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
constexpr double kVisible = 8.0;  // % of contrast on both sides together that counts as a halo

double Median(std::vector<float> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

void FindHalo(const std::vector<EdgeMeasure>& edges,
              const PictureFacts& facts,
              Findings* findings) {
  std::vector<const EdgeMeasure*> used;
  for (const EdgeMeasure& edge : edges) {
    if (edge.level == 0 && edge.shape.halo_known) used.push_back(&edge);
  }
  if (used.size() < kFewest) {
    for (const char* id : {"halo.overshoot", "halo.undershoot", "halo.width", "halo.affected"}) {
      findings->Unknown(
          id,
          "too few edges between even areas (" + std::to_string(used.size()) + "; 12 are needed)");
    }
    return;
  }
  std::vector<float> over;
  std::vector<float> under;
  std::vector<float> widths;
  size_t affected = 0;
  for (const EdgeMeasure* edge : used) {
    over.push_back(edge->shape.overshoot);
    under.push_back(edge->shape.undershoot);
    const bool visible = std::min(edge->shape.overshoot, edge->shape.undershoot) > 0.3 * kVisible &&
                         edge->shape.overshoot + edge->shape.undershoot > 2.0 * kVisible;
    if (!visible) continue;
    ++affected;
    if (edge->shape.width > 0.0F) widths.push_back(edge->shape.width);
  }
  const auto number = [&](const char* id, double value) -> Measurement& {
    const double spread = 1.0 + 0.1 * value;
    return findings->Number(id, value, std::max(0.0, value - 1.64 * spread), value + 1.64 * spread);
  };
  Measurement& overshoot = number("halo.overshoot", Median(over));
  number("halo.undershoot", Median(under));
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

  if (facts.maps) {
    cv::Mat1f values(facts.cells_y(), facts.cells_x(), std::numeric_limits<float>::quiet_NaN());
    for (const EdgeMeasure* edge : used) {
      float& cell = values(std::min(facts.cells_y() - 1, static_cast<int>(edge->y) / kCell),
                           std::min(facts.cells_x() - 1, static_cast<int>(edge->x) / kCell));
      const float here = std::max(edge->shape.overshoot, edge->shape.undershoot);
      cell = std::isnan(cell) ? here : std::max(cell, here);
    }
    overshoot.map = MakeHeatMap("halo.overshoot", values);
    std::vector<const EdgeMeasure*> worst = used;
    std::stable_sort(worst.begin(), worst.end(), [](const EdgeMeasure* a, const EdgeMeasure* b) {
      return a->shape.overshoot + a->shape.undershoot > b->shape.overshoot + b->shape.undershoot;
    });
    for (const EdgeMeasure* edge : worst) {
      if (overshoot.peaks.size() >= 8) break;
      const bool near =
          std::any_of(overshoot.peaks.begin(), overshoot.peaks.end(), [&](const Peak& p) {
            return std::max(std::abs(p.x - edge->x), std::abs(p.y - edge->y)) < 2 * kCell;
          });
      if (!near) {
        overshoot.peaks.push_back(
            {edge->x, edge->y, std::max(edge->shape.overshoot, edge->shape.undershoot)});
      }
    }
  }
}

}  // namespace sharpscale
