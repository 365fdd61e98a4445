// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_seams.h"

namespace sharpscale {
namespace {

constexpr double kDeviations = 8.0;
constexpr double kSmallest = 0.12;  // levels
constexpr int kNeighbours = 20;     // positions on each side that tell what is usual
constexpr int kMinPositions = 64;
constexpr int kBorder = 8;  // px at the picture's ends, where filters reflect or repeat

double Median(std::vector<double> values) {
  const size_t middle = values.size() / 2;
  std::nth_element(values.begin(), values.begin() + middle, values.end());
  return values[middle];
}

// The period p (>= 16) of which most of `at` are multiples, up to an offset; 0 = none.
int FindPeriod(const std::vector<int>& at) {
  if (at.size() < 2) return 0;
  std::map<int, int> gaps;
  for (size_t i = 1; i < at.size(); ++i) ++gaps[at[i] - at[i - 1]];
  int best = 0;
  size_t most = 0;
  for (const auto& [gap, unused] : gaps) {
    if (gap < 16) continue;
    for (const int start : {at[0], at[1]}) {
      size_t members = 0;
      for (const int a : at) members += (a - start) % gap == 0 ? 1 : 0;
      if (members > most) {
        most = members;
        best = gap;
      }
    }
  }
  return most >= 2 && most * 3 >= at.size() * 2 ? best : 0;
}

}  // namespace

Seams FindSeams(const cv::Mat1f& means, int segment) {
  Seams result;
  const int count = means.cols;
  const int segments = means.rows;
  if (count < kMinPositions || segments == 0) return result;
  // Mean absolute step between the two px before and the two px from `x` on.
  std::vector<double> steps(static_cast<size_t>(count), 0.0);
  const auto step_at = [&](int s, int x) {
    const float* row = means.ptr<float>(s);
    return 0.5 * (double(row[x]) + row[x + 1] - row[x - 1] - row[x - 2]);
  };
  for (int x = 2; x + 2 <= count; ++x) {
    if (x + 1 >= count) break;
    double sum = 0.0;
    for (int s = 0; s < segments; ++s) sum += std::abs(step_at(s, x));
    steps[static_cast<size_t>(x)] = sum / segments;
  }
  std::vector<double> beyond(steps.size(), 0.0);
  for (int x = 2; x + 1 < count; ++x) {
    std::vector<double> around;
    for (int k = std::max(2, x - kNeighbours); k <= std::min(count - 2, x + kNeighbours); ++k) {
      if (std::abs(k - x) > 2) around.push_back(steps[static_cast<size_t>(k)]);
    }
    beyond[static_cast<size_t>(x)] = steps[static_cast<size_t>(x)] - Median(around);
  }
  std::vector<double> absolute;
  for (int x = 2; x + 1 < count; ++x) absolute.push_back(std::abs(beyond[static_cast<size_t>(x)]));
  const double deviation = 1.4826 * Median(absolute);
  const double threshold = std::max(kSmallest, kDeviations * deviation);
  std::vector<int> at;
  for (int x = kBorder; x + kBorder < count; ++x) {
    const auto value = [&](int k) {
      return k >= 0 && k < count ? beyond[static_cast<size_t>(k)] : 0.0;
    };
    if (value(x) < threshold) continue;
    bool peak = true;
    for (int k = -3; k <= 3; ++k) peak = peak && (value(x + k) < value(x) || k >= 0);
    for (int k = 1; k <= 3; ++k) peak = peak && value(x + k) <= value(x);
    if (!peak) continue;
    Seam seam;
    seam.at = x;
    seam.step = value(x);
    double worst = -1.0;
    for (int s = 0; s < segments; ++s) {
      if (std::abs(step_at(s, x)) > worst) {
        worst = std::abs(step_at(s, x));
        seam.worst = s * segment + segment / 2;
      }
    }
    result.seams.push_back(seam);
    at.push_back(x);
  }
  if (at.empty()) return result;
  result.period = FindPeriod(at);
  std::sort(result.seams.begin(), result.seams.end(), [](const Seam& a, const Seam& b) {
    return a.step != b.step ? a.step > b.step : a.at < b.at;
  });
  double sum = 0.0;
  int members = 0;
  for (const Seam& seam : result.seams) {
    if (result.period > 0 && (seam.at - result.seams[0].at) % result.period != 0) continue;
    sum += seam.step;
    ++members;
    if (result.period == 0) break;
  }
  result.step = sum / members;
  result.error = deviation / std::sqrt(double(members));
  return result;
}

}  // namespace sharpscale
