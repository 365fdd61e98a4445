// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/icons.h
//
// Icons as paths on a 16 px grid, drawn with 1.5 px round strokes: they scale and recolour freely.

#ifndef SHARPSCALE_VIEWER_UI_ICONS_H_
#define SHARPSCALE_VIEWER_UI_ICONS_H_

#include <string_view>
#include <vector>

#include "imgui.h"

namespace sharpscale::viewer {

enum class Icon {
  kNone,
  kLogo,
  kSplit,
  kFlip,
  kSide,
  kDifference,
  kEye,
  kEyeOff,
  kPrinter,
  kChevronDown,
  kChevronUp,
  kSearch,
  kPlus,
  kClose,
  kUndo,
  kRedo,
  kCheck,
  kClock,
  kRuler,
  kList,
  kTarget,
  kSwap,
  kGrip,
  kFolder,
  kPicture,
  kInfo,
  kReset,
  kArrows,
  kWarning,
  kGrid,
  kCount
};

// "M x y", "L x y", "Z" (close), "O x y r" (circle), "A x y r from to" (arc, degrees), "D x y r"
// (disc).
struct IconRow {
  Icon icon;
  std::string_view path;
};
const std::vector<IconRow>& IconTable();

// `at` = top left of the 16 px grid; `scale` = device px per design px.
void DrawIcon(ImDrawList* draw,
              Icon icon,
              ImVec2 at,
              float scale,
              ImU32 colour,
              float stroke = 1.5F);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_ICONS_H_
