// SPDX-License-Identifier: Apache-2.0

#include "analysis/contours.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <vector>

namespace sharpscale {
namespace {

constexpr int kReach = 5;           // blocks from plateau to plateau
constexpr int kLeastStep = 5;       // levels of a channel
constexpr int kMostStep = 26;       // levels of a channel: more is an edge of its own
constexpr double kLeastLuma = 1.5;  // levels; less does not show, and is compression's own
constexpr int kIgnored = 1;         // levels of a channel, of compression
constexpr int kFewest = 10;         // steps of a channel
constexpr int kMostAlike = 3;       // counted from one level to another: a long border is one
constexpr double kOnLattice = 0.8;  // of them, multiples of one step
constexpr double kSingle = 0.55;    // of them, that step once
constexpr int kFewestLevels = 3;
constexpr int kFewestLevelsDrawn = 5;
constexpr double kOnLatticeDrawn = 0.95;

struct Step {
  std::array<int, 3> from{};  // levels of the first plateau
  std::array<int, 3> by{};
  double luma = 0.0;  // levels
  int column = 0;     // of the first plateau
  int row = 0;
  int right = 0;  // direction to the second one
  int down = 0;
  int reach = 0;
};

// The pairs of plateaus with a step between them.
std::vector<Step> Steps(const TextureBlocks& blocks) {
  std::vector<Step> steps;
  constexpr std::array<std::array<int, 2>, 4> kDirections = {{{1, 0}, {0, 1}, {1, 1}, {-1, 1}}};
  for (int row = 0; row < blocks.rows; ++row) {
    for (int column = 0; column < blocks.columns; ++column) {
      const TextureBlock& first = blocks.At(column, row);
      if (!first.plateau) continue;
      for (const auto& [right, down] : kDirections) {
        for (int reach = 1; reach <= kReach; ++reach) {
          const int x = column + reach * right;
          const int y = row + reach * down;
          if (x < 0 || x >= blocks.columns || y >= blocks.rows) break;
          const TextureBlock& second = blocks.At(x, y);
          if (!second.whole) break;
          if (!second.plateau) continue;
          if (reach == 1) break;
          Step step;
          int most = 0;
          for (size_t c = 0; c < 3; ++c) {
            step.from[c] = first.colour[c];
            step.by[c] = static_cast<int>(second.colour[c]) - static_cast<int>(first.colour[c]);
            most = std::max(most, std::abs(step.by[c]));
          }
          step.luma = std::abs(double(second.mean) - double(first.mean));
          step.column = column;
          step.row = row;
          step.right = right;
          step.down = down;
          step.reach = reach;
          if (most <= kMostStep && step.luma >= kLeastLuma) steps.push_back(step);
          break;
        }
      }
    }
  }
  return steps;
}

// Levels that one step of `channel` has; 0 where its steps are of any height.
int StepOf(const std::vector<Step>& steps, size_t channel, bool drawn) {
  std::array<int, kMostStep + 2> count{};
  std::array<std::array<int, kMostStep + 1>, 256> alike{};  // by lower level and height
  int all = 0;
  for (const Step& s : steps) {
    const int by = std::abs(s.by[channel]);
    if (by <= kIgnored) continue;
    const int lower = std::min(s.from[channel], s.from[channel] + s.by[channel]);
    if (++alike[static_cast<size_t>(lower)][static_cast<size_t>(by)] > kMostAlike) continue;
    ++count[static_cast<size_t>(by)];
    ++all;
  }
  if (all < kFewest) return 0;
  const auto near = [&](int q) {
    const auto at = static_cast<size_t>(q);
    return count[at - 1] + count[at] + count[at + 1];
  };
  int step = kLeastStep;
  for (int q = kLeastStep; q <= kMostStep; ++q) {
    const bool same = near(q) == near(step);
    if (near(q) > near(step) ||
        (same && count[static_cast<size_t>(q)] > count[static_cast<size_t>(step)])) {
      step = q;
    }
  }
  // Steps of 5.4 levels are 5 or 6 high, two of them 10 to 12.
  const auto at = static_cast<size_t>(step);
  const double height =
      step + static_cast<double>(count[at + 1] - count[at - 1]) / std::max(1, near(step));
  int fit = 0;
  for (int by = step - 1; by <= kMostStep; ++by) {
    const double times = std::max(1.0, std::round(by / height));
    if (std::abs(by - times * height) < 1.5) fit += count[static_cast<size_t>(by)];
  }
  if (near(step) < kSingle * all) return 0;
  if (fit < (drawn ? kOnLatticeDrawn : kOnLattice) * all) return 0;
  std::array<int, 256> plateaus{};
  for (const Step& s : steps) {
    if (std::abs(std::abs(s.by[channel]) - step) > 1) continue;
    ++plateaus[static_cast<size_t>(s.from[channel])];
    ++plateaus[static_cast<size_t>(s.from[channel] + s.by[channel])];
  }
  int levels = 0;
  int last = -3;
  for (int v = 0; v < 256; ++v) {
    if (plateaus[static_cast<size_t>(v)] < 3 || v - last <= 2) continue;
    ++levels;
    last = v;
  }
  return levels >= (drawn ? kFewestLevelsDrawn : kFewestLevels) ? step : 0;
}

}  // namespace

cv::Mat1f FindContours(const TextureBlocks& blocks, bool drawn) {
  const std::vector<Step> steps = Steps(blocks);
  std::array<int, 3> of_channel{};
  for (size_t c = 0; c < 3; ++c) of_channel[c] = StepOf(steps, c, drawn);
  if (of_channel == std::array<int, 3>{}) return {};
  cv::Mat1f contours = cv::Mat1f::zeros(blocks.rows, blocks.columns);
  for (const Step& s : steps) {
    bool counts = false;
    for (size_t c = 0; c < 3; ++c) {
      counts = counts || (of_channel[c] > 0 && std::abs(s.by[c]) >= of_channel[c] - 1);
    }
    if (!counts) continue;
    for (int k = 1; k < s.reach; ++k) {
      float& at = contours(s.row + k * s.down, s.column + k * s.right);
      at = std::max(at, static_cast<float>(s.luma));
    }
  }
  return contours;
}

}  // namespace sharpscale
