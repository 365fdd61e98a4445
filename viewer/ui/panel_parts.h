// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/panel_parts.h
//
// What the sections of the side panel share.

#ifndef SHARPSCALE_VIEWER_UI_PANEL_PARTS_H_
#define SHARPSCALE_VIEWER_UI_PANEL_PARTS_H_

#include <string>
#include <string_view>

#include "viewer/ui/ui.h"

namespace sharpscale::viewer {

// Where the next line goes, window px; `w` = width of the column.
struct Cursor {
  float x;
  float y;
  float w;
};

// A line, a title and a quiet note at the right.
void Section(const Kit& kit,
             Cursor* c,
             std::string_view title,
             std::string_view note,
             Token note_token = Token::kText2);

// First sentences of a text up to about `limit` characters, whole sentences only.
std::string Opening(const std::string& text, size_t limit);

// The steps: as they are, or in the user's hands.
void PlanSection(Ui& ui, Document* document, Cursor* c);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_PANEL_PARTS_H_
