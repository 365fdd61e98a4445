// SPDX-License-Identifier: Apache-2.0
//
// Trying a plan out before it runs: above, the whole picture with the paper's frame; below, source
// and live preview of one region at the size that the plan makes.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "viewer/core/preview_plan.h"
#include "viewer/core/target_json.h"
#include "viewer/ui/canvas_parts.h"

namespace sharpscale::viewer {
namespace {

// A network looks at every pixel: of larger regions the middle is shown, or it would not be live.
constexpr double kMaxPreviewPx = 8e5;  // of the planned picture
constexpr double kRestSeconds = 0.15;  // the view must stand still so long

std::string KeyOf(const Plan& plan) {
  return TargetKey(plan.target) + "|" + StepsKey(plan.steps);
}

// The frame of the paper over the picture, with what it cuts or leaves white.
void PaperFrame(Ui& ui, const Document& document, const Box& picture, const Box& clip) {
  const Kit& kit = ui.kit;
  const auto& source = document.source.pyramid;
  const std::optional<PrintLayout> layout =
      LayOutPrint(ui.bench.target(), source->width(), source->height());
  if (!layout) return;
  const double px = picture.w / layout->picture_width;  // window px per inch
  const Box paper{std::round(picture.x - static_cast<float>(layout->picture_x * px)),
                  std::round(picture.y - static_cast<float>(layout->picture_y * px)),
                  std::round(static_cast<float>(layout->paper_width * px)),
                  std::round(static_cast<float>(layout->paper_height * px))};
  ui.scene->fills.push_back({paper, 0xFFFFFF});
  ImDrawList* draw = kit.draw();
  draw->PushClipRect(clip.min(), clip.max(), true);
  const ImU32 shade = IM_COL32(0, 0, 0, 130);
  const bool cut_x = layout->cut_x > 0.002;
  const bool cut_y = layout->cut_y > 0.002;
  const auto label = [&](const Box& strip, double share) {
    const std::string text = fmt::format("{:.1f}\u00a0%", share / 2.0 * 100.0);
    const float need = kit.Measure(Type::kTable, text).x;
    if (strip.w < need + kit.Px(4) || strip.h < kit.Px(34)) return;
    const float y = strip.bottom() - kit.Px(38);
    const float word = kit.Measure(Type::kTable, "cut").x;
    kit.TextOn(draw, {strip.cx() - word / 2, y}, Type::kTable, IM_COL32_WHITE, "cut");
    kit.TextOn(draw, {strip.cx() - need / 2, y + kit.Px(15)}, Type::kTable, IM_COL32_WHITE, text);
  };
  if (cut_x) {
    const Box left{picture.x, picture.y, paper.x - picture.x, picture.h};
    const Box right{paper.right(), picture.y, picture.right() - paper.right(), picture.h};
    for (const Box& strip : {left, right}) {
      draw->AddRectFilled(strip.min(), strip.max(), shade);
      label(strip, layout->cut_x);
    }
  }
  if (cut_y) {
    const Box top{picture.x, picture.y, picture.w, paper.y - picture.y};
    const Box bottom{picture.x, paper.bottom(), picture.w, picture.bottom() - paper.bottom()};
    for (const Box& strip : {top, bottom}) {
      draw->AddRectFilled(strip.min(), strip.max(), shade);
      label(strip, layout->cut_y);
    }
  }
  const bool white = layout->white_x > 0.01 || layout->white_y > 0.01;
  draw->AddRect({paper.x - kit.Px(1), paper.y - kit.Px(1)},
                {paper.right() + kit.Px(1), paper.bottom() + kit.Px(1)},
                white ? IM_COL32(0, 0, 0, 110) : IM_COL32_WHITE,
                0,
                0,
                kit.Px(1));
  if (cut_x || cut_y) {
    const float arm = kit.Px(12);
    for (const ImVec2 c : {paper.min(),
                           ImVec2(paper.right(), paper.y),
                           ImVec2(paper.x, paper.bottom()),
                           paper.max()}) {
      const float dx = c.x < paper.cx() ? arm : -arm;
      const float dy = c.y < paper.cy() ? arm : -arm;
      draw->AddLine(c, {c.x + dx, c.y}, IM_COL32_WHITE, kit.Px(3));
      draw->AddLine(c, {c.x, c.y + dy}, IM_COL32_WHITE, kit.Px(3));
    }
  }
  draw->PopClipRect();
}

// The picture with the frame and the region; a click there moves the region.
void Overview(Ui& ui, Document& document, const Plan& plan, const Box& pane) {
  const Kit& kit = ui.kit;
  const auto& source = document.source.pyramid;
  // Room for the paper's white, too.
  double paper_w = source->width();
  double paper_h = source->height();
  if (const auto layout = LayOutPrint(ui.bench.target(), source->width(), source->height())) {
    const double px = source->width() / layout->picture_width;
    paper_w = std::max(paper_w, layout->paper_width * px);
    paper_h = std::max(paper_h, layout->paper_height * px);
  }
  const double margin = kit.Px(20);
  const double zoom = std::min({std::max(8.0, pane.w - 2 * margin) / paper_w,
                                std::max(8.0, pane.h - 2 * margin) / paper_h,
                                1.0});
  const Box picture{std::round(pane.cx() - static_cast<float>(source->width() * zoom / 2)),
                    std::round(pane.cy() - static_cast<float>(source->height() * zoom / 2)),
                    static_cast<float>(source->width() * zoom),
                    static_cast<float>(source->height() * zoom)};
  PaperFrame(ui, document, picture, pane);
  PictureLayer layer = PlaceLayer(source, pane, picture.x, picture.y, zoom, zoom);
  ui.scene->layers.push_back(layer);

  const Placement planned = PlannedPlacement(plan, {source->width(), source->height()});
  View& view = document.preview_view;
  const PicturePoint a = planned.ToOwn(view.PictureAt({0, 0}));
  const PicturePoint b =
      planned.ToOwn(view.PictureAt({view.viewport_width(), view.viewport_height()}));
  const ImVec2 from{picture.x + static_cast<float>(a.x * zoom),
                    picture.y + static_cast<float>(a.y * zoom)};
  const ImVec2 to{picture.x + static_cast<float>(b.x * zoom),
                  picture.y + static_cast<float>(b.y * zoom)};
  ImDrawList* draw = kit.draw();
  draw->PushClipRect(pane.min(), pane.max(), true);
  draw->AddRect({from.x - kit.Px(2), from.y - kit.Px(2)},
                {to.x + kit.Px(2), to.y + kit.Px(2)},
                IM_COL32(255, 255, 255, 230),
                0,
                0,
                kit.Px(3));
  draw->AddRect(from, to, IM_COL32(0, 0, 0, 255), 0, 0, kit.Px(1));
  draw->PopClipRect();
  const Kit::Touch touch = kit.TouchArea("try.overview", pane);
  if (touch.held) {
    const ImVec2 p = ImGui::GetIO().MousePos;
    view.CentreOn(planned.ToLead({(p.x - picture.x) / zoom, (p.y - picture.y) / zoom}));
    const cv::Size size = PlannedSize(plan, {source->width(), source->height()});
    view.KeepInSight(size.width, size.height);
  }
  kit.PictureTag(draw,
                 {pane.x + kit.Px(12), pane.bottom() - kit.Px(44)},
                 ZoomText(zoom),
                 "fit, too small to judge sharpness",
                 false,
                 0.0F,
                 Type::kKey);
}

void Pointer(Ui& ui, Document& document, cv::Size size, const Box& pane) {
  UiState& state = ui.state;
  const ImGuiIO& io = ImGui::GetIO();
  View& view = document.preview_view;
  const bool inside = pane.Contains(io.MousePos) && PointerIsFree(ui);
  const ViewportPoint pointer{io.MousePos.x - pane.x, io.MousePos.y - pane.y};
  if (inside || state.drag == DragKind::kPan) {
    const PicturePoint at = view.PictureAt(pointer);
    if (at.x >= 0 && at.y >= 0 && at.x < size.width && at.y < size.height) state.try_hover = at;
  }
  if (inside && io.MouseWheel != 0.0F) {
    view.ZoomByNotches(io.MouseWheel, pointer);
    view.KeepInSight(size.width, size.height);
  }
  if (inside && state.drag == DragKind::kNone &&
      (ImGui::IsMouseClicked(0) || ImGui::IsMouseClicked(2))) {
    state.drag = DragKind::kPan;
    state.drag_last = io.MousePos;
  }
  const bool down = ImGui::IsMouseDown(0) || ImGui::IsMouseDown(2);
  if (state.drag == DragKind::kPan && down) {
    view.Pan(io.MousePos.x - state.drag_last.x, io.MousePos.y - state.drag_last.y);
    view.KeepInSight(size.width, size.height);
    state.drag_last = io.MousePos;
  }
  if (!down) state.drag = DragKind::kNone;
}

// Asks for the visible part once the view stands still; what the tag at the right says.
std::string Ask(Ui& ui, Document& document, const Placement& planned) {
  UiState& state = ui.state;
  const View& view = document.preview_view;
  const auto& source = document.source.pyramid;
  const PicturePoint a = planned.ToOwn(view.PictureAt({0, 0}));
  const PicturePoint b =
      planned.ToOwn(view.PictureAt({view.viewport_width(), view.viewport_height()}));
  const int x = static_cast<int>(std::floor(a.x));
  const int y = static_cast<int>(std::floor(a.y));
  cv::Rect region =
      cv::Rect(x, y, static_cast<int>(std::ceil(b.x)) - x, static_cast<int>(std::ceil(b.y)) - y) &
      cv::Rect(0, 0, source->width(), source->height());
  const double px = region.area() * planned.scale_x * planned.scale_y;
  if (px > kMaxPreviewPx) {
    const double part = std::sqrt(kMaxPreviewPx / px);
    const int w = std::max(1, static_cast<int>(region.width * part));
    const int h = std::max(1, static_cast<int>(region.height * part));
    region = {region.x + (region.width - w) / 2, region.y + (region.height - h) / 2, w, h};
  }
  const double now = ImGui::GetTime();
  if (region != state.try_region) {
    state.try_region = region;
    state.try_region_since = now;
  }
  if (region.empty()) {
    ui.bench.DropPreview();
    return "";
  }
  const bool resting = now - state.try_region_since >= kRestSeconds && !ImGui::IsMouseDown(0);
  if (resting) {
    ui.bench.RequestPreview(region);
  } else {
    state.wants_frame = true;
  }
  const Preview* preview = document.preview.value().get();
  if (document.preview.busy() || !resting || preview == nullptr) return "Updating\u2026";
  return fmt::format("Updated in {:.1f}\u00a0s", preview->seconds);
}

}  // namespace

bool WantsTryOut(const Ui& ui) {
  const UiState& state = ui.state;
  const Document* document = ui.bench.current();
  if (!state.try_out || state.print_preview || !(state.target_open || state.edit_plan) ||
      document == nullptr || !document->has_source() || document->run_job != 0) {
    return false;
  }
  const std::optional<Plan> plan = document->EffectivePlan();
  if (!plan || plan->verdict != PlanVerdict::kPlan || plan->steps.empty()) return false;
  // The result at hand is what this very plan makes: nothing to try.
  if (document->has_result() && document->run) {
    return KeyOf(*plan) != KeyOf(document->run->plan);
  }
  return true;
}

void DrawTryOut(Ui& ui, const Box& canvas) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Document& document = *ui.bench.current();
  const Plan plan = *document.EffectivePlan();
  const auto& source = document.source.pyramid;
  const cv::Size source_size(source->width(), source->height());
  const cv::Size size = PlannedSize(plan, source_size);
  const Placement planned = PlannedPlacement(plan, source_size);

