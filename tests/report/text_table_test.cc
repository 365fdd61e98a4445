// SPDX-License-Identifier: Apache-2.0

#include "report/text_table.h"

#include <gtest/gtest.h>

#include <sstream>

namespace sharpscale {
namespace {

TEST(DisplayWidth, CountsColumnsNotBytes) {
  EXPECT_EQ(DisplayWidth("abc"), 3);
  EXPECT_EQ(DisplayWidth("4.00\u00d7"), 5);
  EXPECT_EQ(DisplayWidth("e\u0301"), 1);
  EXPECT_EQ(DisplayWidth("\u56fe\u7247"), 4);
  EXPECT_EQ(DisplayWidth("\xff\xfe"), 2);
}

TEST(WrapText, BreaksAtSpacesAndKeepsLongWords) {
  EXPECT_EQ(WrapText("one two three", 7), (std::vector<std::string>{"one two", "three"}));
  EXPECT_EQ(WrapText("unbreakable", 4), (std::vector<std::string>{"unbreakable"}));
  EXPECT_EQ(WrapText("", 4), (std::vector<std::string>{""}));
  EXPECT_EQ(WrapText("a\nb", 9), (std::vector<std::string>{"a", "b"}));
}

TEST(RenderTable, AlignsWrapsAndStaysInTheWidth) {
  TerminalStyle style;
  style.width = 44;
  const std::string table =
      RenderTable({{"Name"}, {"Value", true}, {"Words"}},
                  {{{"noise"}, {"12.5"}, {"visible at 100 % on a monitor at 60 cm"}},
                   {{"a longer name"}, {"3"}, {"short"}}},
                  style);
  std::istringstream lines(table);
  std::string line;
  int count = 0;
  while (std::getline(lines, line)) {
    ++count;
    EXPECT_LE(DisplayWidth(line), style.width) << line;
    EXPECT_TRUE(line.empty() || line.back() != ' ') << line;
  }
  EXPECT_GT(count, 3);
  EXPECT_NE(table.find("noise           12.5"), std::string::npos) << table;
  EXPECT_NE(table.find("a longer name      3"), std::string::npos) << table;
}

TEST(RenderTable, LongNamesLoseTheirMiddleNotTheNumbers) {
  TerminalStyle style;
  style.width = 48;
  const std::string name = "/some/where/deep/in/the/folders/of/somebody/portrait-0042-final.png";
  const std::string table =
      RenderTable({{"File"}, {"Match of source", true}, {"Noise", true}, {"Words"}},
                  {{{name}, {"46.12 dB"}, {"0.3"}, {"fine"}}},
                  style);
  std::istringstream lines(table);
  std::string line;
  while (std::getline(lines, line)) EXPECT_LE(DisplayWidth(line), style.width) << table;
  EXPECT_NE(table.find("46.12 dB"), std::string::npos) << table;
  EXPECT_NE(table.find("final.png"), std::string::npos) << table;
  EXPECT_NE(table.find("\u2026"), std::string::npos) << table;
}

TEST(RenderTable, ColourDoesNotChangeTheWidths) {
  TerminalStyle plain;
  TerminalStyle colour = plain;
  colour.colour = true;
  const std::vector<std::vector<Cell>> rows = {{{"a", Ink::kFail}, {"b", Ink::kPass}}};
  std::string inked = RenderTable({{"x"}, {"y"}}, rows, colour);
  EXPECT_NE(inked.find("\033[1;31m"), std::string::npos);
  for (size_t at; (at = inked.find("\033[")) != std::string::npos;) {
    inked.erase(at, inked.find('m', at) - at + 1);
  }
  EXPECT_EQ(inked, RenderTable({{"x"}, {"y"}}, rows, plain));
}

TEST(ForTerminal, NothingInAFileNameReachesTheTerminalAsControl) {
  TerminalStyle style;
  EXPECT_EQ(ForTerminal("a\033[31mb\r", style), "a?[31mb?");
  EXPECT_EQ(ForTerminal("\xc2\x9b", style), "?");  // CSI as one C1 character
  style.unicode = false;
  EXPECT_EQ(ForTerminal("3.5\u00d7 \u22121\u00a0px", style), "3.5x -1 px");
}

}  // namespace
}  // namespace sharpscale
