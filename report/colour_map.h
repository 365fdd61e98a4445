// SPDX-License-Identifier: Apache-2.0
//
// File: report/colour_map.h
//
// Colours for values. The sequential maps rise steadily in lightness, so brighter is worse also in
// a black-and-white print and for colour-blind readers. The range is the metric's, never the
// picture's: two pictures can be compared.

#ifndef SHARPSCALE_REPORT_COLOUR_MAP_H_
#define SHARPSCALE_REPORT_COLOUR_MAP_H_

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace sharpscale {

struct Rgb {
  uint8_t r = 0;
  uint8_t g = 0;
  uint8_t b = 0;
};

enum class ColourMap {
  kInferno,  // defects; the default
  kViridis,
  kCividis,    // safest for colour-blind readers
  kDiverging,  // blue, gray in the middle, orange: values with two directions
};

// 256 colours from low to high. Inferno, viridis and cividis are those of matplotlib (CC0), as
// OpenCV carries them; diverging is made here from the two accent hues in CIE L*a*b*.
const std::array<Rgb, 256>& ColourTable(ColourMap map);

// The colour of `value` on a scale from `low` to `high`; beyond the ends, the end's colour. NaN is
// mid-gray.
Rgb ColourOf(ColourMap map, double value, double low, double high);

// "#rrggbb".
std::string HexColour(Rgb colour);

// "inferno", "viridis", "cividis", "diverging".
const char* ColourMapName(ColourMap map);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_COLOUR_MAP_H_
