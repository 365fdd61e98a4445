// SPDX-License-Identifier: Apache-2.0

#include "analysis/flat_direction.h"

#include <algorithm>
#include <cmath>
#include <tuple>

namespace sharpscale {
namespace {

constexpr int kSide = kDirectionWindow / 2;
constexpr size_t kFewest = 40;     // windows
constexpr double kCertain = 50.0;  // windows: fewer differ by chance

}  // namespace

DirectionWindow MeasureDirection(const float* p, size_t stride) {
  float means[kSide][kSide];
  float sum = 0.0F;
  float along_x = 0.0F;
  float along_y = 0.0F;
  for (int y = 0; y < kSide; ++y) {
    const float* a = p + 2 * static_cast<size_t>(y) * stride;
    const float* b = a + stride;
    for (int x = 0; x < kSide; ++x) {
      const float mean = 0.25F * (a[2 * x] + a[2 * x + 1] + b[2 * x] + b[2 * x + 1]);
      means[y][x] = mean;
      sum += mean;
      along_x += mean * (static_cast<float>(x) - 0.5F * (kSide - 1));
      along_y += mean * (static_cast<float>(y) - 0.5F * (kSide - 1));
    }
  }
  constexpr float kCount = kSide * kSide;
  // Sum over the window of (x - mid)^2.
  constexpr float kSpread = kSide * (kSide * (kSide * kSide - 1.0F) / 12.0F);
  DirectionWindow w;
  w.mean = sum / kCount;
  const float slope_x = along_x / kSpread;
  const float slope_y = along_y / kSpread;
  for (int y = 0; y < kSide; ++y) {
    for (int x = 0; x < kSide; ++x) {
      means[y][x] -= w.mean + slope_x * (static_cast<float>(x) - 0.5F * (kSide - 1)) +
                     slope_y * (static_cast<float>(y) - 0.5F * (kSide - 1));
      w.variance += means[y][x] * means[y][x] / (kCount - 3.0F);
    }
  }
  for (int y = 0; y + 1 < kSide; ++y) {
    for (int x = 0; x + 1 < kSide; ++x) {
      const float right = means[y][x + 1] - means[y][x];
      const float below = means[y + 1][x] - means[y][x];
      w.across += right * right;
      w.down += below * below;
    }
  }
  return w;
}

double FlatDirection(std::vector<DirectionWindow> windows, double room) {
  windows.erase(std::remove_if(windows.begin(),
                               windows.end(),
                               [room](const DirectionWindow& w) {
                                 const double mean = static_cast<double>(w.mean);
                                 return mean < room || mean > 255.0 - room;
                               }),
                windows.end());
  if (windows.size() < kFewest) return 0.0;
  // Sums must not depend on the order.
  std::sort(windows.begin(), windows.end(), [](const auto& a, const auto& b) {
    return std::tie(a.variance, a.mean, a.across, a.down) <
           std::tie(b.variance, b.mean, b.across, b.down);
  });
  const size_t flattest = std::max<size_t>(8, windows.size() / 20);
  double across = 0.0;
  double down = 0.0;
  for (size_t i = 0; i < flattest; ++i) {
    across += static_cast<double>(windows[i].across);
    down += static_cast<double>(windows[i].down);
  }
  if (across <= 0.0 || down <= 0.0) return 0.0;
  return std::min(1.0, std::sqrt(static_cast<double>(flattest) / kCertain)) *
         std::log(across / down);
}

}  // namespace sharpscale
