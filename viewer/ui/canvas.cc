// SPDX-License-Identifier: Apache-2.0
//
// The canvas: pictures, split handle, places, profile line, overview, and what the pointer does
// there.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/metric_table.h"
#include "viewer/core/luma.h"
#include "viewer/ui/canvas_parts.h"

namespace sharpscale::viewer {

std::string ZoomText(double zoom) {
  const double percent = zoom * 100.0;
  return percent < 10.0 ? fmt::format("{:.1f} %", percent) : fmt::format("{:.0f} %", percent);
}

PictureLayer PlaceLayer(const std::shared_ptr<Pyramid>& pyramid,
                        const Box& clip,
                        double x,
                        double y,
                        double px_x,
                        double px_y) {
  PictureLayer layer;
  layer.clip = clip;
  layer.source = pyramid;
  layer.preview = pyramid->preview();
  layer.preview_id = kPreviewIds + pyramid->id();
  layer.x = x;
  layer.y = y;
  layer.px_x = px_x;
  layer.px_y = px_y;
  return layer;
}

void SplitHandle(Ui& ui, const Box& pane, float split_x) {
  const Kit& kit = ui.kit;
  ImDrawList* draw = kit.draw();
  draw->AddRectFilled(
      {split_x - kit.Px(2), pane.y}, {split_x + kit.Px(2), pane.bottom()}, IM_COL32(0, 0, 0, 150));
  draw->AddRectFilled({split_x - kit.Px(1), pane.y},
                      {split_x + kit.Px(1), pane.bottom()},
                      IM_COL32(255, 255, 255, 255));
  const ImVec2 knob{split_x, pane.y + pane.h * 0.72F};
  draw->AddCircleFilled(knob, kit.Px(14), IM_COL32(20, 20, 20, 170), 32);
  draw->AddCircleFilled(knob, kit.Px(13), IM_COL32(255, 255, 255, 255), 32);
  DrawIcon(draw,
           Icon::kArrows,
           {knob.x - kit.Px(8), knob.y - kit.Px(8)},
           kit.scale,
           IM_COL32(20, 20, 20, 255));
  const Box grab{split_x - kit.Px(8), pane.y, kit.Px(16), pane.h};
  const Kit::Touch touch = kit.TouchArea("canvas.split", grab);
  if (touch.hovered || touch.held) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
  if (touch.held) {
    ui.bench.look().split =
        std::clamp((ImGui::GetIO().MousePos.x - pane.x) / std::max(1.0F, pane.w), 0.0F, 1.0F);
  }
  if (touch.double_clicked) ui.bench.look().split = 0.5;
}

bool PointerIsFree(const Ui& ui) {
  return !ImGui::IsAnyItemHovered() && !ImGui::IsAnyItemActive() && ImGui::IsWindowHovered() &&
         ui.state.dialog == Dialog::kNone;
}

namespace {

constexpr double kRestSeconds = 0.15;  // the view must stand still so long

// Text inside pixels starts at this size; a pixel then holds a three-digit number.
constexpr double kValuesFrom = 44.0;

std::string ZoomAdvice(const Document& document, double zoom) {
  const char* what = document.has_result() ? "result" : "picture";
  if (std::abs(zoom - 1.0) < 1e-9) return fmt::format("1 {} pixel = 1 screen pixel", what);
  if (zoom >= 0.995 && zoom < 1.0) return "just under 100 %; 1 shows exact pixels";
  if (zoom < 1.0) {
    return document.view.fitted() ? "fit, too small to judge sharpness"
                                  : "too small to judge sharpness";
  }
  const double whole = std::round(zoom);
  if (std::abs(zoom - whole) < 1e-6) {
    return fmt::format("1 {} pixel = {:.0f} screen pixels", what, whole);
  }
  return "magnified";
}

PictureLayer LayerOf(const Ui& ui,
                     const Document& document,
                     bool result,
                     const Box& pane,
                     const Box& clip) {
  const View& view = document.view;
  const PictureSlot& slot = result ? document.result : document.source;
  const Placement at = result ? Placement{} : document.SourcePlacement();
  const Look& look = ui.bench.look();
  PictureLayer layer = PlaceLayer(slot.pyramid,
                                  clip,
                                  pane.x + view.Origin().x + at.dx * view.zoom(),
                                  pane.y + view.Origin().y + at.dy * view.zoom(),
                                  view.zoom() * at.scale_x,
                                  view.zoom() * at.scale_y);
  layer.channel = look.channel;
  layer.zebra = look.zebra;
  layer.pixel_grid = look.pixel_grid;
  return layer;
}

// The prepared heat map of the current overlay; null while it is made or where there is none.
std::shared_ptr<const HeatLayer> HeatOf(Ui& ui,
                                        const Document& document,
                                        const Box& pane,
                                        bool* of_source) {
  Look& look = ui.bench.look();
  const std::optional<OverlayChoice> choice = ui.bench.CurrentOverlay();
  if (!choice || look.overlay_hidden) return nullptr;
  *of_source = choice->of_source;
  HeatCache& cache = ui.state.heat;
  if (cache.map != choice->measurement->map) {
    cache.map = choice->measurement->map;
    cache.levels.reset();
    cache.id = ui.state.next_texture++;
    const std::shared_ptr<const HeatMap> map = cache.map;
    HeatCache* const target = &cache;
    if (map->values.total() < 250000) {
      cache.levels = std::make_shared<const HeatLevels>(BuildHeatLevels(*map));
    } else {
      ui.bench.jobs().Submit<std::shared_ptr<const HeatLevels>>(
          {"Heat map", JobWeight::kLight, 95, false},
          [map](Progress*) -> absl::StatusOr<std::shared_ptr<const HeatLevels>> {
            return std::make_shared<const HeatLevels>(BuildHeatLevels(*map));
          },
          [target, map](absl::StatusOr<std::shared_ptr<const HeatLevels>> levels) {
            if (levels.ok() && target->map == map) target->levels = *levels;
          });
    }
  }
  if (cache.levels == nullptr) return nullptr;
  const View& view = document.view;
  auto heat = std::make_shared<HeatLayer>();
  heat->levels = cache.levels;
  heat->id = cache.id;
  heat->x = pane.x + view.Origin().x + choice->placement.dx * view.zoom();
  heat->y = pane.y + view.Origin().y + choice->placement.dy * view.zoom();
  heat->px_x = view.zoom() * choice->placement.scale_x;
  heat->px_y = view.zoom() * choice->placement.scale_y;
  heat->opacity = look.overlay_opacity;
  heat->map = look.colour_map;
  const double range = cache.levels->range_high - cache.levels->range_low;
  heat->hide_below =
      look.hide_below >= 0.0 ? look.hide_below : cache.levels->range_low + 0.1 * range;
  return heat;
}

// Whether there is a map to explain and room to do so.
bool LegendShown(const Ui& ui, const Box& canvas) {
  const Document* document = ui.bench.current();
  if (document == nullptr || !ui.bench.CurrentOverlay()) return false;
  if (canvas.w < ui.kit.Px(420) || canvas.h < ui.kit.Px(360)) return false;
  return !(document->has_result() && ui.bench.look().compare == CompareMode::kDifference);
}

// Rings and values at the worst places of the overlay.
void DrawPlaces(Ui& ui, const Document& document, const Box& pane, const Box& clip) {
  const Kit& kit = ui.kit;
  const std::optional<OverlayChoice> overlay = ui.bench.CurrentOverlay();
  if (!overlay || !ui.bench.look().places || ui.bench.look().overlay_hidden) return;
  const MetricInfo* info = FindMetric(overlay->metric);
  const std::vector<Place> places = ui.bench.Places();
  ImDrawList* draw = kit.draw();
  draw->PushClipRect(clip.min(), clip.max(), true);
  std::vector<Box> taken;
  for (size_t i = 0; i < std::min<size_t>(places.size(), 12); ++i) {
    const ViewportPoint at = document.view.ViewportAt(places[i].at);
    const ImVec2 c{pane.x + static_cast<float>(at.x), pane.y + static_cast<float>(at.y)};
    if (!clip.Contains(c)) continue;
    const bool current = static_cast<int>(i) == document.place;
    const Box ring_box{c.x - kit.Px(12), c.y - kit.Px(12), kit.Px(24), kit.Px(24)};
    const std::string value = fmt::format("{:.{}f}{}{}",
                                          places[i].value,
                                          info != nullptr ? info->decimals : 1,
                                          places[i].unit.empty() ? "" : "\u00a0",
                                          places[i].unit);
    Box tag = kit.PictureTagSize(
        {c.x + kit.Px(14), c.y + kit.Px(8)}, value, "", 0.0F, Type::kTableStrong);
    if (tag.right() > clip.right()) tag.x = c.x - kit.Px(14) - tag.w;
    const auto overlaps = [](const Box& a, const Box& b) {
      return a.x < b.right() && b.x < a.right() && a.y < b.bottom() && b.y < a.bottom();
    };
    const bool crowded = std::any_of(taken.begin(), taken.end(), [&](const Box& other) {
      return overlaps(other, tag) || overlaps(other, ring_box);
    });
    if (crowded && !current) continue;
    taken.push_back(tag);
    taken.push_back(ring_box);
    draw->AddCircle(c, kit.Px(9), IM_COL32(0, 0, 0, 140), 32, kit.Px(current ? 5 : 4));
    draw->AddCircle(c, kit.Px(9), IM_COL32_WHITE, 32, kit.Px(current ? 3 : 2));
    kit.PictureTag(draw, tag.min(), value, "", false, 0.0F, Type::kTableStrong);
  }
  draw->PopClipRect();
}

void DrawProfileLine(Ui& ui, Document& document, const Box& pane) {
  if (!document.line) return;
  const Kit& kit = ui.kit;
  ImDrawList* draw = kit.draw();
  const auto window = [&](PicturePoint p) {
    const ViewportPoint v = document.view.ViewportAt(p);
    return ImVec2(pane.x + static_cast<float>(v.x), pane.y + static_cast<float>(v.y));
  };
  const ProfileLine& line = *document.line;
  const ImVec2 a = window(line.from);
  const ImVec2 b = window(line.to);
  const float length = std::hypot(b.x - a.x, b.y - a.y);
  if (length < 2.0F) return;
  const ImVec2 n{-(b.y - a.y) / length, (b.x - a.x) / length};
  const float half = static_cast<float>(line.width * document.view.zoom() / 2.0);
  draw->PushClipRect(pane.min(), pane.max(), true);
  // The averaged band, dashed.
  const ImVec2 corners[] = {{a.x + n.x * half, a.y + n.y * half},
                            {b.x + n.x * half, b.y + n.y * half},
                            {b.x - n.x * half, b.y - n.y * half},
                            {a.x - n.x * half, a.y - n.y * half}};
  for (int i = 0; i < 4; ++i) {
    const ImVec2 from = corners[i];
    const ImVec2 to = corners[(i + 1) % 4];
    const float side = std::hypot(to.x - from.x, to.y - from.y);
    for (float at = 0; at < side; at += kit.Px(6)) {
      const float end = std::min(side, at + kit.Px(3));
      draw->AddLine({from.x + (to.x - from.x) * at / side, from.y + (to.y - from.y) * at / side},
                    {from.x + (to.x - from.x) * end / side, from.y + (to.y - from.y) * end / side},
                    IM_COL32(255, 255, 255, 220),
                    kit.Px(1));
    }
  }
  draw->AddLine(a, b, IM_COL32(0, 0, 0, 160), kit.Px(4));
  draw->AddLine(a, b, IM_COL32_WHITE, kit.Px(2));
  for (const auto& [at, id] :
       {std::pair{a, "canvas.profile_from"}, std::pair{b, "canvas.profile_to"}}) {
    draw->AddCircleFilled(at, kit.Px(5), IM_COL32(20, 20, 20, 255), 20);
    draw->AddCircle(at, kit.Px(4.5F), IM_COL32_WHITE, 20, kit.Px(1.5F));
    kit.Record(id, {at.x - kit.Px(6), at.y - kit.Px(6), kit.Px(12), kit.Px(12)});
  }
  kit.TextOn(draw, {a.x - kit.Px(12), a.y - kit.Px(22)}, Type::kSection, IM_COL32_WHITE, "P");
  draw->PopClipRect();
}

// Numbers inside large pixels.
void DrawValues(const Ui& ui, const PictureLayer& layer, const Image& image) {
  if (layer.px_x < kValuesFrom * ui.kit.scale) return;
  const Kit& kit = ui.kit;
  ImDrawList* draw = kit.draw();
  draw->PushClipRect(layer.clip.min(), layer.clip.max(), true);
  const int x0 = std::max(0, static_cast<int>(std::floor((layer.clip.x - layer.x) / layer.px_x)));
  const int y0 = std::max(0, static_cast<int>(std::floor((layer.clip.y - layer.y) / layer.px_y)));
  const int x1 =
      std::min(image.width() - 1, static_cast<int>((layer.clip.right() - layer.x) / layer.px_x));
  const int y1 =
      std::min(image.height() - 1, static_cast<int>((layer.clip.bottom() - layer.y) / layer.px_y));
  const float line = kit.LineHeight(Type::kAxis);
  for (int y = y0; y <= y1; ++y) {
    for (int x = x0; x <= x1; ++x) {
      const auto levels = LevelsAt(image, x, y);
      if (!levels) continue;
      const double luma = LumaOf(*levels);
      const ImU32 ink = luma > 128 ? IM_COL32(0, 0, 0, 210) : IM_COL32(255, 255, 255, 220);
      const int rows = image.channels();
      const float cx = static_cast<float>(layer.x + (x + 0.5) * layer.px_x);
      const float cy = static_cast<float>(layer.y + (y + 0.5) * layer.px_y);
      for (int c = 0; c < rows; ++c) {
        const std::string text = fmt::format("{:.0f}", (*levels)[c]);
        const float w = kit.Measure(Type::kAxis, text).x;
        kit.TextOn(
            draw,
            {cx - w / 2, cy - line * static_cast<float>(rows) / 2 + line * static_cast<float>(c)},
            Type::kAxis,
            ink,
            text);
      }
    }
  }
  draw->PopClipRect();
}

void Overview(Ui& ui, Document& document, const Box& canvas, const Box& pane) {
  const Kit& kit = ui.kit;
  const auto& lead = document.lead();
  const View& view = document.view;
  const PicturePoint a = view.PictureAt({0, 0});
  const PicturePoint b = view.PictureAt({view.viewport_width(), view.viewport_height()});
  const bool all = a.x <= 0 && a.y <= 0 && b.x >= lead->width() && b.y >= lead->height();
  if (all || !ui.state.show_overview || ui.shelf == nullptr || canvas.w < kit.Px(420)) return;
  const float scale = std::min(kit.Px(152) / static_cast<float>(lead->width()),
                               kit.Px(122) / static_cast<float>(lead->height()));
  const float w = std::max(8.0F, static_cast<float>(lead->width()) * scale);
  const float h = std::max(8.0F, static_cast<float>(lead->height()) * scale);
  const Box box{std::round(canvas.right() - kit.Px(12) - w),
                std::round(canvas.bottom() - kit.Px(12) - h),
                w,
                h};
  ImDrawList* draw = kit.draw();
  // Averaged once the levels are there; until then a sample of the picture has to do.
  const int last = LevelCount(lead->width(), lead->height()) - 1;
  const bool averaged = last > 0 && lead->levels() > last;
  const cv::Mat small =
      averaged ? lead->Tile(last,
                            {0, 0, LevelSide(lead->width(), last), LevelSide(lead->height(), last)})
               : lead->preview();
  draw->AddImage(ui.shelf->Texture((averaged ? kOverviewIds : kPreviewIds) + lead->id(), small),
                 box.min(),
                 box.max());
  const auto x_at = [&](double v) {
    return box.x + static_cast<float>(std::clamp(v / lead->width(), 0.0, 1.0)) * box.w;
  };
  const auto y_at = [&](double v) {
    return box.y + static_cast<float>(std::clamp(v / lead->height(), 0.0, 1.0)) * box.h;
  };
  ImVec2 from{x_at(a.x), y_at(a.y)};
  ImVec2 to{x_at(b.x), y_at(b.y)};
  // Never smaller than can be seen.
  const float least = kit.Px(6);
  if (to.x - from.x < least) to.x = from.x + least;
  if (to.y - from.y < least) to.y = from.y + least;
  draw->AddRect({box.x - 1, box.y - 1},
                {box.right() + 1, box.bottom() + 1},
                IM_COL32(255, 255, 255, 200),
                0,
                0,
                kit.Px(1));
  draw->AddRect({from.x - 1, from.y - 1},
                {to.x + 1, to.y + 1},
                IM_COL32(255, 255, 255, 160),
                0,
                0,
                kit.Px(3));
  draw->AddRect(from, to, IM_COL32(0, 0, 0, 255), 0, 0, kit.Px(1));
  const Kit::Touch touch = kit.TouchArea("canvas.overview", box);
  if (touch.held) {
    const ImVec2 p = ImGui::GetIO().MousePos;
    document.view.CentreOn(
        {(p.x - box.x) / box.w * lead->width(), (p.y - box.y) / box.h * lead->height()});
  }
  (void)pane;
}

PicturePoint SnapToCentre(PicturePoint p) {
  return {std::floor(p.x) + 0.5, std::floor(p.y) + 0.5};
}

// Pointer and wheel where no widget took them.
void HandlePointer(Ui& ui, Document& document, const Box& canvas, const std::vector<Box>& panes) {
  UiState& state = ui.state;
  const ImGuiIO& io = ImGui::GetIO();
  View& view = document.view;
  const Box* pane = &panes.front();
  for (const Box& candidate : panes) {
    if (candidate.Contains(io.MousePos)) pane = &candidate;
  }
  const ViewportPoint pointer{io.MousePos.x - pane->x, io.MousePos.y - pane->y};
  const PicturePoint lead = view.PictureAt(pointer);
  const bool inside = canvas.Contains(io.MousePos) && PointerIsFree(ui);
  const int width = document.lead()->width();
  const int height = document.lead()->height();

  if (inside || state.drag != DragKind::kNone) {
    if (lead.x >= 0 && lead.y >= 0 && lead.x < width && lead.y < height) state.hover = lead;
  }
  if (inside && io.MouseWheel != 0.0F) {
    view.ZoomByNotches(io.MouseWheel, pointer);
    view.KeepInSight(width, height);
  }
  if (inside && state.drag == DragKind::kNone && ImGui::IsMouseClicked(0)) {
    state.drag = DragKind::kPan;
    state.drag_last = io.MousePos;
    if (document.line) {
      const float reach = ui.kit.Px(9);
      const auto near = [&](PicturePoint p) {
        const ViewportPoint v = view.ViewportAt(p);
        return std::hypot(v.x - pointer.x, v.y - pointer.y) <= reach;
      };
      if (near(document.line->from)) state.drag = DragKind::kProfileFrom;
      if (near(document.line->to)) state.drag = DragKind::kProfileTo;
    }
    if (state.profile_tool) {
      state.drag = DragKind::kProfileNew;
      // Wide enough to average noise away, narrow enough for a bent edge: 24 screen pixels.
      const double lines = std::clamp(std::round(24.0 / view.zoom()), 1.0, 101.0);
      document.line = ProfileLine{SnapToCentre(lead), SnapToCentre(lead), lines};
    }
    if (state.region_tool) {
      state.drag = DragKind::kRegion;
      state.region_from = lead;
    }
  }
  if (inside && ImGui::IsMouseClicked(2)) {
    state.drag = DragKind::kPan;
    state.drag_last = io.MousePos;
  }
  const bool down = ImGui::IsMouseDown(0) || ImGui::IsMouseDown(2);
  if (state.drag != DragKind::kNone && down) {
    switch (state.drag) {
      case DragKind::kPan:
        view.Pan(io.MousePos.x - state.drag_last.x, io.MousePos.y - state.drag_last.y);
        view.KeepInSight(width, height);
        break;
      case DragKind::kProfileNew:
      case DragKind::kProfileTo:
        if (document.line) document.line->to = SnapToCentre(lead);
        break;
      case DragKind::kProfileFrom:
        if (document.line) document.line->from = SnapToCentre(lead);
        break;
      case DragKind::kRegion: {
        // Every pixel that the rectangle touches, inside the picture.
        const int x0 = static_cast<int>(std::floor(std::min(lead.x, state.region_from.x)));
        const int y0 = static_cast<int>(std::floor(std::min(lead.y, state.region_from.y)));
        const int x1 = static_cast<int>(std::ceil(std::max(lead.x, state.region_from.x)));
        const int y1 = static_cast<int>(std::ceil(std::max(lead.y, state.region_from.y)));
        const cv::Rect region = cv::Rect(x0, y0, x1 - x0, y1 - y0) & cv::Rect(0, 0, width, height);
        if (region.empty()) {
          document.region.reset();
        } else {
          document.region = region;
        }
        break;
      }
      default:
        break;
    }
    state.drag_last = io.MousePos;
  }
  if (!down && state.drag != DragKind::kNone) {
    if (state.drag == DragKind::kProfileNew) {
      state.profile_tool = false;
      state.dock_open = true;
      // A click without a drag takes the line away again.
      if (document.line && !document.line->Validate().ok()) document.line.reset();
    }
    if (state.drag == DragKind::kRegion) {
      state.region_tool = false;
      state.dock_open = true;
      state.dock_tab = 1;
    }
    state.drag = DragKind::kNone;
  }
  if (inside && ImGui::IsMouseDoubleClicked(0) && !state.profile_tool && !state.region_tool) {
    if (view.zoom() < 1.0) {
      view.ZoomAt(1.0, pointer);
    } else {
      view.Fit(width, height);
    }
  }
  if (inside && (state.profile_tool || state.region_tool))
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
}

// The dragged rectangle, dashed, in each pane.
void DrawRegion(const Ui& ui, const Document& document, const Box& pane) {
  if (!document.region) return;
  const Kit& kit = ui.kit;
  const cv::Rect& r = *document.region;
  const auto window = [&](double x, double y) {
    const ViewportPoint v = document.view.ViewportAt({x, y});
    return ImVec2(std::round(pane.x + static_cast<float>(v.x)),
                  std::round(pane.y + static_cast<float>(v.y)));
  };
  const ImVec2 a = window(r.x, r.y);
  const ImVec2 b = window(r.br().x, r.br().y);
  ImDrawList* draw = kit.draw();
  draw->PushClipRect(pane.min(), pane.max(), true);
  draw->AddRect({a.x - 1, a.y - 1}, {b.x + 1, b.y + 1}, IM_COL32(0, 0, 0, 170), 0, 0, kit.Px(1));
  draw->AddRect(a, b, IM_COL32_WHITE, 0, 0, kit.Px(1));
  kit.PictureTag(draw,
                 {a.x, b.y + kit.Px(6)},
                 FormatSize(r.width, r.height) + " px",
                 "",
                 false,
                 0.0F,
                 Type::kTableStrong);
  draw->PopClipRect();
}

// Where the picture rests is what histogram and others may look at.
void NoteVisible(Ui& ui, Document& document) {
  const View& view = document.view;
  const PicturePoint a = view.PictureAt({0, 0});
  const PicturePoint b = view.PictureAt({view.viewport_width(), view.viewport_height()});
  const int x = static_cast<int>(std::floor(std::max(-1.0, a.x)));
  const int y = static_cast<int>(std::floor(std::max(-1.0, a.y)));
  const cv::Rect all(0, 0, document.lead()->width(), document.lead()->height());
  const cv::Rect seen = cv::Rect(x,
                                 y,
                                 static_cast<int>(std::min(b.x, all.width + 1.0)) - x + 1,
                                 static_cast<int>(std::min(b.y, all.height + 1.0)) - y + 1) &
                        all;
  const double now = ImGui::GetTime();
  if (seen != ui.state.view_last) {
    ui.state.view_last = seen;
    ui.state.view_since = now;
  }
  if (seen == document.visible || seen.empty()) return;
  if (now - ui.state.view_since >= kRestSeconds) {
    document.visible = seen;
  } else if (ui.bench.look().histogram_area == HistogramArea::kVisible) {
    ui.state.wants_frame = true;
  }
}

// From one picture to the other, by hand: against change blindness.
void FadeCard(Ui& ui, const Box& pane) {
  const Kit& kit = ui.kit;
  Look& look = ui.bench.look();
  if (pane.w < kit.Px(560)) return;
  const Box card{
      std::round(pane.cx() - kit.Px(150)), pane.bottom() - kit.Px(50), kit.Px(300), kit.Px(38)};
  kit.Fill(card, Token::kRaised, 6);
  kit.Edge(card, Token::kEdge, 6);
  kit.TextIn(
      {card.x + kit.Px(12), card.y, kit.Px(50), card.h}, Type::kTable, Token::kText2, "Source");
  kit.TextIn({card.right() - kit.Px(58), card.y, kit.Px(46), card.h},
             Type::kTable,
             Token::kAccent,
             "Result",
             1.0F);
  double shown = look.flip_result ? look.fade : 0.0;
  bool reset = false;
  if (kit.Slider("canvas.fade",
                 {card.x + kit.Px(64), card.cy() - kit.Px(10), card.w - kit.Px(128), kit.Px(20)},
                 &shown,
                 0.0,
                 1.0,
                 {},
                 nullptr,
                 &reset)) {
    look.flip_result = true;
    look.blink = false;
    look.fade = shown;
  }
  if (reset) look.fade = 1.0;
  const Kit::Touch touch = kit.TouchArea("canvas.fade_card", card);
  if (touch.hovered) {
    kit.Tooltip("Fade between the two, or press " + ui.actions.Caps("compare.flick") +
                " to flip at once");
  }
}

void Waiting(Ui& ui, const Document& document, const Box& canvas) {
  const Kit& kit = ui.kit;
  if (!document.source.error.ok()) {
    const float width = std::min(kit.Px(520), canvas.w - kit.Px(48));
    const Box card{canvas.cx() - width / 2, canvas.cy() - kit.Px(60), width, kit.Px(120)};
    kit.Fill(card, Token::kPanel, 6);
    kit.VerdictMark({card.x + kit.Px(32), card.y + kit.Px(34)}, 28, RuleVerdict::kFail);
    kit.Text({card.x + kit.Px(60), card.y + kit.Px(18)},
             Type::kKey,
             Token::kText,
             "This file cannot be shown");
    kit.TextWrapped({card.x + kit.Px(60), card.y + kit.Px(46)},
                    card.w - kit.Px(76),
                    Type::kBody,
                    Token::kText2,
                    std::string(document.source.error.message()),
                    3);
    return;
  }
  const std::string text = "Opening " + document.name + "\u2026";
  kit.PictureTag(
      kit.draw(), {canvas.cx(), canvas.cy() - kit.Px(12)}, text, "", false, 0.5F, Type::kBody);
}

}  // namespace

void DrawCanvas(Ui& ui, const Box& canvas) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Look& look = ui.bench.look();
  Document* document = ui.bench.current();
  state.canvas = canvas;
  if (document == nullptr || document->lead() == nullptr) {
    if (document != nullptr) Waiting(ui, *document, canvas);
    return;
  }
  state.trying = false;
  if (state.print_preview) {
    state.pane = canvas;
    DrawPrintPreview(ui, canvas);
    return;
  }
  if (WantsTryOut(ui) && canvas.w >= kit.Px(260) && canvas.h >= kit.Px(300)) {
    state.pane = canvas;
    state.trying = true;
    DrawTryOut(ui, canvas);
    return;
  }
  ui.bench.DropPreview();
  const bool pair = document->has_result() && document->has_source();
  const bool side = pair && look.compare == CompareMode::kSide;
  std::vector<Box> panes = {canvas};
  if (side) {
    Box left = canvas;
    const Box right = left.TakeRight(std::floor(canvas.w / 2));
    left.w -= kit.Px(1);
    panes = {left, {left.right() + kit.Px(1), right.y, left.w, right.h}};
  }
  const Box& pane = panes.front();
  state.pane = pane;
  View& view = document->view;
  const bool resized = view.viewport_width() != pane.w || view.viewport_height() != pane.h;
  view.SetViewport(pane.w, pane.h);
  if (!document->view_ready || (view.fitted() && resized)) {
    view.Fit(document->lead()->width(), document->lead()->height(), kit.Px(16));
    document->view_ready = true;
  }
  // The view of the last session, once all its pictures are there.
  if (document->pending_view &&
      (document->has_result() || document->result.path.empty() || !document->result.error.ok())) {
    if (document->pending_view->zoom > 0.0) {
      view.SetZoom(document->pending_view->zoom);
      view.CentreOn(document->pending_view->centre);
      view.KeepInSight(document->lead()->width(), document->lead()->height());
    }
    document->pending_view.reset();
  }
  NoteVisible(ui, *document);

