// SPDX-License-Identifier: Apache-2.0

#include "analysis/added_seams.h"

#include <array>
#include <utility>

#include "analysis/order_statistics.h"

namespace sharpscale {
namespace {

constexpr double kDeviations = 8.0;
constexpr double kSmallest = 0.12;  // levels
constexpr int kNeighbours = 20;     // positions on each side that tell what is usual
constexpr int kMinPositions = 64;
constexpr int kTileUnit = 32;  // px; sides of tiles are multiples of it
constexpr int kBlock = 8;      // px, of JPEG
constexpr double kPhaseDeviations = 6.0;
constexpr int kBorder = 8;  // px at the picture's ends, where filters reflect or repeat

// How many of `at` lie on the grid of period `p` through `start`.
int Members(const std::vector<int>& at, int start, int p) {
  int members = 0;
  for (const int a : at) members += (a - start) % p == 0 ? 1 : 0;
  return members;
}

// The grid offset that holds most of `at`.
int GridStart(const std::vector<int>& at, int p) {
  return *std::max_element(
      at.begin(), at.end(), [&](int a, int b) { return Members(at, a, p) < Members(at, b, p); });
}

bool OnGrid(int position, const std::vector<int>& at, int p) {
  return (position - GridStart(at, p)) % p == 0;
}

// The gap (>= 16 px) between two of `at` whose multiples hold two thirds of them, at least two; 0 =
// none. Two lines are a grid only when it starts at the picture's border.
int FindPeriod(const std::vector<int>& at) {
  int best = 0;
  int most = 1;
  for (size_t i = 1; i < at.size(); ++i) {
    const int gap = at[i] - at[i - 1];
    if (gap < 16) continue;
    const int members = Members(at, GridStart(at, gap), gap);
    if (members > most) {
      most = members;
      best = gap;
    }
  }
  if (best == 0 || most * 3 < int(at.size()) * 2) return 0;
  if (most == 2 && GridStart(at, best) % best != 0) return 0;
  return best;
}

// Ringing of an enlarged edge reaches this far beyond it.
constexpr int kEdgeReach = 10;  // px

cv::Mat1f WithoutEdges(const cv::Mat1f& means) {
  cv::Mat1f result = means.clone();
  for (int s = 0; s < means.rows; ++s) {
    for (int x = 0; x < means.cols; ++x) {
      if (!std::isnan(means(s, x))) continue;
      const int end = std::min(means.cols, x + kEdgeReach + 1);
      for (int k = std::max(0, x - kEdgeReach); k < end; ++k) result(s, k) = means(s, x);
    }
  }
  return result;
}

// Mean over segments of the step of their means at column `x`, levels.
double StepAt(const cv::Mat& luma, int x, int segment) {
  double sum = 0.0;
  int segments = 0;
  for (int y = 0; y < luma.rows; y += segment, ++segments) {
    const cv::Range rows(y, std::min(luma.rows, y + segment));
    sum += std::abs(cv::mean(luma(rows, cv::Range(x, x + 1)))[0] -
                    cv::mean(luma(rows, cv::Range(x - 1, x)))[0]);
  }
  return sum / std::max(1, segments);
}

}  // namespace

Seams FindSeams(const cv::Mat1f& all_means, int segment) {
  Seams result;
  const cv::Mat1f means = WithoutEdges(all_means);
  const int count = means.cols;
  const int segments = means.rows;
  if (count < kMinPositions || segments == 0) return result;
  // Absolute step between the two px before and the two px from `x` on, median over segments.
  std::vector<double> steps(static_cast<size_t>(count), 0.0);
  const auto step_at = [&](int s, int x) {
    const float* row = means.ptr<float>(s);
    return 0.5 * (double(row[x]) + row[x + 1] - row[x - 1] - row[x - 2]);
  };
  for (int x = 2; x + 2 <= count; ++x) {
    if (x + 1 >= count) break;
    std::vector<double> known;
    for (int s = 0; s < segments; ++s) {
      const double step = std::abs(step_at(s, x));
      if (!std::isnan(step)) known.push_back(step);
    }
    // A line that is mostly edge cannot tell. A seam runs from border to border, a pillar or a
    // window does not: the middle one of the segments decides, of two the lower one.
    const size_t least =
        std::max<size_t>(static_cast<size_t>(segments + 3) / 4, segments > 3 ? 2 : 1);
    const bool tells = known.size() >= least;
    steps[static_cast<size_t>(x)] = tells ? AtRank(&known, (known.size() - 1) / 2) : 0.0;
  }
  std::vector<double> beyond(steps.size(), 0.0);
  for (int x = 2; x + 1 < count; ++x) {
    std::vector<double> around;
    for (int k = std::max(2, x - kNeighbours); k <= std::min(count - 2, x + kNeighbours); ++k) {
      if (std::abs(k - x) > 2) around.push_back(steps[static_cast<size_t>(k)]);
    }
    // JPEG steps at every eighth line: a seam stands out among lines of its own phase, too.
    std::vector<double> phase;
    for (int k = -4; k <= 4; ++k) {
      const int other = x + kBlock * k;
      if (k != 0 && other >= 2 && other + 1 < count) {
        phase.push_back(steps[static_cast<size_t>(other)]);
      }
    }
    const double usual = phase.size() < 4 ? 0.0 : Median(phase);
    beyond[static_cast<size_t>(x)] =
        steps[static_cast<size_t>(x)] - std::max(Median(around), usual);
  }
  std::vector<double> all;
  for (int x = 2; x + 1 < count; ++x) all.push_back(beyond[static_cast<size_t>(x)]);
  const double deviation = RobustDeviation(std::move(all), 0.0);
  // Repairing a JPEG takes away steps that differ from line to line of its grid. The highest of
  // them is no seam, although one in four lies where tiles could end.
  std::array<double, kBlock> thresholds{};
  for (int phase = 0; phase < kBlock; ++phase) {
    std::vector<double> lines;
    for (int x = kBorder + phase; x + kBorder < count; x += kBlock) {
      lines.push_back(beyond[static_cast<size_t>(x)]);
    }
    const double spread = lines.size() < 8 ? 0.0 : RobustDeviation(std::move(lines), 0.0);
    thresholds[static_cast<size_t>(phase)] =
        std::max({kSmallest, kDeviations * deviation, kPhaseDeviations * spread});
  }
  std::vector<int> at;
  for (int x = kBorder; x + kBorder < count; ++x) {
    const auto value = [&](int k) {
      return k >= 0 && k < count ? beyond[static_cast<size_t>(k)] : 0.0;
    };
    if (value(x) < thresholds[static_cast<size_t>(x % kBlock)]) continue;
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
  if (result.period == 0) {
    // One line alone may be a horizon or a roof, unless it lies where tiles end.
    const auto best = std::max_element(
        result.seams.begin(), result.seams.end(), [](const Seam& a, const Seam& b) {
          return a.step < b.step;
        });
    const Seam seam = *best;
    result.seams.clear();
    if (seam.at % kTileUnit != 0) return result;
    result.seams.push_back(seam);
    result.step = seam.step;
    result.error = deviation;
    return result;
  }
  result.seams.erase(
      std::remove_if(result.seams.begin(),
                     result.seams.end(),
                     [&](const Seam& seam) { return !OnGrid(seam.at, at, result.period); }),
      result.seams.end());
  std::sort(result.seams.begin(), result.seams.end(), [](const Seam& a, const Seam& b) {
    return a.step != b.step ? a.step > b.step : a.at < b.at;
  });
  double sum = 0.0;
  for (const Seam& seam : result.seams) sum += seam.step;
  const auto members = static_cast<double>(result.seams.size());
  result.step = sum / members;
  result.error = deviation / std::sqrt(members);
  return result;
}

Seams SeamsOffEdges(Seams seams, const cv::Mat& source) {
  constexpr double kEdgeOverSeam = 4.0;
  if (seams.seams.size() != 1) return seams;
  const Seam& only = seams.seams.front();
  if (only.at < 1 || only.at >= source.cols) return seams;
  const double step =
      cv::norm(source.col(only.at), source.col(only.at - 1), cv::NORM_L1) / source.rows;
  return step > kEdgeOverSeam * only.step ? Seams() : seams;
}

Seams SeamsAdded(Seams seams, const cv::Mat& before, const cv::Mat& after, int segment) {
  if (seams.seams.size() != 1) return seams;
  const int at = seams.seams.front().at;
  if (at < 1 || at >= std::min(before.cols, after.cols)) return seams;
  return StepAt(after, at, segment) < StepAt(before, at, segment) ? Seams() : seams;
}

}  // namespace sharpscale
