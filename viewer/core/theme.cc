// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/theme.h"

#include <algorithm>
#include <cmath>

namespace sharpscale::viewer {
namespace {

double RelativeLuminance(uint32_t rgb) {
  const auto light = [](uint32_t code) {
    const double v = code / 255.0;
    return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
  };
  return 0.2126 * light((rgb >> 16) & 255) + 0.7152 * light((rgb >> 8) & 255) +
         0.0722 * light(rgb & 255);
}

}  // namespace

// clang-format off
const std::vector<TokenRow>& ThemeTable() {
  static const std::vector<TokenRow> table = {
      {Token::kCanvas,   "canvas",    0x141414, 0xC4C4C5},  // behind pictures
      {Token::kPanel,    "panel",     0x1D1D1E, 0xF3F3F4},  // bars, side panel, dock
      {Token::kRaised,   "raised",    0x262627, 0xFFFFFF},  // popovers, selected step
      {Token::kControl,  "control",   0x303032, 0xE8E8EA},  // fields, buttons, tracks
      {Token::kHover,    "hover",     0x3A3A3D, 0xDEDEE1},
      {Token::kPressed,  "pressed",   0x27272A, 0xD2D2D6},
      {Token::kLine,     "line",      0x313133, 0xDCDCDF},  // separators
      {Token::kEdge,     "edge",      0x4A4A4E, 0xA9A9AE},
      {Token::kSelected, "selected",  0x2B3A50, 0xD9E6F7},  // current row, file, tab
      {Token::kText,     "text",      0xECECED, 0x1B1B1D},
      {Token::kText2,    "text-2",    0xB4B4B8, 0x505157},  // labels, evidence, units
      {Token::kText3,    "text-3",    0x8C8C92, 0x6A6B72},  // axis numbers, table heads
      {Token::kAccent,   "accent",    0x74AEF7, 0x1C5FBF},  // result, focus, running
      {Token::kSource,   "source",    0xC4C8CE, 0x55585F},  // source curve
      {Token::kFill,     "fill",      0x2C6BC9, 0x1C5FBF},  // the primary button
      {Token::kOnFill,   "on-fill",   0xFFFFFF, 0xFFFFFF},
      {Token::kPass,     "pass",      0x4FB9A0, 0x0A7361},
      {Token::kWarn,     "warn",      0xE6B450, 0x855600},
      {Token::kFail,     "fail",      0xF47B66, 0xB3301F},
      {Token::kSlight,   "slight",    0xD9C56C, 0x6F5C00},
      {Token::kModerate, "moderate",  0xF0A050, 0x944800},
      {Token::kSevere,   "severe",    0xF47B66, 0xB3301F},
      {Token::kTag,      "tag",       0x141414, 0x141414},  // on pictures, which no theme changes
      {Token::kOnTag,    "on-tag",    0xECECED, 0xECECED},
      {Token::kOnTagAccent, "on-tag-accent", 0x74AEF7, 0x74AEF7},
  };
  return table;
}

const std::vector<ContrastNeed>& ContrastNeeds() {
  static const std::vector<ContrastNeed> needs = {
      {Token::kText, Token::kPanel, 7.0},     {Token::kText, Token::kRaised, 7.0},
      {Token::kText, Token::kControl, 7.0},   {Token::kText, Token::kHover, 7.0},
      {Token::kText, Token::kSelected, 7.0},  {Token::kText2, Token::kPanel, 4.5},
      {Token::kText2, Token::kRaised, 4.5},   {Token::kText2, Token::kControl, 4.5},
      {Token::kText2, Token::kSelected, 4.5}, {Token::kText3, Token::kPanel, 4.5},
      {Token::kAccent, Token::kPanel, 4.5},   {Token::kAccent, Token::kRaised, 4.5},
      {Token::kSource, Token::kPanel, 4.5},   {Token::kOnFill, Token::kFill, 4.5},
      {Token::kPass, Token::kPanel, 4.5},     {Token::kWarn, Token::kPanel, 4.5},
      {Token::kFail, Token::kPanel, 4.5},     {Token::kSlight, Token::kPanel, 4.5},
      {Token::kModerate, Token::kPanel, 4.5}, {Token::kSevere, Token::kPanel, 4.5},
      {Token::kFail, Token::kSelected, 3.0},  {Token::kWarn, Token::kSelected, 3.0},
      {Token::kPass, Token::kSelected, 3.0},  {Token::kOnTag, Token::kTag, 7.0},
      {Token::kOnTagAccent, Token::kTag, 4.5},
  };
  return needs;
}
// clang-format on

uint32_t ColourOf(ThemeName theme, Token token) {
  const TokenRow& row = ThemeTable()[static_cast<size_t>(token)];
  return theme == ThemeName::kDark ? row.dark : row.light;
}

double ContrastRatio(uint32_t a, uint32_t b) {
  const double la = RelativeLuminance(a);
  const double lb = RelativeLuminance(b);
  return (std::max(la, lb) + 0.05) / (std::min(la, lb) + 0.05);
}

}  // namespace sharpscale::viewer
