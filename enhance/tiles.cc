// SPDX-License-Identifier: Apache-2.0

#include "enhance/tiles.h"

#include <algorithm>

namespace sharpscale {
namespace {

// Bytes per input px of the activations: 64 channels, fp32, four buffers alive at once.
constexpr int64_t kActivationBytes = 64 * 4 * 4;
// Of a network that holds rows only: the input and its copies per px, and per row what its layers
// keep (a block of columns in the last rows, a few columns of all rows).
constexpr int64_t kInputBytes = 3 * 4 * 3;
constexpr int64_t kRowsBytes = int64_t{16} << 20;
constexpr int64_t kMarginBytes = 64 * 4 * 128;
// Bytes per output px: the float result and its copy inside the network.
constexpr int64_t kResultBytes = 3 * 4 * 3;
// Smaller tiles are not made to keep lanes busy: the overlap would be most of the work.
constexpr int kLeastLaneTile = 96;

}  // namespace

int RoundUp(int value, int unit) {
  return (value + unit - 1) / unit * unit;
}

std::vector<Tile>
TilesOfStrip(int width, int height, int first, int last, int tile, int overlap, int granularity) {
  overlap = RoundUp(overlap, granularity);
  const auto even_step = [&](int length) {
    const int parts = std::max(1, (length + tile - 1) / tile);
    return std::max(granularity, RoundUp((length + parts - 1) / parts, granularity));
  };
  const int step_x = even_step(width);
  const int step_y = even_step(last - first);
  const cv::Rect picture(0, 0, width, height);
  std::vector<Tile> tiles;
  for (int y = first; y < last; y += step_y) {
    for (int x = 0; x < width; x += step_x) {
      const cv::Rect core(x, y, std::min(step_x, width - x), std::min(step_y, last - y));
      const cv::Rect window(
          x - overlap, y - overlap, core.width + 2 * overlap, core.height + 2 * overlap);
      tiles.push_back({core, window & picture});
    }
  }
  return tiles;
}

int TileForLanes(int width, int rows, int tile, int lanes) {
  const auto tiles = [&](int side) {
    return int64_t{(width + side - 1) / side} * ((rows + side - 1) / side);
  };
  while (lanes > 1 && tile > kLeastLaneTile && tiles(tile) < 2 * lanes) {
    tile = std::max(kLeastLaneTile, tile * 3 / 4);
  }
  // No lane is without work while another has its last tile of the strip.
  const int across = (width + tile - 1) / tile;
  if (tile >= rows && across % lanes != 0) {
    const int even = RoundUp(across, lanes);
    tile = std::max(kLeastLaneTile, (width + even - 1) / even);
  }
  return tile;
}

int64_t TileBytes(int tile, int overlap, int scale, bool holds_maps) {
  const int64_t side = tile + 2 * overlap;
  const int64_t results = side * side * kResultBytes * scale * scale;
  if (holds_maps) return results + side * side * kActivationBytes;
  return results + side * side * kInputBytes + side * kMarginBytes + kRowsBytes;
}

}  // namespace sharpscale
