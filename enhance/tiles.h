// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/tiles.h
//
// Cuts a picture for a network with a finite receptive field. Each tile carries `overlap` px of
// context on every side that is not a border of the picture, so a cropped tile holds exactly what
// the whole picture would have given: no blending, no seam, and the same result at any tile size.

#ifndef SHARPSCALE_ENHANCE_TILES_H_
#define SHARPSCALE_ENHANCE_TILES_H_

#include <cstdint>
#include <opencv2/core.hpp>
#include <vector>

namespace sharpscale {

// All in px of the network's input.
struct NetworkTile {
  cv::Rect core;    // what this tile is to produce
  cv::Rect window;  // core + overlap, inside the picture
};

// Tiles that cover the rows [first, last) of a picture of `width` x `height` px, row by row. Cores
// are at most about `tile` px in size, begin at multiples of `granularity`, and windows too.
// `overlap` >= 0, `tile` >= 1, `granularity` >= 1; `first` must be a multiple of `granularity`.
std::vector<NetworkTile> TilesOfStrip(int width,
                                      int height,
                                      int first,
                                      int last,
                                      cv::Size tile,
                                      int overlap,
                                      int granularity);

// The size of tiles, at most `tile` px a side, with which `lanes` lanes finish `strip` soonest: all
// have as many tiles to do, and no more is done twice in overlaps than that is worth.
cv::Size TileForLanes(cv::Size strip, int tile, int overlap, int lanes);

// What a network needs while it runs one tile, bytes: activations and the result. An upper estimate
// for plain convolution stacks of up to 64 channels (measured in tests/bench). `holds_maps`: see
// Network.
int64_t TileBytes(int tile, int overlap, int scale, bool holds_maps);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_TILES_H_
