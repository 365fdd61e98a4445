// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/fonts.h
//
// The type of the interface: Inter from the system (Debian package fonts-inter), else DejaVu Sans.
// Digits get equal widths, so that changing numbers do not dance.

#ifndef SHARPSCALE_VIEWER_UI_FONTS_H_
#define SHARPSCALE_VIEWER_UI_FONTS_H_

#include <array>
#include <string>

#include "absl/status/status.h"
#include "imgui.h"

namespace sharpscale::viewer {

enum class Type {
  kAxis,         // 11 regular: axis numbers, table heads
  kTable,        // 12 regular: tables, evidence, status
  kTableStrong,  // 12 medium: values
  kBody,         // 13 regular: controls
  kStrong,       // 13 medium: values, selected controls
  kSection,      // 13 semibold: titles
  kKey,          // 16 semibold: badge, key figure
  kHead,         // 20 semibold: verdict
  kCount
};

struct Fonts {
  std::array<ImFont*, static_cast<size_t>(Type::kCount)> fonts{};
  std::string family;  // "Inter", "DejaVu Sans", "built-in"
  ImFont* Of(Type type) const { return fonts[static_cast<size_t>(type)]; }
};

// Fills and builds the atlas of the current ImGui context for `scale` (device px per design px).
// Without any font file, ImGui's own font is scaled: legible, not pretty.
Fonts LoadFonts(float scale);

// Gives 0-9 of a built font one width; glyphs stay centred in it.
void MakeDigitsTabular(ImFont* font);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_FONTS_H_
