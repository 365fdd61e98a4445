// SPDX-License-Identifier: Apache-2.0

#include "viewer/ui/icons.h"

#include <algorithm>
#include <cstdlib>
#include <string>

namespace sharpscale::viewer {
namespace {

constexpr float kDegree = 3.14159265F / 180.0F;

// Reads the numbers of one command.
class Reader {
 public:
  explicit Reader(std::string_view path) : text_(path) {}
  bool Command(char* command) {
    while (at_ < text_.size() && text_[at_] == ' ') ++at_;
    if (at_ >= text_.size()) return false;
    *command = text_[at_++];
    return true;
  }
  float Number() {
    const char* start = text_.c_str() + at_;
    char* end = nullptr;
    const float value = std::strtof(start, &end);
    at_ += static_cast<size_t>(end - start);
    return value;
  }

 private:
  const std::string text_;
  size_t at_ = 0;
};

}  // namespace

// clang-format off
const std::vector<IconRow>& IconTable() {
  static const std::vector<IconRow> table = {
      {Icon::kNone, ""},
      {Icon::kLogo, "M 0.5 12.5 L 6.2 12.5 L 7.4 11.6 L 8.6 4.4 L 9.8 3.5 L 15.5 3.5"},
      {Icon::kSplit, "M 2 3 L 14 3 L 14 13 L 2 13 Z M 8 1.5 L 8 14.5"},
      {Icon::kFlip, "M 2.5 5.5 L 13.5 5.5 L 10.5 2.5 M 13.5 10.5 L 2.5 10.5 L 5.5 13.5"},
      {Icon::kSide, "M 2 3 L 7 3 L 7 13 L 2 13 Z M 9 3 L 14 3 L 14 13 L 9 13 Z"},
      {Icon::kDifference, "M 2 2 L 10 2 L 10 10 L 2 10 Z M 6 6 L 14 6 L 14 14 L 6 14 Z"},
      {Icon::kEye, "M 1.2 8 L 2.9 5.7 L 5.3 4.2 L 8 3.7 L 10.7 4.2 L 13.1 5.7 L 14.8 8 L 13.1 10.3 L 10.7 11.8 L 8 12.3 L 5.3 11.8 L 2.9 10.3 Z O 8 8 2.2"},
      {Icon::kEyeOff, "M 1.2 8 L 2.9 5.7 L 5.3 4.2 L 8 3.7 L 10.7 4.2 L 13.1 5.7 L 14.8 8 L 13.1 10.3 L 10.7 11.8 L 8 12.3 L 5.3 11.8 L 2.9 10.3 Z M 2.5 13.5 L 13.5 2.5"},
      {Icon::kPrinter, "M 4.5 6 L 4.5 2 L 11.5 2 L 11.5 6 M 4.5 12 L 2 12 L 2 6 L 14 6 L 14 12 L 11.5 12 M 4.5 9.5 L 11.5 9.5 L 11.5 14 L 4.5 14 Z"},
      {Icon::kChevronDown, "M 4.5 6.5 L 8 10 L 11.5 6.5"},
      {Icon::kChevronUp, "M 4.5 9.5 L 8 6 L 11.5 9.5"},
      {Icon::kSearch, "O 7 7 4.5 M 10.4 10.4 L 14 14"},
      {Icon::kPlus, "M 8 3 L 8 13 M 3 8 L 13 8"},
      {Icon::kClose, "M 4 4 L 12 12 M 12 4 L 4 12"},
      {Icon::kUndo, "M 5.5 2.5 L 2.5 5.5 L 5.5 8.5 M 2.5 5.5 L 9.5 5.5 A 9.5 9.2 3.7 -90 90 L 6 12.9"},
      {Icon::kRedo, "M 10.5 2.5 L 13.5 5.5 L 10.5 8.5 M 13.5 5.5 L 6.5 5.5 A 6.5 9.2 3.7 270 90 L 10 12.9"},
      {Icon::kCheck, "M 3 8.5 L 6.5 12 L 13 4.5"},
      {Icon::kClock, "O 8 8 6 M 8 4.5 L 8 8 L 10.5 9.5"},
      {Icon::kRuler, "M 1.8 11 L 11 1.8 L 14.2 5 L 5 14.2 Z M 4.5 8.5 L 6 10 M 7 6 L 8.5 7.5 M 9.5 3.5 L 11 5"},
      {Icon::kList, "M 6 3.5 L 14 3.5 M 6 8 L 14 8 M 6 12.5 L 14 12.5 M 2 3.5 L 2.8 3.5 M 2 8 L 2.8 8 M 2 12.5 L 2.8 12.5"},
      {Icon::kTarget, "O 8 8 6.2 O 8 8 2.6"},
      {Icon::kSwap, "M 2.5 5.5 L 13.5 5.5 L 11 3 M 13.5 10.5 L 2.5 10.5 L 5 13"},
      {Icon::kGrip, "D 6 4 0.9 D 10 4 0.9 D 6 8 0.9 D 10 8 0.9 D 6 12 0.9 D 10 12 0.9"},
      {Icon::kFolder, "M 1.8 4 L 6 4 L 7.5 5.8 L 14.2 5.8 L 14.2 13 L 1.8 13 Z"},
      {Icon::kPicture, "M 2 3 L 14 3 L 14 13 L 2 13 Z M 2.5 11.5 L 6 7.5 L 9 10.5 L 10.8 8.8 L 13.5 11.5 O 10.5 6 0.9"},
      {Icon::kInfo, "O 8 8 6.2 M 8 7.5 L 8 11 M 8 5 L 8 5.3"},
      {Icon::kReset, "M 3.2 2.8 L 3.2 6.2 L 6.6 6.2 M 3.4 6 A 8 8.3 5 205 -135"},
      {Icon::kArrows, "M 6 5 L 3 8 L 6 11 M 10 5 L 13 8 L 10 11"},
      {Icon::kWarning, "M 8 2 L 14.8 13.8 L 1.2 13.8 Z M 8 6.5 L 8 9.5 M 8 11.6 L 8 11.8"},
      {Icon::kGrid, "M 2 2 L 14 2 L 14 14 L 2 14 Z M 6 2 L 6 14 M 10 2 L 10 14 M 2 6 L 14 6 M 2 10 L 14 10"},
  };
  return table;
}
// clang-format on

void DrawIcon(ImDrawList* draw, Icon icon, ImVec2 at, float scale, ImU32 colour, float stroke) {
  Reader reader(IconTable()[static_cast<size_t>(icon)].path);
  const float thickness = std::max(1.0F, stroke * scale);
  const auto point = [&](float x, float y) { return ImVec2(at.x + x * scale, at.y + y * scale); };
  const auto finish = [&](bool closed) {
    if (draw->_Path.Size > 1) {
      draw->PathStroke(colour, closed ? ImDrawFlags_Closed : ImDrawFlags_None, thickness);
    }
    draw->PathClear();
  };
  char command = 0;
  while (reader.Command(&command)) {
    if (command == 'M') {
      finish(false);
      const float x = reader.Number();
      draw->PathLineTo(point(x, reader.Number()));
    } else if (command == 'L') {
      const float x = reader.Number();
      draw->PathLineTo(point(x, reader.Number()));
    } else if (command == 'Z') {
      finish(true);
    } else if (command == 'O' || command == 'D') {
      finish(false);
      const float x = reader.Number();
      const float y = reader.Number();
      const float r = reader.Number() * scale;
      if (command == 'O') {
        draw->AddCircle(point(x, y), r, colour, 0, thickness);
      } else {
        draw->AddCircleFilled(point(x, y), r, colour, 12);
      }
    } else if (command == 'A') {
      const float x = reader.Number();
      const float y = reader.Number();
      const float r = reader.Number() * scale;
      const float from = reader.Number() * kDegree;
      const float to = reader.Number() * kDegree;
      draw->PathArcTo(point(x, y), r, from, to, 20);
    }
  }
  finish(false);
}

}  // namespace sharpscale::viewer
