// SPDX-License-Identifier: Apache-2.0

#include "enhance/tiles.h"

#include <algorithm>

namespace sharpscale {
namespace {

// Bytes per input px of the activations: 64 channels, fp32, four buffers alive at once.
constexpr int64_t kActivationBytes = 64 * 4 * 4;
// Bytes per output px: the float result and its copy inside the network.
constexpr int64_t kResultBytes = 3 * 4 * 3;

}  // namespace

int RoundUp(int value, int unit) {
  return (value + unit - 1) / unit * unit;
}

std::vector<Tile>
TilesOfStrip(int width, int height, int first, int last, int tile, int overlap, int granularity) {
  overlap = RoundUp(overlap, granularity);
  const int columns = std::max(1, (width + tile - 1) / tile);
  const int step = RoundUp((width + columns - 1) / columns, granularity);
  const int top = std::max(0, first - overlap);
  const int bottom = std::min(height, last + overlap);
  std::vector<Tile> tiles;
  for (int x = 0; x < width; x += step) {
    const int right = std::min(width, x + step);
    const int window_left = std::max(0, x - overlap);
    const int window_right = std::min(width, right + overlap);
    tiles.push_back({cv::Rect(x, first, right - x, last - first),
                     cv::Rect(window_left, top, window_right - window_left, bottom - top)});
  }
  return tiles;
}

int64_t TileBytes(int tile, int overlap, int scale) {
  const int64_t side = tile + 2 * overlap;
  return side * side * (kActivationBytes + kResultBytes * scale * scale);
}

}  // namespace sharpscale
