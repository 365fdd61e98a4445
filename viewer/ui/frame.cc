// SPDX-License-Identifier: Apache-2.0

#include <algorithm>

#include "viewer/ui/ui.h"

namespace sharpscale::viewer {

void DrawFrame(Ui& ui) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  const ImGuiIO& io = ImGui::GetIO();
  ui.scene->layers.clear();
  ui.scene->fills.clear();
  state.wants_frame = false;
  // What the pointer was on belongs to the pixels that were there.
  const Document* shown = ui.bench.current();
  const uint64_t pixels = shown != nullptr && shown->lead() != nullptr ? shown->lead()->id() : 0;
  if (pixels != state.hover_of) {
    state.hover.reset();
    state.try_hover.reset();
    state.hover_of = pixels;
  }
  ui.scene->area = {};
  ui.scene->background = ColourOf(kit.theme, Token::kCanvas);

  ImGui::SetNextWindowPos({0, 0});
  ImGui::SetNextWindowSize(io.DisplaySize);
  ImGui::Begin("##window",
               nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoBringToFrontOnFocus |
                   ImGuiWindowFlags_NoNavFocus | ImGuiWindowFlags_NoBackground |
                   ImGuiWindowFlags_NoScrollWithMouse);
  const Box window{0, 0, io.DisplaySize.x, io.DisplaySize.y};
  Box rest = window;
  const Box top = rest.TakeTop(kit.Px(44));
  const Box status = rest.TakeBottom(kit.Px(28));
  // Panels are plain fills of the renderer: text and widgets alone go through ImGui.
  const auto panel = [&](const Box& box, Token token = Token::kPanel) {
    ui.scene->fills.push_back({box, ColourOf(kit.theme, token)});
  };
  panel(top);
  panel(status);

  if (ui.bench.documents().empty()) {
    state.canvas = {};
    panel(rest, Token::kCanvas);
    DrawEmptyState(ui, rest);
  } else {
    // The try-out takes the dock's room; the dock comes back when it ends.
    if (const bool trying = WantsTryOut(ui); trying != state.was_trying) {
      if (trying) {
        state.dock_before = state.dock_open;
        state.dock_open = false;
      } else {
        state.dock_open = state.dock_open || state.dock_before;
      }
      state.was_trying = trying;
    }
    // Narrow windows give up the list first, then the side panel, which comes when called; low
    // ones the dock.
    const bool files = state.files_open && window.w >= kit.Px(1200);
    state.narrow = window.w < kit.Px(1000);
    const bool side = state.narrow ? state.side_drawer : state.side_open;
    const bool dock = state.dock_open && window.h >= kit.Px(720);
    Box side_box;
    Box files_box;
    Box target_box;
    if (side) side_box = rest.TakeRight(std::min(kit.Px(368), rest.w));
    if (files) files_box = rest.TakeLeft(kit.Px(160));
    if (state.target_open) {
      target_box = rest.TakeRight(std::min(kit.Px(344), rest.w * 0.6F));
    }
    const Box dock_box = rest.TakeBottom(kit.Px(dock ? 196 : 36));
    const Box canvas = rest;

    ui.scene->area = canvas;
    if (side) panel(side_box);
    if (files) panel(files_box);
    if (state.target_open) panel(target_box);
    panel(dock_box);

    DrawCanvas(ui, canvas);
    DrawBanners(ui, canvas);
    if (files) {
      DrawFiles(ui, files_box);
      kit.VLine(files_box.right() - kit.Px(1), files_box.y, files_box.bottom());
    }
    if (state.target_open) {
      DrawTargetPanel(ui, target_box);
      kit.VLine(target_box.x, target_box.y, target_box.bottom());
    }
    if (side) {
      DrawSidePanel(ui, side_box);
      kit.VLine(side_box.x, side_box.y, side_box.bottom());
    }
    DrawDock(ui, dock_box);
    kit.HLine(dock_box.x, dock_box.right(), dock_box.y);
  }
  DrawTopBar(ui, top);
  kit.HLine(top.x, top.right(), top.bottom() - kit.Px(1));
  DrawStatusLine(ui, status);
  kit.HLine(status.x, status.right(), status.y);
  if (ui.bench.documents().empty()) DrawBanners(ui, rest);
  ImGui::End();
  DrawDialogs(ui, window);
}

}  // namespace sharpscale::viewer
