// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/colour_map.h
//
// Colour maps for heat maps: perceptually uniform, so that brighter is worse on every screen, in
// gray print and for colour-blind readers. One diverging map for values with a good middle.

#ifndef SHARPSCALE_VIEWER_CORE_COLOUR_MAP_H_
#define SHARPSCALE_VIEWER_CORE_COLOUR_MAP_H_

#include <array>
#include <cstdint>
#include <string_view>
#include <vector>

namespace sharpscale::viewer {

enum class ColourMap { kInferno, kViridis, kCividis, kDiverging };

// "inferno", "viridis", "cividis", "diverging".
std::string_view ColourMapName(ColourMap map);

// sRGB 8-bit colour at t in 0..1 (clamped; NaN = 0).
std::array<uint8_t, 3> ColourAt(ColourMap map, double t);
// `count` >= 2 colours from t = 0 to 1.
std::vector<std::array<uint8_t, 3>> SampleColourMap(ColourMap map, int count);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_COLOUR_MAP_H_
