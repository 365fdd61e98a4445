// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/keys.h
//
// From key presses to actions. ImGui 1.86 counts keys by the codes of GLFW; this file alone knows
// them.

#ifndef SHARPSCALE_VIEWER_UI_KEYS_H_
#define SHARPSCALE_VIEWER_UI_KEYS_H_

#include <string_view>
#include <vector>

#include "viewer/core/action.h"

namespace sharpscale::viewer {

// GLFW codes of a key name of KeyChord ("Plus" has two: beside backspace, and on the number pad).
std::vector<int> GlfwKeys(std::string_view name);

// Runs the actions whose chords were pressed in this frame of the current ImGui context. While text
// is edited, only chords with Ctrl or Alt, function keys and Escape count; behind a dialog, only
// actions that are meant for it. True where one ran.
bool RunPressedActions(const ActionTable& table, bool in_dialog);

// Maps ImGui's own editing keys; for contexts without a platform backend.
void MapEditingKeys();

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_KEYS_H_