  Box pane = canvas;
  const Box above = pane.TakeTop(std::floor(canvas.h * 0.46F));
  pane.TakeTop(kit.Px(2));
  View& view = document.preview_view;
  view.SetViewport(pane.w, pane.h);
  const std::string key = fmt::format("{}|{}x{}", document.id, size.width, size.height);
  if (!document.preview_view_ready || state.try_plan != key) {
    // Same place of the scene, at 100 % of what the plan makes.
    PicturePoint at{source_size.width / 2.0, source_size.height / 2.0};
    const std::vector<Place> places = ui.bench.Places();
    if (!document.preview_view_ready && !document.has_result() && !places.empty()) {
      at = places.front().at;
    } else if (document.preview_view_ready && document.preview.value() != nullptr) {
      const cv::Rect& seen = document.preview.value()->region;
      at = {seen.x + seen.width / 2.0, seen.y + seen.height / 2.0};
    }
    view.SetZoom(1.0);
    // The pane is filled with picture where there is enough of it.
    PicturePoint centre = planned.ToLead(at);
    const auto inside = [](double v, double pane_px, double side) {
      return side > pane_px ? std::clamp(v, pane_px / 2.0, side - pane_px / 2.0) : side / 2.0;
    };
    centre.x = inside(centre.x, pane.w, size.width);
    centre.y = inside(centre.y, pane.h, size.height);
    view.CentreOn(centre);
    document.preview_view_ready = true;
    state.try_plan = key;
  }

