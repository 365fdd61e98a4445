// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

void Menu(Ui& ui, const char* name) {
  const Kit& kit = ui.kit;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, kit.Px(4)});
  if (ImGui::BeginPopup(name)) {
    float width = kit.Px(220);
    const std::vector<const Action*> rows = ui.actions.Menu(name);
    for (const Action* action : rows) {
      width = std::max(width,
                       kit.Measure(Type::kBody, action->title).x +
                           kit.Measure(Type::kTable, ui.actions.Caps(action->id)).x + kit.Px(72));
    }
    std::string run;
    for (const Action* action : rows) {
      if (action->separator_before) {
        const ImVec2 at = ImGui::GetCursorScreenPos();
        kit.HLine(at.x, at.x + width, at.y + kit.Px(4));
        ImGui::Dummy({width, kit.Px(9)});
      }
      if (kit.MenuRow("menu." + action->id,
                      action->title,
                      ui.actions.Caps(action->id),
                      action->checked && action->checked(),
                      action->IsEnabled(),
                      width)) {
        run = action->id;
      }
    }
    ImGui::EndPopup();
    if (!run.empty()) ui.actions.Run(run);
  }
  ImGui::PopStyleVar();
}

void OverlayMenu(Ui& ui) {
  const Kit& kit = ui.kit;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, kit.Px(4)});
  if (ImGui::BeginPopup("overlay")) {
    Look& look = ui.bench.look();
    const float width = kit.Px(250);
    if (kit.MenuRow("overlay.none", "None", "", look.overlay.empty(), true, width)) {
      look.overlay.clear();
    }
    const std::vector<OverlayChoice> choices = ui.bench.Overlays();
    for (const OverlayChoice& choice : choices) {
      if (kit.MenuRow("overlay." + choice.metric,
                      choice.title,
                      FormatMeasure(choice.measurement),
                      look.overlay == choice.metric,
                      true,
                      width)) {
        ui.bench.ChooseOverlay(choice.metric);
      }
    }
    if (choices.empty()) {
      kit.MenuRow("overlay.wait", "Maps come with the measurement", "", false, false, width);
    }
    const ImVec2 at = ImGui::GetCursorScreenPos();
    kit.HLine(at.x, at.x + width, at.y + kit.Px(4));
    ImGui::Dummy({width, kit.Px(9)});
    for (const ColourMap map : {ColourMap::kInferno, ColourMap::kViridis, ColourMap::kCividis}) {
      const std::string title = map == ColourMap::kInferno ? "Colours: inferno"
                                : map == ColourMap::kViridis
                                    ? "Colours: viridis"
                                    : "Colours: cividis (colour-blind safe)";
      if (kit.MenuRow("overlay." + title, title, "", look.colour_map == map, true, width)) {
        look.colour_map = map;
      }
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

void OpenUnder(const char* popup, const Box& box) {
  ImGui::OpenPopup(popup);
  (void)box;
}

}  // namespace

void DrawTopBar(Ui& ui, const Box& box) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Look& look = ui.bench.look();
  const Document* document = ui.bench.current();
  const float h = kit.Px(28);
  const float y = box.y + (box.h - h) / 2.0F - kit.Px(0.5F);

  DrawIcon(kit.draw(),
           Icon::kLogo,
           {box.x + kit.Px(16), box.cy() - kit.Px(8)},
           kit.scale,
           kit.Colour(Token::kAccent),
           1.8F);
  kit.TextIn(
      {box.x + kit.Px(43), box.y, kit.Px(100), box.h}, Type::kSection, Token::kText, "sharpscale");

  float x = box.x + kit.Px(144);
  for (const char* name : {"File", "View", "Inspect", "Run", "Help"}) {
    ButtonLook plain;
    plain.style = ButtonStyle::kGhost;
    plain.type = Type::kBody;
    plain.label_token = Token::kText2;
    const float width = kit.ButtonWidth(name, plain, 8);
    const Box button{x, y, width, h};
    if (kit.Button(std::string("top.") + name, button, name, plain)) OpenUnder(name, button);
    ImGui::SetNextWindowPos({button.x, button.bottom() + kit.Px(4)}, ImGuiCond_Appearing);
    Menu(ui, name);
    x += width + kit.Px(2);
  }

  // From the right: export, report, target, redo, undo.
  float right = box.right() - kit.Px(16);
  const bool open = document != nullptr;
  if (open) {
    ButtonLook export_look;
    export_look.enabled = ui.actions.Find("file.export")->IsEnabled();
    export_look.tooltip = "Write the result to a file  (" + ui.actions.Caps("file.export") + ")";
    const float export_width = kit.ButtonWidth("Export\u2026", export_look);
    if (kit.Button("top.export",
                   {right - export_width, y, export_width, h},
                   "Export\u2026",
                   export_look)) {
      ui.actions.Run("file.export");
    }
    right -= export_width + kit.Px(8);
    ButtonLook report_look;
    report_look.enabled = ui.actions.Find("file.report")->IsEnabled();
    report_look.tooltip = "One page with verdict, maps and numbers, to send to others";
    const float report_width = kit.ButtonWidth("Report", report_look);
    if (kit.Button(
            "top.report", {right - report_width, y, report_width, h}, "Report", report_look)) {
      ui.actions.Run("file.report");
    }
    right -= report_width + kit.Px(8);
  }
  ButtonLook target_look;
  target_look.icon = Icon::kPrinter;
  target_look.icon_after = state.target_open ? Icon::kChevronUp : Icon::kChevronDown;
  target_look.style = state.target_open ? ButtonStyle::kOutline : ButtonStyle::kPlain;
  target_look.selected = state.target_open;
  target_look.enabled = open;
  target_look.tooltip = "What the picture is for: paper, pixels, screen or shop  (" +
                        ui.actions.Caps("view.target") + ")";
  const std::string target_label = TargetLabel(ui.bench.target());
  const float target_width = kit.ButtonWidth(target_label, target_look);
  if (kit.Button(
          "top.target", {right - target_width, y, target_width, h}, target_label, target_look)) {
    ui.actions.Run("view.target");
  }
  right -= target_width + kit.Px(16);
  if (open) {
    for (const auto& [id, icon] :
         {std::pair{"edit.redo", Icon::kRedo}, {"edit.undo", Icon::kUndo}}) {
      const Action* action = ui.actions.Find(id);
      if (!action->IsEnabled() && !document->edits.CanUndo() && !document->edits.CanRedo())
        continue;
      right -= kit.Px(28);
      if (kit.IconButton(std::string("top.") + id,
                         {right, y, kit.Px(28), h},
                         icon,
                         action->title + "  (" + ui.actions.Caps(id) + ")",
                         action->IsEnabled())) {
        ui.actions.Run(id);
      }
    }
    right -= kit.Px(12);
  }

  if (!open) return;
  x += kit.Px(8);
  kit.VLine(x - kit.Px(2), box.cy() - kit.Px(10), box.cy() + kit.Px(10));
  x += kit.Px(10);
  const bool pair = document->has_result();
  std::vector<Kit::Segment> modes = {
      {"Split",
       Icon::kSplit,
       "Source left, result right of a line  (" + ui.actions.Caps("compare.split") + ")"},
      {"Flip",
       Icon::kFlip,
       "One at a time; the space bar flips  (" + ui.actions.Caps("compare.flip") + ")",
       pair},
      {"Side", Icon::kSide, "Two linked views  (" + ui.actions.Caps("compare.side") + ")", pair},
      {"Difference",
       Icon::kDifference,
       "Where and how much they differ  (" + ui.actions.Caps("compare.difference") + ")",
       pair}};
  modes[0].enabled = pair;
  float modes_width = kit.SegmentedWidth(modes);
  const float overlay_room = kit.Px(190);
  if (x + modes_width + overlay_room > right) {
    for (Kit::Segment& mode : modes) mode.label.clear();  // icons with tooltips say enough
    modes_width = kit.SegmentedWidth(modes);
  }
  if (x + modes_width < right) {
    const int clicked = kit.Segmented(
        "top.compare", {x, y, modes_width, h}, modes, pair ? static_cast<int>(look.compare) : -1);
    if (clicked >= 0) look.compare = static_cast<CompareMode>(clicked);
    x += modes_width + kit.Px(12);
  }

  std::string overlay = "None";
  if (const std::optional<OverlayChoice> choice = ui.bench.CurrentOverlay())
    overlay = choice->title;
  ButtonLook overlay_look;
  overlay_look.icon = look.overlay.empty() ? Icon::kEyeOff : Icon::kEye;
  overlay_look.icon_after = Icon::kChevronDown;
  overlay_look.tooltip = "Lay a map of one defect over the picture";
  // Short of room, the eye and the name of the map say enough.
  std::string label = "Overlay  " + overlay;
  if (kit.ButtonWidth(label, overlay_look) > right - x) label = overlay;
  const float overlay_width = std::min(kit.ButtonWidth(label, overlay_look), right - x);
  if (overlay_width > kit.Px(80)) {
    const Box button{x, y, overlay_width, h};
    if (kit.Button("top.overlay", button, label, overlay_look)) OpenUnder("overlay", button);
    ImGui::SetNextWindowPos({button.x, button.bottom() + kit.Px(4)}, ImGuiCond_Appearing);
    OverlayMenu(ui);
  }
}

}  // namespace sharpscale::viewer