  bool heat_of_source = false;
  const std::shared_ptr<const HeatLayer> heat = HeatOf(ui, *document, pane, &heat_of_source);
  const auto with_heat = [&](PictureLayer layer, const Box& at, bool result) {
    if (heat == nullptr || heat_of_source == result) return layer;
    auto moved = std::make_shared<HeatLayer>(*heat);
    moved->x += at.x - pane.x;
    moved->y += at.y - pane.y;
    layer.heat = moved;
    layer.dim = look.overlay_opacity > 0.05;
    return layer;
  };
  std::vector<PictureLayer>& layers = ui.scene->layers;
  const float split_x = std::round(pane.x + pane.w * static_cast<float>(look.split));
  Box place_clip = pane;
  if (!pair) {
    const bool result = document->has_result();
    layers.push_back(with_heat(LayerOf(ui, *document, result, pane, pane), pane, result));
  } else if (side) {
    layers.push_back(with_heat(LayerOf(ui, *document, false, panes[0], panes[0]), panes[0], false));
    layers.push_back(with_heat(LayerOf(ui, *document, true, panes[1], panes[1]), panes[1], true));
    place_clip = panes[1];
  } else if (look.compare == CompareMode::kSplit) {
    const Box left{pane.x, pane.y, split_x - pane.x, pane.h};
    const Box right{split_x, pane.y, pane.right() - split_x, pane.h};
    layers.push_back(with_heat(LayerOf(ui, *document, false, pane, left), pane, false));
    layers.push_back(with_heat(LayerOf(ui, *document, true, pane, right), pane, true));
    place_clip = heat_of_source ? left : right;
  } else if (look.compare == CompareMode::kFlip) {
    if (look.blink) {
      state.blink_clock += ImGui::GetIO().DeltaTime;
      if (state.blink_clock > 0.5) {
        state.blink_clock = 0.0;
        look.flip_result = !look.flip_result;
      }
    }
    if (!look.flip_result || look.fade < 1.0) {
      layers.push_back(with_heat(LayerOf(ui, *document, false, pane, pane), pane, false));
    }
    if (look.flip_result) {
      PictureLayer layer = with_heat(LayerOf(ui, *document, true, pane, pane), pane, true);
      layer.alpha = look.fade;
      layers.push_back(layer);
    }
  } else {
    const Placement at = document->SourcePlacement();
    const std::string key = fmt::format("{}|{}|{}|{}|{}|{}|{}",
                                        document->source.pyramid->id(),
                                        document->result.pyramid->id(),
                                        static_cast<int>(look.difference),
                                        at.scale_x,
                                        at.scale_y,
                                        at.dx,
                                        at.dy);
    if (state.difference_key != key) {
      state.difference = std::make_shared<DifferenceSource>(
          document->source.pyramid, document->result.pyramid, at, look.difference);
      state.difference_key = key;
    }
    PictureLayer layer = LayerOf(ui, *document, true, pane, pane);
    layer.source = state.difference;
    layer.preview = cv::Mat();
    layer.zebra = false;
    layers.push_back(layer);
  }

