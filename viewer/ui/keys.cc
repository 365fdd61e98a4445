// SPDX-License-Identifier: Apache-2.0

#include "viewer/ui/keys.h"

#include <GLFW/glfw3.h>

#include <utility>

#include "imgui.h"
#include "imgui_internal.h"

namespace sharpscale::viewer {

std::vector<int> GlfwKeys(std::string_view name) {
  if (name.size() == 1)
    return {static_cast<int>(name[0])};  // letters and digits are their ASCII codes
  if (name[0] == 'F' && name.size() <= 3 && name[1] >= '1' && name[1] <= '9') {
    int number = 0;
    for (const char c : name.substr(1)) number = number * 10 + (c - '0');
    return {GLFW_KEY_F1 + number - 1};
  }
  static const std::vector<std::pair<std::string_view, std::vector<int>>> table = {
      {"Left", {GLFW_KEY_LEFT}},
      {"Right", {GLFW_KEY_RIGHT}},
      {"Up", {GLFW_KEY_UP}},
      {"Down", {GLFW_KEY_DOWN}},
      {"Enter", {GLFW_KEY_ENTER, GLFW_KEY_KP_ENTER}},
      {"Escape", {GLFW_KEY_ESCAPE}},
      {"Space", {GLFW_KEY_SPACE}},
      {"Tab", {GLFW_KEY_TAB}},
      {"Home", {GLFW_KEY_HOME}},
      {"End", {GLFW_KEY_END}},
      {"PageUp", {GLFW_KEY_PAGE_UP}},
      {"PageDown", {GLFW_KEY_PAGE_DOWN}},
      {"Delete", {GLFW_KEY_DELETE}},
      {"Plus", {GLFW_KEY_EQUAL, GLFW_KEY_KP_ADD}},
      {"Minus", {GLFW_KEY_MINUS, GLFW_KEY_KP_SUBTRACT}},
      {"Comma", {GLFW_KEY_COMMA}},
      {"Slash", {GLFW_KEY_SLASH}},
  };
  for (const auto& [known, keys] : table) {
    if (known == name) return keys;
  }
  return {};
}

bool RunPressedActions(const ActionTable& table, bool in_dialog) {
  const ImGuiIO& io = ImGui::GetIO();
  // An open menu has the keys; Escape closes it.
  if (ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopupId | ImGuiPopupFlags_AnyPopupLevel)) {
    if (ImGui::IsKeyPressed(GLFW_KEY_ESCAPE, false)) ImGui::ClosePopupToLevel(0, true);
    return false;
  }
  const Action* pressed = nullptr;
  for (const Action& action : table.actions()) {
    if (in_dialog && !action.in_dialog) continue;
    for (const std::string& text : action.keys) {
      const absl::StatusOr<KeyChord> chord = ParseKeyChord(text);
      if (!chord.ok()) continue;
      const bool typing_safe = chord->ctrl || chord->alt || chord->key == "Escape" ||
                               (chord->key.size() > 1 && chord->key[0] == 'F');
      if (io.WantTextInput && !typing_safe) continue;
      // On many keyboards plus is a shifted key.
      const bool shift_matters = chord->key != "Plus";
      if (io.KeyCtrl != chord->ctrl || io.KeyAlt != chord->alt) continue;
      if (shift_matters && io.KeyShift != chord->shift) continue;
      const bool repeats = chord->key == "Plus" || chord->key == "Minus" ||
                           chord->key.rfind("Page", 0) == 0 ||
                           (chord->shift && (chord->key == "Left" || chord->key == "Right" ||
                                             chord->key == "Up" || chord->key == "Down"));
      for (const int key : GlfwKeys(chord->key)) {
        if (ImGui::IsKeyPressed(key, repeats)) pressed = &action;
      }
    }
  }
  if (pressed == nullptr || !pressed->IsEnabled()) return false;
  pressed->run();
  return true;
}

void MapEditingKeys() {
  ImGuiIO& io = ImGui::GetIO();
  io.KeyMap[ImGuiKey_Tab] = GLFW_KEY_TAB;
  io.KeyMap[ImGuiKey_LeftArrow] = GLFW_KEY_LEFT;
  io.KeyMap[ImGuiKey_RightArrow] = GLFW_KEY_RIGHT;
  io.KeyMap[ImGuiKey_UpArrow] = GLFW_KEY_UP;
  io.KeyMap[ImGuiKey_DownArrow] = GLFW_KEY_DOWN;
  io.KeyMap[ImGuiKey_Home] = GLFW_KEY_HOME;
  io.KeyMap[ImGuiKey_End] = GLFW_KEY_END;
  io.KeyMap[ImGuiKey_Delete] = GLFW_KEY_DELETE;
  io.KeyMap[ImGuiKey_Backspace] = GLFW_KEY_BACKSPACE;
  io.KeyMap[ImGuiKey_Enter] = GLFW_KEY_ENTER;
  io.KeyMap[ImGuiKey_Escape] = GLFW_KEY_ESCAPE;
  io.KeyMap[ImGuiKey_A] = GLFW_KEY_A;
  io.KeyMap[ImGuiKey_C] = GLFW_KEY_C;
  io.KeyMap[ImGuiKey_V] = GLFW_KEY_V;
  io.KeyMap[ImGuiKey_X] = GLFW_KEY_X;
}

}  // namespace sharpscale::viewer
