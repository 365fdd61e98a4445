// SPDX-License-Identifier: Apache-2.0
//
// The print on the screen: as large as on paper, or as large as it looks from where it is seen.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/viewing.h"
#include "viewer/ui/canvas_parts.h"

namespace sharpscale::viewer {
namespace {

constexpr double kUsualScreenPpi = 96.0;

struct Screen {
  double ppi = kUsualScreenPpi;
  const char* origin = "assumed";
};

Screen ScreenOf(const Ui& ui) {
  const double own = ui.bench.settings().screen_ppi;
  if (own > 0.0) return {own, "measured by you"};
  if (ui.state.monitor_ppi) return {*ui.state.monitor_ppi, "as the monitor says"};
  return {};
}

// What shows the picture, how large, and a bar to check the screen by.
void Card(Ui& ui,
          const Box& canvas,
          const PrintLayout& layout,
          const Screen& screen,
          double distance,
          double shown_ppi) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  const Target& target = ui.bench.target();
  const float width = std::min(kit.Px(300), canvas.w - kit.Px(24));
  const Box card{canvas.right() - kit.Px(12) - width, canvas.y + kit.Px(12), width, kit.Px(292)};
  kit.Fill(card, Token::kRaised, 6);
  kit.Edge(card, Token::kEdge, 6);
  const float x = card.x + kit.Px(14);
  const float w = card.w - kit.Px(28);
  float y = card.y + kit.Px(12);
  kit.Text({x, y}, Type::kSection, Token::kText, "Print preview");
  if (kit.IconButton("print.close",
                     {card.right() - kit.Px(34), card.y + kit.Px(8), kit.Px(24), kit.Px(24)},
                     Icon::kClose,
                     "Back to the picture  (" + ui.actions.Caps("view.print") + ")")) {
    state.print_preview = false;
  }
  y += kit.Px(20);
  kit.TextIn({x, y, w, kit.Px(18)},
             Type::kTable,
             Token::kText2,
             fmt::format("{:.3g} \u00d7 {:.3g} in, {}",
                         layout.paper_width,
                         layout.paper_height,
                         target.fit == FitMode::kCover ? "paper filled" : "whole picture"));
  y += kit.Px(28);
  const int shown = state.print_whole ? 2 : state.print_scale == PrintScale::kAsSeen ? 1 : 0;
  const int chosen =
      kit.Segmented("print.scale",
                    {x, y, w, kit.Px(28)},
                    {{"Actual size", Icon::kNone, "An inch of paper is an inch of this screen"},
                     {"As seen", Icon::kNone, "As large as it looks from the viewing distance"},
                     {"Whole", Icon::kNone, "All of the paper, whatever its size"}},
                    shown);
  if (chosen >= 0) {
    state.print_whole = chosen == 2;
    state.print_scale = chosen == 1 ? PrintScale::kAsSeen : PrintScale::kActualSize;
    state.print_pan = {0, 0};
  }
  y += kit.Px(40);
  const auto row = [&](const std::string& name, const std::string& value) {
    kit.TextIn({x, y, w, kit.Px(18)}, Type::kTable, Token::kText2, name);
    kit.TextIn({x, y, w, kit.Px(18)}, Type::kTableStrong, Token::kText, value, 1.0F);
    y += kit.Px(20);
  };
  row("Print seen from", fmt::format("{:.0f}\u00a0in", distance));
  double log_distance = std::log2(distance);
  bool reset = false;
  if (kit.Slider("print.distance",
                 {x, y, w, kit.Px(20)},
                 &log_distance,
                 std::log2(6.0),
                 std::log2(240.0),
                 {},
                 nullptr,
                 &reset)) {
    Target edited = target;
    edited.viewing_distance_in = std::round(std::exp2(log_distance));
    ui.bench.SetTarget(
        edited, fmt::format("Seen from {:.0f} in", *edited.viewing_distance_in), "distance");
  }
  if (reset) {
    Target edited = target;
    edited.viewing_distance_in.reset();
    ui.bench.SetTarget(edited, "Usual viewing distance");
  }
  y += kit.Px(26);
  row("Picture on paper", fmt::format("{:.0f}\u00a0ppi", shown_ppi));
  row("The eye resolves there", fmt::format("{:.0f}\u00a0ppi", NeededPpi(distance)));
  y += kit.Px(6);
  kit.HLine(x, x + w, y);
  y += kit.Px(8);
  row("This screen", fmt::format("{:.0f}\u00a0ppi, {}", screen.ppi, screen.origin));
  double ppi = screen.ppi;
  reset = false;
  if (kit.Slider(
          "print.screen_ppi", {x, y, w, kit.Px(20)}, &ppi, 60.0, 360.0, {}, nullptr, &reset)) {
    ui.bench.settings().screen_ppi = std::round(ppi);
  }
  if (reset) ui.bench.settings().screen_ppi = 0.0;
  y += kit.Px(24);
  // Two inches to hold a ruler against.
  const float bar = std::min(w, static_cast<float>(2.0 * screen.ppi));
  const bool whole = bar >= static_cast<float>(2.0 * screen.ppi) - 0.5F;
  kit.Fill({x, y + kit.Px(2), whole ? bar : static_cast<float>(screen.ppi), kit.Px(4)},
           Token::kText2);
  kit.Text({x, y + kit.Px(9)},
           Type::kAxis,
           Token::kText3,
           whole ? "Set the slider until this bar is 2 in (51 mm) long"
                 : "Set the slider until this bar is 1 in (25 mm) long");
  kit.TouchArea("print.card", card);
}

}  // namespace