  // From here on: what lies on top of the pictures.
  if (side) kit.VLine(panes[0].right(), canvas.y, canvas.bottom(), Token::kEdge);
  for (const PictureLayer& layer : layers) {
    if (layer.source == document->result.pyramid)
      DrawValues(ui, layer, document->result.pyramid->image());
    if (layer.source == document->source.pyramid)
      DrawValues(ui, layer, document->source.pyramid->image());
  }
  const Box& place_pane = side ? (heat_of_source ? panes[0] : panes[1]) : pane;
  DrawPlaces(ui, *document, place_pane, place_clip);
  DrawProfileLine(ui, *document, pane);
  for (const Box& each : panes) DrawRegion(ui, *document, each);
  if (pair && look.compare == CompareMode::kSplit) SplitHandle(ui, pane, split_x);

  // Tags: which picture is which, how large, and at which zoom.
  ImDrawList* draw = kit.draw();
  const bool dimmed = heat != nullptr;
  // The legend keeps the corner to itself.
  const float tags_end =
      pane.right() - (LegendShown(ui, canvas) && !side ? kit.Px(204) : kit.Px(12));
  if (pair) {
    const Placement at = document->SourcePlacement();
    const std::string source_zoom = fmt::format(
        "{}, shown at {}",
        FormatSize(document->source.pyramid->width(), document->source.pyramid->height()),
        ZoomText(view.zoom() * at.scale_x));
    const std::string result_size =
        FormatSize(document->result.pyramid->width(), document->result.pyramid->height()) +
        (dimmed ? ", dimmed under overlay" : "");
    const float top = canvas.y + kit.Px(12);
    if (look.compare == CompareMode::kSplit) {
      if (split_x - pane.x > kit.Px(90)) {
        const bool room = kit.PictureTagSize({0, 0}, "Source", source_zoom, 0, Type::kSection).w <
                          split_x - pane.x - kit.Px(24);
        kit.PictureTag(
            draw, {split_x - kit.Px(12), top}, "Source", room ? source_zoom : "", false, 1.0F);
      }
      if (tags_end - split_x > kit.Px(90)) {
        // What does not fit is left out from the end.
        const std::string sizes[] = {
            result_size,
            FormatSize(document->result.pyramid->width(), document->result.pyramid->height()),
            ""};
        for (const std::string& text : sizes) {
          const float need = kit.PictureTagSize({0, 0}, "Result", text, 0, Type::kSection).w;
          if (need > tags_end - split_x - kit.Px(12) && !text.empty()) continue;
          kit.PictureTag(draw, {split_x + kit.Px(12), top}, "Result", text, true);
          break;
        }
      }
    } else if (side) {
      kit.PictureTag(draw, {panes[0].x + kit.Px(12), top}, "Source", source_zoom, false);
      kit.PictureTag(draw, {panes[1].x + kit.Px(12), top}, "Result", result_size, true);
    } else if (look.compare == CompareMode::kFlip) {
      kit.PictureTag(draw,
                     {pane.x + kit.Px(12), top},
                     look.flip_result ? "Result" : "Source",
                     look.flip_result ? result_size : source_zoom,
                     look.flip_result);
    } else {
      std::string title;
      std::string unit;
      for (const DifferenceInfo& info : DifferenceTable()) {
        if (info.metric == look.difference) {
          title = info.title;
          unit = info.unit;
        }
      }
      kit.PictureTag(draw, {pane.x + kit.Px(12), top}, "Difference", title + ", " + unit, true);
    }
  } else {
    kit.PictureTag(draw,
                   {pane.x + kit.Px(12), canvas.y + kit.Px(12)},
                   document->has_result() ? "Result" : "Source",
                   FormatSize(document->lead()->width(), document->lead()->height()) +
                       (dimmed ? ", dimmed under overlay" : ""),
                   false);
  }
  kit.PictureTag(draw,
                 {canvas.x + kit.Px(12), canvas.bottom() - kit.Px(46)},
                 ZoomText(view.zoom()),
                 ZoomAdvice(*document, view.zoom()),
                 false,
                 0.0F,
                 Type::kKey);
  if (state.profile_tool) {
    kit.PictureTag(draw,
                   {canvas.cx(), canvas.y + kit.Px(48)},
                   "Edge profile",
                   "drag a line across an edge",
                   false,
                   0.5F);
  }

