// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/theme.h
//
// Colours of the interface as one table of tokens, dark and light. Greys are neutral so that they
// do not tint the judgement of a picture. Blue means result or focus; red, amber and teal mean a
// verdict.

#ifndef SHARPSCALE_VIEWER_CORE_THEME_H_
#define SHARPSCALE_VIEWER_CORE_THEME_H_

#include <cstdint>
#include <string_view>
#include <vector>

namespace sharpscale::viewer {

enum class ThemeName { kDark, kLight };

enum class Token {
  kCanvas,
  kPanel,
  kRaised,
  kControl,
  kHover,
  kPressed,
  kLine,
  kEdge,
  kSelected,
  kText,
  kText2,
  kText3,
  kAccent,
  kSource,
  kFill,
  kOnFill,
  kPass,
  kWarn,
  kFail,
  kSlight,
  kModerate,
  kSevere,
  kTag,
  kOnTag,
  kOnTagAccent,
  kCount
};

// 0xRRGGBB.
struct TokenRow {
  Token token;
  std::string_view name;
  uint32_t dark;
  uint32_t light;
};
const std::vector<TokenRow>& ThemeTable();

uint32_t ColourOf(ThemeName theme, Token token);

// WCAG 2 contrast ratio of two 0xRRGGBB colours, 1..21.
double ContrastRatio(uint32_t a, uint32_t b);

// A pair that must be legible and the ratio it needs: 4.5 for text, 3 for marks.
struct ContrastNeed {
  Token ink;
  Token ground;
  double ratio;
};
const std::vector<ContrastNeed>& ContrastNeeds();

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_THEME_H_