void DrawPrintPreview(Ui& ui, const Box& canvas) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Document& document = *ui.bench.current();
  const auto& lead = document.lead();
  const Target target = ui.bench.target();
  const std::optional<PrintLayout> layout = LayOutPrint(target, lead->width(), lead->height());
  if (!layout) {
    const float width = std::min(kit.Px(380), canvas.w - kit.Px(32));
    const Box card{canvas.cx() - width / 2, canvas.cy() - kit.Px(64), width, kit.Px(128)};
    kit.Fill(card, Token::kRaised, 6);
    kit.Edge(card, Token::kEdge, 6);
    kit.Text(
        {card.x + kit.Px(20), card.y + kit.Px(16)}, Type::kKey, Token::kText, "No paper chosen");
    kit.TextWrapped({card.x + kit.Px(20), card.y + kit.Px(42)},
                    card.w - kit.Px(40),
                    Type::kBody,
                    Token::kText2,
                    "Choose a print size, and the picture is shown as large as on paper.",
                    2);
    ButtonLook choose;
    choose.style = ButtonStyle::kPrimary;
    choose.caps = ui.actions.Caps("view.target");
    const float bw = kit.ButtonWidth("Choose a paper", choose);
    if (kit.Button("print.choose",
                   {card.x + kit.Px(20), card.bottom() - kit.Px(42), bw, kit.Px(28)},
                   "Choose a paper",
                   choose)) {
      state.print_preview = false;
      state.target_open = true;
      state.target_tab = 0;
    }
    return;
  }
  const Screen screen = ScreenOf(ui);
  const double distance = target.viewing_distance_in.value_or(kReadingDistance);
  double per_inch = ScreenPxPerInch(
      state.print_scale, screen.ppi, ui.bench.settings().screen_distance_in, distance);
  if (state.print_whole) {
    per_inch = std::min((canvas.w - kit.Px(48)) / layout->paper_width,
                        (canvas.h - kit.Px(48)) / layout->paper_height);
  }
  const float w = std::round(static_cast<float>(layout->paper_width * per_inch));
  const float h = std::round(static_cast<float>(layout->paper_height * per_inch));
  // The paper may leave the window but never all of it.
  const float reach_x = std::max(0.0F, (w - canvas.w) / 2.0F + canvas.w * 0.25F);
  const float reach_y = std::max(0.0F, (h - canvas.h) / 2.0F + canvas.h * 0.25F);
  state.print_pan.x = std::clamp(state.print_pan.x, -reach_x, reach_x);
  state.print_pan.y = std::clamp(state.print_pan.y, -reach_y, reach_y);
  const Box paper{std::round(canvas.cx() - w / 2 + state.print_pan.x),
                  std::round(canvas.cy() - h / 2 + state.print_pan.y),
                  w,
                  h};
  const float x0 = std::max(paper.x, canvas.x);
  const float y0 = std::max(paper.y, canvas.y);
  const Box seen{x0,
                 y0,
                 std::min(paper.right(), canvas.right()) - x0,
                 std::min(paper.bottom(), canvas.bottom()) - y0};
  kit.Record("print.paper", paper);
  if (!seen.empty()) {
    ui.scene->fills.push_back({seen, 0xFFFFFF});
    ui.scene->layers.push_back(PlaceLayer(lead,
                                          seen,
                                          paper.x + layout->picture_x * per_inch,
                                          paper.y + layout->picture_y * per_inch,
                                          layout->picture_width * per_inch / lead->width(),
                                          layout->picture_height * per_inch / lead->height()));
    kit.draw()->PushClipRect(canvas.min(), canvas.max(), true);
    kit.draw()->AddRect({paper.x - kit.Px(1), paper.y - kit.Px(1)},
                        {paper.right() + kit.Px(1), paper.bottom() + kit.Px(1)},
                        IM_COL32(0, 0, 0, 90),
                        0,
                        0,
                        kit.Px(1));
    kit.draw()->PopClipRect();
  }
  const double shown_ppi = lead->width() / layout->picture_width;
  kit.PictureTag(kit.draw(),
                 {canvas.x + kit.Px(12), canvas.y + kit.Px(12)},
                 document.has_result() ? "Result" : "Source",
                 document.has_result() ? "on paper" : "on paper, before the plan has run",
                 document.has_result());
  std::string strong = state.print_whole ? "Whole paper"
                       : state.print_scale == PrintScale::kAsSeen
                           ? fmt::format("As seen from {:.0f} in", distance)
                           : "Actual size";
  std::string quiet = state.print_scale == PrintScale::kAsSeen && !state.print_whole
                          ? fmt::format("when you sit {:.0f} in from the screen",
                                        ui.bench.settings().screen_distance_in)
                          : fmt::format("1 in of paper = {:.0f} screen pixels", per_inch);
  kit.PictureTag(kit.draw(),
                 {canvas.x + kit.Px(12), canvas.bottom() - kit.Px(46)},
                 strong,
                 canvas.w > kit.Px(520) ? quiet : "",
                 false,
                 0.0F,
                 Type::kKey);
  if (canvas.w > kit.Px(420) && canvas.h > kit.Px(330)) {
    Card(ui, canvas, *layout, screen, distance, shown_ppi);
  }

  const ImGuiIO& io = ImGui::GetIO();
  if (canvas.Contains(io.MousePos) && PointerIsFree(ui) && state.drag == DragKind::kNone &&
      ImGui::IsMouseClicked(0)) {
    state.drag = DragKind::kPan;
    state.drag_last = io.MousePos;
  }
  if (state.drag == DragKind::kPan && ImGui::IsMouseDown(0)) {
    state.print_pan.x += io.MousePos.x - state.drag_last.x;
    state.print_pan.y += io.MousePos.y - state.drag_last.y;
    state.drag_last = io.MousePos;
  }
  if (!ImGui::IsMouseDown(0)) state.drag = DragKind::kNone;
}

}  // namespace sharpscale::viewer
