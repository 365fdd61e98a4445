// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_halo.h"

#include <limits>

#include "analysis/consistency.h"

namespace sharpscale {
namespace {

// The largest of a cell's few dozen px near an edge lies about this many deviations out by chance.
constexpr double kChance = 2.5;
constexpr double kAffected = 5.0;     // %
constexpr double kTraceRange = 10.0;  // dB below kFaithful at which all of a change counts
// Edges of this many times the added noise tell of halos; where there are enough of them the
// others, whose small rims are mostly chance, are not asked.
constexpr double kOutOfNoise = 12.0;
constexpr int kEnoughEdges = 24;  // cells

}  // namespace

HaloChange MeasureHaloChange(const AddedStatistics& statistics, double added_noise) {
  HaloChange change;
  const int columns = statistics.halo_columns;
  const int rows = columns == 0 ? 0 : static_cast<int>(statistics.halos.size()) / columns;
  change.map = cv::Mat1f(rows, columns, std::numeric_limits<float>::quiet_NaN());
  const auto at = [&](int i, int j) -> const HaloCell& {
    return statistics.halos[static_cast<size_t>(j) * columns + i];
  };
  const auto clear = [&](const HaloCell& cell) {
    return double(cell.contrast) >= kOutOfNoise * added_noise;
  };
  const auto clear_edges =
      std::count_if(statistics.halos.begin(), statistics.halos.end(), [&](const HaloCell& cell) {
        return cell.contrast > 0.0F && clear(cell);
      });
  const bool only_clear = clear_edges >= kEnoughEdges;
  std::vector<double> halos;
  int affected = 0;
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const HaloCell& cell = at(i, j);
      if (cell.contrast <= 0.0F) continue;
      // The other rim of an edge may lie in the next cell.
      float over = cell.over;
      float under = cell.under;
      for (int v = std::max(0, j - 1); v <= std::min(rows - 1, j + 1); ++v) {
        for (int u = std::max(0, i - 1); u <= std::min(columns - 1, i + 1); ++u) {
          over = std::max(over, at(u, v).over);
          under = std::max(under, at(u, v).under);
        }
      }
      // Sharpening swings over on both sides; detail beside an edge lies on one.
      float excess = std::max(std::min(cell.over, under), std::min(cell.under, over));
      if (!cell.bright_room || !cell.dark_room) excess = std::max(cell.over, cell.under);
      const double chance = kChance * added_noise / double(cell.contrast);
      const double halo =
          100.0 * std::max(0.0, std::max(0.0, double(excess) - chance) - double(cell.plain));
      change.map(j, i) = static_cast<float>(halo);
      if (only_clear && !clear(cell)) continue;
      halos.push_back(halo);
      affected += halo > kAffected ? 1 : 0;
      ++change.edges;
    }
  }
  if (change.edges == 0) return change;
  // The mean of the middle half: what sharpening does it does to most edges, and the few where
  // lines and texture mislead do not count.
  std::sort(halos.begin(), halos.end());
  const auto first = halos.begin() + static_cast<std::ptrdiff_t>(halos.size() / 4);
  const auto last = halos.end() - static_cast<std::ptrdiff_t>(halos.size() / 4);
  const auto count = static_cast<double>(last - first);
  double squares = 0.0;
  for (auto halo = first; halo != last; ++halo) {
    change.overshoot += *halo / count;
    squares += *halo * *halo / count;
  }
  const double variance = std::max(0.0, squares - change.overshoot * change.overshoot);
  change.error = std::sqrt(variance / count);
  change.affected = affected / double(change.edges);
  return change;
}

std::optional<JudgedHalo> JudgeHalo(const HaloChange& change,
                                    std::optional<double> lr_psnr,
                                    const BlurBetweenFit* blur,
                                    const std::optional<TypicalHalo>& typical) {
  JudgedHalo judged{change.overshoot, 1.0};
  if (lr_psnr) {
    judged.trace = std::clamp((kFaithfulPsnr - *lr_psnr) / kTraceRange, 0.0, 1.0);
    judged.overshoot *= judged.trace;
    if (typical) judged.overshoot = std::min(judged.overshoot, typical->most);
  } else if (blur != nullptr) {
    if (!typical && blur->IsOptical()) return std::nullopt;
    if (!typical) return judged;
    const double own = typical->most + blur->Optical() * (typical->weaker - typical->most);
    if (own < change.overshoot) judged = {own, own / change.overshoot};
  }
  return judged;
}

std::optional<TypicalHalo> MeasuredTypicalHalo(const Report& report) {
  TypicalHalo typical{0.0, std::numeric_limits<double>::infinity()};
  for (const char* id : {"halo.overshoot", "halo.undershoot"}) {
    const Measurement* m = report.Find(id);
    if (m == nullptr || !m->value) return std::nullopt;
    typical.most = std::max(typical.most, m->high.value_or(*m->value));
    typical.weaker = std::min(typical.weaker, *m->value);
  }
  return typical;
}

}  // namespace sharpscale
