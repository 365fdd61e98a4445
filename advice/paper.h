// SPDX-License-Identifier: Apache-2.0
//
// File: advice/paper.h
//
// Paper and display sizes by name, as data.

#ifndef SHARPSCALE_ADVICE_PAPER_H_
#define SHARPSCALE_ADVICE_PAPER_H_

#include <string_view>
#include <vector>

namespace sharpscale {

inline constexpr double kMillimetresPerInch = 25.4;

struct Paper {
  std::string_view id;     // lower case: "a4", "8x10in"
  std::string_view title;  // "A4", "8 x 10 in"
  double width_in = 0.0;   // inches, portrait
  double height_in = 0.0;
  bool in_print_table = true;
};

// ISO 216 A0 to A6, North American sheets, and the usual photo sizes; smallest first within each.
const std::vector<Paper>& PaperTable();
// By id or title, any case. Null where there is none.
const Paper* FindPaper(std::string_view name);

struct Display {
  std::string_view id;  // "4k"
  std::string_view title;
  int width = 0;  // px
  int height = 0;
};

const std::vector<Display>& DisplayTable();
const Display* FindDisplay(std::string_view name);

}  // namespace sharpscale

#endif  // SHARPSCALE_ADVICE_PAPER_H_
