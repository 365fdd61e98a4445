// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_checkerboard.h"

namespace sharpscale {
namespace {

constexpr float kFewest = 128.0F;  // px
// Nine cells out of step share a ninth of their power by chance; at the border of a patch two
// thirds of the nine are in step and share four ninths.
constexpr double kByChance = 0.15;
constexpr double kInStep = 0.4;

// Mean square of the folded means about their own mean.
template <size_t N>
double PatternPower(const std::array<float, N>& sums, double count) {
  const double members = count / double(N);
  double mean = 0.0;
  for (const float sum : sums) mean += sum / members;
  mean /= double(N);
  double power = 0.0;
  for (const float sum : sums) power += (sum / members - mean) * (sum / members - mean);
  return power / double(N);
}

// Chance alone leaves (N - 1) / count of the variance in a fold over N places; content with slopes
// leaves a little more.
double Beyond(double power, double variance, double places, double count) {
  const double chance = variance * places / count;
  return power > 4.0 * chance ? power - chance : 0.0;
}

template <size_t N>
void AddTo(const std::array<float, N>& from, std::array<float, N>* to) {
  for (size_t k = 0; k < N; ++k) (*to)[k] += from[k];
}

double Power(const FoldedCell& fold) {
  const auto count = double(fold.weight);
  float sum = 0.0F;
  for (const float part : fold.period4) sum += part;
  const double mean = sum / count;
  const double variance = std::max(0.0, fold.square / count - mean * mean);
  return std::max(Beyond(PatternPower(fold.period4, count), variance, 16.0, count),
                  Beyond(PatternPower(fold.period3, count), variance, 9.0, count));
}

}  // namespace

cv::Mat1f CheckerboardMap(const AddedStatistics& statistics) {
  const int columns = statistics.fold_columns;
  const int rows = columns == 0 ? 0 : static_cast<int>(statistics.folds.size()) / columns;
  const auto at = [&](int i, int j) -> const FoldedCell& {
    return statistics.folds[static_cast<size_t>(j) * columns + i];
  };
  cv::Mat1f map = cv::Mat1f::zeros(rows, columns);
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      if (at(i, j).weight < kFewest) {
        map(j, i) = std::numeric_limits<float>::quiet_NaN();
        continue;
      }
      // Folds count from the picture's corner, so that a grid of the processing is the same in
      // all cells, while grilles and fabrics fall out of step.
      FoldedCell shared;
      for (int v = std::max(0, j - 1); v <= std::min(rows - 1, j + 1); ++v) {
        for (int u = std::max(0, i - 1); u <= std::min(columns - 1, i + 1); ++u) {
          const FoldedCell& fold = at(u, v);
          AddTo(fold.period4, &shared.period4);
          AddTo(fold.period3, &shared.period3);
          shared.square += fold.square;
          shared.weight += fold.weight;
        }
      }
      const double own = Power(at(i, j));
      if (own <= 0.0) continue;
      const double share = (Power(shared) / own - kByChance) / (kInStep - kByChance);
      map(j, i) = static_cast<float>(std::sqrt(own * std::clamp(share, 0.0, 1.0)));
    }
  }
  return map;
}

}  // namespace sharpscale
