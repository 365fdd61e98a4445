// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/theme.h"

#include <gmock/gmock.h>

#include <algorithm>

namespace sharpscale::viewer {
namespace {

TEST(ThemeTest, TableHoldsEachTokenAtItsPlace) {
  const auto& table = ThemeTable();
  ASSERT_EQ(table.size(), static_cast<size_t>(Token::kCount));
  for (size_t i = 0; i < table.size(); ++i) EXPECT_EQ(static_cast<size_t>(table[i].token), i);
}

TEST(ThemeTest, ContrastRatioIsWcags) {
  EXPECT_NEAR(ContrastRatio(0x000000, 0xFFFFFF), 21.0, 1e-9);
  EXPECT_NEAR(ContrastRatio(0x777777, 0xFFFFFF), 4.48, 0.01);
  EXPECT_NEAR(ContrastRatio(0x123456, 0x123456), 1.0, 1e-9);
}

TEST(ThemeTest, TextAndMarksAreLegibleInBothThemes) {
  for (const ThemeName theme : {ThemeName::kDark, ThemeName::kLight}) {
    for (const ContrastNeed& need : ContrastNeeds()) {
      const double ratio = ContrastRatio(ColourOf(theme, need.ink), ColourOf(theme, need.ground));
      EXPECT_GE(ratio, need.ratio) << ThemeTable()[static_cast<size_t>(need.ink)].name << " on "
                                   << ThemeTable()[static_cast<size_t>(need.ground)].name
                                   << (theme == ThemeName::kDark ? " dark" : " light");
    }
  }
}

TEST(ThemeTest, GreysAreNeutral) {
  for (const ThemeName theme : {ThemeName::kDark, ThemeName::kLight}) {
    for (const Token token : {Token::kCanvas, Token::kPanel, Token::kRaised, Token::kControl}) {
      const uint32_t c = ColourOf(theme, token);
      const int r = (c >> 16) & 255;
      const int g = (c >> 8) & 255;
      const int b = c & 255;
      EXPECT_LE(std::max({r, g, b}) - std::min({r, g, b}), 3);
    }
  }
}

}  // namespace
}  // namespace sharpscale::viewer
