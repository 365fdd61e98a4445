// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_halo.h"

namespace sharpscale {
namespace {

// The largest of a cell's few dozen px near an edge lies about this many deviations out by chance.
constexpr double kChance = 2.5;
constexpr double kAffected = 5.0;  // %

}  // namespace

HaloChange MeasureHaloChange(const AddedStatistics& statistics, double added_noise) {
  HaloChange change;
  const int columns = statistics.halo_columns;
  const int rows = columns == 0 ? 0 : static_cast<int>(statistics.halos.size()) / columns;
  change.map = cv::Mat1f(rows, columns, std::numeric_limits<float>::quiet_NaN());
  double sum = 0.0;
  double squares = 0.0;
  int affected = 0;
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const HaloCell& cell = statistics.halos[static_cast<size_t>(j) * columns + i];
      if (cell.contrast <= 0.0F) continue;
      const double excess = std::max(0.0, cell.excess - kChance * added_noise) / cell.contrast;
      const double halo = 100.0 * std::max(0.0, excess - double(cell.plain));
      change.map(j, i) = static_cast<float>(halo);
      sum += halo;
      squares += halo * halo;
      affected += halo > kAffected ? 1 : 0;
      ++change.edges;
    }
  }
  if (change.edges == 0) return change;
  change.overshoot = sum / change.edges;
  const double variance =
      std::max(0.0, squares / change.edges - change.overshoot * change.overshoot);
  change.error = std::sqrt(variance / change.edges);
  change.affected = affected / double(change.edges);
  return change;
}

}  // namespace sharpscale
