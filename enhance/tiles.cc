// SPDX-License-Identifier: Apache-2.0

#include "enhance/tiles.h"

#include <algorithm>

#include "models/tile_unit.h"

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
// Smaller parts than so many times the overlap are not made to keep lanes busy: the overlap would
// be most of the work.
constexpr int kLeastCore = 2;
constexpr int kLeastOverlap = 8;  // px; counted where there is less

}  // namespace

std::vector<NetworkTile> TilesOfStrip(int width,
                                      int height,
                                      int first,
                                      int last,
                                      cv::Size tile,
                                      int overlap,
                                      int granularity) {
  overlap = RoundUp(overlap, granularity);
  const auto even_step = [&](int length, int side) {
    const int parts = std::max(1, (length + side - 1) / side);
    return std::max(granularity, RoundUp((length + parts - 1) / parts, granularity));
  };
  const int step_x = even_step(width, tile.width);
  const int step_y = even_step(last - first, tile.height);
  const cv::Rect picture(0, 0, width, height);
  std::vector<NetworkTile> tiles;
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

cv::Size TileForLanes(cv::Size strip, int tile, int overlap, int lanes) {
  const auto parts_of = [](int length, int side) { return (length + side - 1) / side; };
  // As few parts as `tile` asks for, as many as leave each worth its overlap.
  const auto most = [&](int length) {
    return std::max(parts_of(length, tile), length / kLeastCore / std::max(overlap, kLeastOverlap));
  };
  const auto extent = [&](int length, int parts) {
    return int64_t{parts_of(length, parts)} + (parts > 1 ? 2 * overlap : 0);
  };
  cv::Size best(tile, tile);
  int64_t shortest = -1;
  for (int down = parts_of(strip.height, tile); down <= most(strip.height); ++down) {
    for (int across = parts_of(strip.width, tile); across <= most(strip.width); ++across) {
      const int rounds = parts_of(across * down, lanes);
      const int64_t time = rounds * extent(strip.width, across) * extent(strip.height, down);
      if (shortest >= 0 && time >= shortest) continue;
      shortest = time;
      best = {parts_of(strip.width, across), parts_of(strip.height, down)};
    }
  }
  return best;
}

int64_t TileBytes(int tile, int overlap, int scale, bool holds_maps) {
  const int64_t side = tile + 2 * overlap;
  const int64_t results = side * side * kResultBytes * scale * scale;
  if (holds_maps) return results + side * side * kActivationBytes;
  return results + side * side * kInputBytes + side * kMarginBytes + kRowsBytes;
}

}  // namespace sharpscale
