// SPDX-License-Identifier: Apache-2.0
//
// File: models/tile_unit.h
//
// Where tiles of a network may begin and end.

#ifndef SHARPSCALE_MODELS_TILE_UNIT_H_
#define SHARPSCALE_MODELS_TILE_UNIT_H_

namespace sharpscale {

// Rounds `value` (>= 0) up to a multiple of `unit` (>= 1).
constexpr int RoundUp(int value, int unit) {
  return (value + unit - 1) / unit * unit;
}

// Tiles for a network of this granularity begin at multiples of this. Our own convolutions work on
// 2x2 cells (models/winograd): where those lie the same in every tile, a px is the same to the bit
// at any tile size.
constexpr int TileUnit(int granularity) {
  return 2 * granularity;
}

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TILE_UNIT_H_