  Overview(ui, document, plan, above);
  kit.Fill({canvas.x, above.bottom(), canvas.w, kit.Px(2)}, Token::kPanel);

  // Source left; right the source again, and on it the preview as far as it reaches.
  const float split_x = std::round(pane.x + pane.w * static_cast<float>(ui.bench.look().split));
  const Box left{pane.x, pane.y, split_x - pane.x, pane.h};
  const Box right{split_x, pane.y, pane.right() - split_x, pane.h};
  const double x = pane.x + view.Origin().x;
  const double y = pane.y + view.Origin().y;
  const double zoom = view.zoom();
  const std::string state_text = Ask(ui, document, planned);
  for (const Box& clip : {left, right}) {
    ui.scene->layers.push_back(PlaceLayer(source,
                                          clip,
                                          x + planned.dx * zoom,
                                          y + planned.dy * zoom,
                                          planned.scale_x * zoom,
                                          planned.scale_y * zoom));
  }
  if (const Preview* preview = document.preview.value().get()) {
    const Placement& at = preview->in_planned;
    const PicturePoint from = planned.ToLead(
        {static_cast<double>(preview->region.x), static_cast<double>(preview->region.y)});
    const PicturePoint to = planned.ToLead(
        {static_cast<double>(preview->region.br().x), static_cast<double>(preview->region.br().y)});
    const float x0 = std::max(right.x, std::round(static_cast<float>(x + from.x * zoom)));
    const float y0 = std::max(right.y, std::round(static_cast<float>(y + from.y * zoom)));
    const float x1 = std::min(right.right(), std::round(static_cast<float>(x + to.x * zoom)));
    const float y1 = std::min(right.bottom(), std::round(static_cast<float>(y + to.y * zoom)));
    PictureLayer layer = PlaceLayer(preview->pyramid,
                                    {x0, y0, x1 - x0, y1 - y0},
                                    x + at.dx * zoom,
                                    y + at.dy * zoom,
                                    at.scale_x * zoom,
                                    at.scale_y * zoom);
    if (!layer.clip.empty()) ui.scene->layers.push_back(std::move(layer));
  }
  SplitHandle(ui, pane, split_x);

