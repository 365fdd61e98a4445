// SPDX-License-Identifier: Apache-2.0

#include "advice/paper.h"

#include "advice/text.h"

namespace sharpscale {
namespace {

constexpr double Mm(double millimetres) {
  return millimetres / kMillimetresPerInch;
}
constexpr double Cm(double centimetres) {
  return Mm(10.0 * centimetres);
}

}  // namespace

const std::vector<Paper>& PaperTable() {
  static const std::vector<Paper> table = {
      {"4x6in", "4 x 6 in", 4.0, 6.0},
      {"5x7in", "5 x 7 in", 5.0, 7.0},
      {"8x10in", "8 x 10 in", 8.0, 10.0},
      {"11x14in", "11 x 14 in", 11.0, 14.0},
      {"16x20in", "16 x 20 in", 16.0, 20.0},
      {"20x30in", "20 x 30 in", 20.0, 30.0},
      {"24x36in", "24 x 36 in", 24.0, 36.0},
      {"a6", "A6", Mm(105), Mm(148)},
      {"a5", "A5", Mm(148), Mm(210)},
      {"a4", "A4", Mm(210), Mm(297)},
      {"a3", "A3", Mm(297), Mm(420)},
      {"a2", "A2", Mm(420), Mm(594)},
      {"a1", "A1", Mm(594), Mm(841)},
      {"a0", "A0", Mm(841), Mm(1189)},
      {"letter", "Letter", 8.5, 11.0, false},
      {"legal", "Legal", 8.5, 14.0, false},
      {"tabloid", "Tabloid", 11.0, 17.0, false},
      {"10x15cm", "10 x 15 cm", Cm(10), Cm(15), false},
      {"13x18cm", "13 x 18 cm", Cm(13), Cm(18), false},
      {"20x30cm", "20 x 30 cm", Cm(20), Cm(30), false},
      {"30x40cm", "30 x 40 cm", Cm(30), Cm(40), false},
      {"40x60cm", "40 x 60 cm", Cm(40), Cm(60), false},
      {"50x70cm", "50 x 70 cm", Cm(50), Cm(70), false},
      {"60x90cm", "60 x 90 cm", Cm(60), Cm(90), false},
  };
  return table;
}

const Paper* FindPaper(std::string_view name) {
  for (const Paper& paper : PaperTable()) {
    if (SameText(paper.id, name) || SameText(paper.title, name)) return &paper;
  }
  return nullptr;
}

const std::vector<Display>& DisplayTable() {
  static const std::vector<Display> table = {
      {"hd", "HD", 1280, 720},
      {"fhd", "Full HD", 1920, 1080},
      {"qhd", "QHD", 2560, 1440},
      {"4k", "4K UHD", 3840, 2160},
      {"dci4k", "DCI 4K", 4096, 2160},
      {"5k", "5K", 5120, 2880},
      {"8k", "8K UHD", 7680, 4320},
  };
  return table;
}

const Display* FindDisplay(std::string_view name) {
  for (const Display& display : DisplayTable()) {
    if (SameText(display.id, name) || SameText(display.title, name)) return &display;
  }
  return nullptr;
}

}  // namespace sharpscale
