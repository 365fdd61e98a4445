// SPDX-License-Identifier: Apache-2.0

#include "report/colour_map.h"

#include <gtest/gtest.h>

#include <limits>

namespace sharpscale {
namespace {

// Relative luminance, sRGB.
double Luminance(Rgb colour) {
  const auto linear = [](double v) {
    v /= 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * linear(colour.r) + 0.7152 * linear(colour.g) + 0.0722 * linear(colour.b);
}

TEST(ColourMap, SequentialMapsRiseInLightness) {
  for (const ColourMap map : {ColourMap::kInferno, ColourMap::kViridis, ColourMap::kCividis}) {
    const auto& table = ColourTable(map);
    for (size_t i = 8; i < table.size(); i += 8) {
      EXPECT_GT(Luminance(table[i]), Luminance(table[i - 8])) << ColourMapName(map) << " " << i;
    }
  }
}

TEST(ColourMap, InfernoIsThatOfMatplotlib) {
  // First, middle and last entry of matplotlib's _inferno_data, in 8 bits (+-2: two roundings).
  const auto near = [](Rgb is, int r, int g, int b) {
    EXPECT_NEAR(is.r, r, 2);
    EXPECT_NEAR(is.g, g, 2);
    EXPECT_NEAR(is.b, b, 2);
  };
  const auto& table = ColourTable(ColourMap::kInferno);
  near(table[0], 0, 0, 4);
  near(table[128], 188, 55, 84);
  near(table[255], 252, 255, 164);
}

TEST(ColourMap, DivergingIsSymmetricAndGrayInTheMiddle) {
  const auto& table = ColourTable(ColourMap::kDiverging);
  const Rgb middle = table[127];
  EXPECT_NEAR(middle.r, middle.b, 6);
  EXPECT_NEAR(Luminance(table[0]), Luminance(table[255]), 0.02);
  EXPECT_GT(Luminance(middle), Luminance(table[0]));
  EXPECT_GT(table[0].b, table[0].r);
  EXPECT_GT(table[255].r, table[255].b);
}

TEST(ColourMap, RangeIsFixedAndEndsHold) {
  EXPECT_EQ(HexColour(ColourOf(ColourMap::kInferno, 99, 0, 20)),
            HexColour(ColourOf(ColourMap::kInferno, 20, 0, 20)));
  EXPECT_EQ(HexColour(ColourOf(ColourMap::kInferno, std::nan(""), 0, 20)), "#808080");
  EXPECT_EQ(HexColour(ColourOf(ColourMap::kInferno, 5, 3, 3)), "#808080");
}

}  // namespace
}  // namespace sharpscale
