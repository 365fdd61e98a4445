// SPDX-License-Identifier: Apache-2.0
//
// File: report/text_table.h
//
// Plain-text tables for a terminal of any width: columns as wide as their longest cell, the last
// column wrapped, colour added after the widths are known. Strings are UTF-8.

#ifndef SHARPSCALE_REPORT_TEXT_TABLE_H_
#define SHARPSCALE_REPORT_TEXT_TABLE_H_

#include <string>
#include <string_view>
#include <vector>

namespace sharpscale {

// How the terminal is. The default is right for a file or a pipe.
struct TerminalStyle {
  int width = 100;      // columns, at least 40
  bool colour = false;  // ANSI colours
  bool unicode = true;  // false: ASCII stand-ins for glyphs and signs
};

enum class Ink { kPlain, kBold, kDim, kPass, kWarn, kFail };

struct Cell {
  std::string text;
  Ink ink = Ink::kPlain;
};

struct Column {
  std::string head;
  bool right = false;  // right-aligned: numbers
};

// Columns that a terminal gives the string: combining marks 0, wide East Asian characters 2.
int DisplayWidth(std::string_view text);

// `text` broken at spaces into lines of at most `width` columns; a longer word stands alone.
std::vector<std::string> WrapText(std::string_view text, int width);

// `text` in `ink` where `style` has colour.
std::string Inked(std::string_view text, Ink ink, const TerminalStyle& style);

// ASCII stand-ins ("x" for times, "-" for minus and dashes, plain spaces) where the style asks so.
std::string ForTerminal(std::string_view text, const TerminalStyle& style);

// The table with its head line, indented by two; each line ends in '\n', none in blanks. Where it
// is wider than the terminal, heads break at their spaces and long names lose their middle; numbers
// stay whole.
std::string RenderTable(const std::vector<Column>& columns,
                        const std::vector<std::vector<Cell>>& rows,
                        const TerminalStyle& style);

}  // namespace sharpscale

#endif  // SHARPSCALE_REPORT_TEXT_TABLE_H_