  if (state.region_tool) {
    kit.PictureTag(
        draw, {canvas.cx(), canvas.y + kit.Px(48)}, "Statistics", "drag a rectangle", false, 0.5F);
  }
  if (pair && look.compare == CompareMode::kFlip) FadeCard(ui, canvas);

  DrawLegend(ui, canvas);
  Overview(ui, *document, canvas, pane);
  HandlePointer(ui, *document, canvas, panes);
}

void DrawLegend(Ui& ui, const Box& canvas) {
  const Kit& kit = ui.kit;
  Look& look = ui.bench.look();
  if (!LegendShown(ui, canvas)) return;
  const std::optional<OverlayChoice> choice = ui.bench.CurrentOverlay();
  const Document* document = ui.bench.current();
  const MetricInfo* info = FindMetric(choice->metric);
  const HeatMap& map = *choice->measurement->map;
  const std::string& unit = choice->measurement->unit;
  const Box card{
      canvas.right() - kit.Px(12 + 180), canvas.y + kit.Px(12), kit.Px(180), kit.Px(266)};
  kit.Fill(card, Token::kRaised, 6);
  kit.Edge(card, Token::kEdge, 6);
  // The card itself takes the pointer, so that nothing beneath it is dragged.
  const float x = card.x + kit.Px(12);
  const float inner = card.w - kit.Px(24);
  const std::string caps = ui.actions.Caps("overlay.hide");
  const float caps_width = caps.empty() ? 0.0F : kit.KeyCapWidth(caps);
  kit.TextIn({x, card.y + kit.Px(10), inner - caps_width - kit.Px(4), kit.Px(18)},
             Type::kSection,
             Token::kText,
             choice->title);
  if (!caps.empty())
    kit.KeyCap({card.right() - kit.Px(12) - caps_width, card.y + kit.Px(11)}, caps);
  kit.TextIn({x, card.y + kit.Px(28), inner, kit.Px(16)},
             Type::kTable,
             Token::kText2,
             unit.empty() ? "" : fmt::format("in {}", unit));

  // The scale: fixed range of the metric, limit marked.
  const Box bar{x, card.y + kit.Px(54), kit.Px(18), kit.Px(110)};
  ImDrawList* draw = kit.draw();
  constexpr int kSteps = 55;
  for (int i = 0; i < kSteps; ++i) {
    const auto c = ColourAt(look.colour_map, 1.0 - (i + 0.5) / kSteps);
    const float y0 = bar.y + bar.h * static_cast<float>(i) / kSteps;
    const float y1 = bar.y + bar.h * static_cast<float>(i + 1) / kSteps;
    draw->AddRectFilled(
        {bar.x, std::floor(y0)}, {bar.right(), std::ceil(y1)}, IM_COL32(c[0], c[1], c[2], 255));
  }
  draw->AddRect(bar.min(), bar.max(), kit.Colour(Token::kEdge));
  const double low = map.range_low;
  const double high = map.range_high;
  const auto y_of = [&](double v) {
    return bar.bottom() - bar.h * static_cast<float>((v - low) / std::max(1e-9, high - low));
  };
  std::optional<double> limit;
  if (info != nullptr && info->direction == MetricDirection::kMoreIsWorse)
    limit = info->grade_from[1];
  if (const Judged* judged = document->judgement()) {
    for (const RuleResult& rule : judged->verdict.rules) {
      if (rule.metric == choice->metric) limit = rule.threshold;
    }
  }
  for (int i = 0; i <= 4; ++i) {
    const double v = low + (high - low) * i / 4.0;
    const float y = y_of(v);
    if (limit && std::abs(y_of(*limit) - y) < kit.Px(10)) continue;
    draw->AddRectFilled({bar.right() + kit.Px(3), std::round(y)},
                        {bar.right() + kit.Px(7), std::round(y) + kit.Px(1)},
                        kit.Colour(Token::kText3));
    const int decimals = high - low < 4.0 ? 1 : 0;
    kit.Text({bar.right() + kit.Px(12), y - kit.Px(8)},
             Type::kTable,
             Token::kText2,
             fmt::format("{:.{}f}{}", v, decimals, i == 4 ? " and more" : ""));
  }
  if (limit && *limit > low && *limit < high) {
    const float y = std::round(y_of(*limit));
    draw->AddRectFilled({bar.x - kit.Px(2), y - kit.Px(1)},
                        {bar.right() + kit.Px(3), y + kit.Px(1)},
                        IM_COL32_WHITE);
    draw->AddTriangleFilled({bar.right() + kit.Px(4), y},
                            {bar.right() + kit.Px(9), y - kit.Px(4)},
                            {bar.right() + kit.Px(9), y + kit.Px(4)},
                            kit.Colour(Token::kText));
    kit.Text({bar.right() + kit.Px(14), y - kit.Px(8)},
             Type::kTableStrong,
             Token::kText,
             fmt::format("{:.{}f} limit", *limit, *limit < 4.0 ? 1 : 0));
  }

  float y = bar.bottom() + kit.Px(12);
  kit.Text({x, y}, Type::kTable, Token::kText2, "Opacity");
  kit.TextIn({x, y, inner, kit.Px(16)},
             Type::kTable,
             Token::kText,
             fmt::format("{:.0f} %", look.overlay_opacity * 100),
             1.0F);
  bool reset = false;
  kit.Slider("legend.opacity",
             {x, y + kit.Px(16), inner, kit.Px(18)},
             &look.overlay_opacity,
             0.0,
             1.0,
             {},
             nullptr,
             &reset);
  if (reset) look.overlay_opacity = 1.0;
  y += kit.Px(40);
  double hide = look.hide_below >= 0.0 ? look.hide_below : low + 0.1 * (high - low);
  kit.Text({x, y}, Type::kTable, Token::kText2, "Hide below");
  kit.TextIn({x, y, inner, kit.Px(16)},
             Type::kTable,
             Token::kText,
             fmt::format("{:.{}f}\u00a0{}", hide, high - low < 4.0 ? 2 : 1, unit),
             1.0F);
  reset = false;
  if (kit.Slider("legend.hide",
                 {x, y + kit.Px(16), inner, kit.Px(18)},
                 &hide,
                 low,
                 high,
                 {},
                 nullptr,
                 &reset)) {
    look.hide_below = hide;
  }
  if (reset) look.hide_below = -1.0;
  kit.TouchArea("legend", card);
}

}  // namespace sharpscale::viewer
