// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_checkerboard.h"

namespace sharpscale {
namespace {

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

}  // namespace

cv::Mat1f CheckerboardMap(const AddedStatistics& statistics) {
  const int columns = statistics.fold_columns;
  const int rows = columns == 0 ? 0 : static_cast<int>(statistics.folds.size()) / columns;
  cv::Mat1f map(rows, columns);
  for (int j = 0; j < rows; ++j) {
    for (int i = 0; i < columns; ++i) {
      const FoldedCell& fold = statistics.folds[static_cast<size_t>(j) * columns + i];
      if (fold.weight < 128.0F) {
        map(j, i) = std::numeric_limits<float>::quiet_NaN();
        continue;
      }
      float sum = 0.0F;
      for (const float part : fold.period4) sum += part;
      const double mean = sum / double(fold.weight);
      const double variance = std::max(0.0, fold.square / double(fold.weight) - mean * mean);
      const double power = std::max(
          Beyond(
              PatternPower(fold.period4, double(fold.weight)), variance, 16.0, double(fold.weight)),
          Beyond(
              PatternPower(fold.period3, double(fold.weight)), variance, 9.0, double(fold.weight)));
      map(j, i) = static_cast<float>(std::sqrt(power));
    }
  }
  return map;
}

}  // namespace sharpscale