  ImDrawList* draw = kit.draw();
  const float top = pane.y + kit.Px(12);
  const std::string source_zoom = "shown at " + ZoomText(zoom * planned.scale_x);
  if (left.w > kit.Px(100)) {
    const bool room = kit.PictureTagSize({0, 0}, "Source", source_zoom, 0, Type::kSection).w <
                      left.w - kit.Px(24);
    kit.PictureTag(draw, {pane.x + kit.Px(12), top}, "Source", room ? source_zoom : "", false);
  }
  if (right.w > kit.Px(100)) {
    const bool edited = document.Changes() > 0;
    // Until the new one is there the old one stands: it is not of this plan.
    const std::string what = document.preview.busy() && document.preview.value() == nullptr
                                 ? "updating"
                             : document.preview.busy() ? "updating; still shows the plan before"
                             : edited                  ? "edited plan, this region only"
                                                       : "this region only";
    const bool room =
        kit.PictureTagSize({0, 0}, "Preview", what, 0, Type::kSection).w < right.w - kit.Px(24);
    kit.PictureTag(draw, {pane.right() - kit.Px(12), top}, "Preview", room ? what : "", true, 1.0F);
  }
  std::string advice = "too small to judge sharpness";
  if (std::abs(zoom - 1.0) < 1e-9) advice = "1 result pixel = 1 screen pixel";
  if (zoom > 1.0 + 1e-9) advice = "magnified";
  kit.PictureTag(draw,
                 {pane.x + kit.Px(12), pane.bottom() - kit.Px(46)},
                 ZoomText(zoom),
                 pane.w > kit.Px(520) ? advice : "",
                 false,
                 0.0F,
                 Type::kKey);
  if (!state_text.empty()) {
    kit.PictureTag(draw,
                   {pane.right() - kit.Px(12), pane.bottom() - kit.Px(42)},
                   state_text,
                   "",
                   false,
                   1.0F,
                   Type::kTable);
  }
  Pointer(ui, document, size, pane);
}

}  // namespace sharpscale::viewer
