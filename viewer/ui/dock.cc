// SPDX-License-Identifier: Apache-2.0
//
// The dock below the canvas: edge profile and histogram.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "analysis/metric_table.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

void Dashed(ImDrawList* draw,
            const std::vector<ImVec2>& points,
            ImU32 colour,
            float width,
            float on,
            float off) {
  float carry = 0.0F;
  bool drawing = true;
  for (size_t i = 1; i < points.size(); ++i) {
    ImVec2 a = points[i - 1];
    const ImVec2 b = points[i];
    float left = std::hypot(b.x - a.x, b.y - a.y);
    while (left > 0.0F) {
      const float phase = drawing ? on : off;
      const float step = std::min(left, phase - carry);
      const float t = step / left;
      const ImVec2 c{a.x + (b.x - a.x) * t, a.y + (b.y - a.y) * t};
      if (drawing) draw->AddLine(a, c, colour, width);
      a = c;
      left -= step;
      carry += step;
      if (carry >= phase - 1e-4F) {
        carry = 0.0F;
        drawing = !drawing;
      }
    }
  }
}

// Grade colour of an overshoot by the halo metric's own limits.
Token HaloToken(const Kit& kit, const std::optional<double>& v) {
  const MetricInfo* info = FindMetric("halo.overshoot");
  if (!v || info == nullptr) return Token::kText;
  const Grade grade = GradeOf(*info, *v);
  return grade == Grade::kNone || grade == Grade::kNotGraded ? Token::kText : kit.GradeToken(grade);
}

void ProfilePlot(Ui& ui, const Box& plot, const ProfilePair& pair) {
  const Kit& kit = ui.kit;
  ImDrawList* draw = kit.draw();
  const EdgeProfile& lead = pair.result ? *pair.result : pair.source;
  // Positions of both follow the lead's edge: one axis, one truth.
  double low = 1e9;
  double high = -1e9;
  for (const double v : pair.source.level) {
    low = std::min(low, v);
    high = std::max(high, v);
  }
  for (const double v : lead.level) {
    low = std::min(low, v);
    high = std::max(high, v);
  }
  const double span = std::max(10.0, high - low);
  const double tick = span > 120 ? 50 : span > 50 ? 20 : span > 20 ? 10 : 5;
  low = std::floor((low - 0.04 * span) / tick) * tick;
  high = std::ceil((high + 0.04 * span) / tick) * tick;
  const double x_low = lead.position.front();
  const double x_high = lead.position.back();
  const Box area{
      plot.x + kit.Px(30), plot.y + kit.Px(14), plot.w - kit.Px(34), plot.h - kit.Px(34)};
  const auto px = [&](double x) {
    return area.x + area.w * static_cast<float>((x - x_low) / (x_high - x_low));
  };
  const auto py = [&](double v) {
    return area.bottom() - area.h * static_cast<float>((v - low) / (high - low));
  };
  kit.Text({plot.x, plot.y - kit.Px(4)}, Type::kAxis, Token::kText3, "level");
  for (double v = low; v <= high + 1e-9; v += tick) {
    kit.HLine(area.x, area.right(), py(v));
    kit.TextIn({plot.x, py(v) - kit.Px(7), kit.Px(24), kit.Px(14)},
               Type::kAxis,
               Token::kText3,
               fmt::format("{:.0f}", v),
               1.0F);
  }
  const double reach = x_high - x_low;
  const double x_tick = reach > 400   ? 100
                        : reach > 160 ? 50
                        : reach > 80  ? 20
                        : reach > 30  ? 10
                        : reach > 12  ? 5
                                      : 2;
  const double first = std::ceil(x_low / x_tick) * x_tick;
  for (double x = first; x <= x_high + 1e-9; x += x_tick) {
    const bool last = x + x_tick > x_high + 1e-9;
    std::string text = x < -1e-9  ? fmt::format("\u2212{:.0f}", -x)
                       : x > 1e-9 ? fmt::format("+{:.0f}", x)
                                  : "0";
    if (last) text += " px";
    const float w = kit.Measure(Type::kAxis, text).x;
    kit.Text({std::min(px(x) - w / 2, plot.right() - w), area.bottom() + kit.Px(4)},
             Type::kAxis,
             Token::kText3,
             text);
  }
  draw->PushClipRect({area.x, plot.y - kit.Px(4)}, {plot.right(), plot.bottom()}, true);
  const auto curve = [&](const EdgeProfile& p) {
    std::vector<ImVec2> points;
    for (size_t i = 0; i < p.level.size() && i < lead.position.size(); ++i) {
      points.push_back({px(lead.position[i]), py(p.level[i])});
    }
    return points;
  };
  if (lead.has_edge) {
    const double bright = std::max(lead.plateau_from, lead.plateau_to);
    const double dark = std::min(lead.plateau_from, lead.plateau_to);
    for (size_t i = 1; i < lead.level.size(); ++i) {
      const double v0 = lead.level[i - 1];
      const double v1 = lead.level[i];
      const float x0 = px(lead.position[i - 1]);
      const float x1 = px(lead.position[i]);
      const double near = 0.6 * std::abs(x_high - x_low);
      if (std::abs(lead.position[i]) > near) continue;
      if (v0 > bright && v1 > bright && lead.overshoot && *lead.overshoot >= 1.0) {
        draw->AddQuadFilled({x0, py(bright)},
                            {x0, py(v0)},
                            {x1, py(v1)},
                            {x1, py(bright)},
                            kit.Colour(HaloToken(kit, lead.overshoot) == Token::kText
                                           ? Token::kSlight
                                           : HaloToken(kit, lead.overshoot),
                                       0.5F));
      }
      if (v0 < dark && v1 < dark && lead.undershoot && *lead.undershoot >= 1.0) {
        draw->AddQuadFilled({x0, py(dark)},
                            {x0, py(v0)},
                            {x1, py(v1)},
                            {x1, py(dark)},
                            kit.Colour(Token::kModerate, 0.45F));
      }
    }
    for (const double plateau : {bright, dark}) {
      Dashed(draw,
             {{area.x, py(plateau)}, {area.right(), py(plateau)}},
             kit.Colour(Token::kText3),
             kit.Px(1),
             kit.Px(4),
             kit.Px(4));
    }
  }
  if (pair.result) {
    Dashed(
        draw, curve(pair.source), kit.Colour(Token::kSource), kit.Px(1.5F), kit.Px(5), kit.Px(3));
    const std::vector<ImVec2> points = curve(*pair.result);
    draw->AddPolyline(points.data(),
                      static_cast<int>(points.size()),
                      kit.Colour(Token::kAccent),
                      ImDrawFlags_None,
                      kit.Px(2));
  } else {
    const std::vector<ImVec2> points = curve(pair.source);
    draw->AddPolyline(points.data(),
                      static_cast<int>(points.size()),
                      kit.Colour(Token::kSource),
                      ImDrawFlags_None,
                      kit.Px(2));
  }
  if (lead.has_edge) {
    const double bright = std::max(lead.plateau_from, lead.plateau_to);
    const double dark = std::min(lead.plateau_from, lead.plateau_to);
    const double size = std::abs(lead.contrast) / 100.0;
    if (lead.overshoot && *lead.overshoot >= 1.0) {
      kit.Text(
          {px(lead.overshoot_at) + kit.Px(4), py(bright + *lead.overshoot * size) - kit.Px(15)},
          Type::kTableStrong,
          HaloToken(kit, lead.overshoot),
          fmt::format("+{:.1f} %", *lead.overshoot));
    }
    if (lead.undershoot && *lead.undershoot >= 1.0) {
      kit.Text({px(lead.undershoot_at) + kit.Px(4), py(dark - *lead.undershoot * size) + kit.Px(1)},
               Type::kTableStrong,
               Token::kModerate,
               fmt::format("\u2212{:.1f} %", *lead.undershoot));
    }
  }
  draw->PopClipRect();
}

void Figures(Ui& ui, const Box& box, const ProfilePair& pair) {
  const Kit& kit = ui.kit;
  const EdgeProfile& lead = pair.result ? *pair.result : pair.source;
  ImDrawList* draw = kit.draw();
  float y = box.y;
  if (pair.result) {
    Dashed(draw,
           {{box.x, y + kit.Px(9)}, {box.x + kit.Px(18), y + kit.Px(9)}},
           kit.Colour(Token::kSource),
           kit.Px(1.5F),
           kit.Px(5),
           kit.Px(3));
    kit.Text({box.x + kit.Px(24), y}, Type::kTable, Token::kText2, "Source");
    draw->AddRectFilled({box.x + kit.Px(78), y + kit.Px(8)},
                        {box.x + kit.Px(96), y + kit.Px(10)},
                        kit.Colour(Token::kAccent));
    kit.Text({box.x + kit.Px(102), y}, Type::kTable, Token::kText2, "Result");
  } else {
    draw->AddRectFilled(
        {box.x, y + kit.Px(8)}, {box.x + kit.Px(18), y + kit.Px(10)}, kit.Colour(Token::kSource));
    kit.Text({box.x + kit.Px(24), y}, Type::kTable, Token::kText2, "Source");
  }
  y += kit.Px(24);
  const auto row = [&](const char* name, const std::string& value, Token token, const char* tip) {
    const Box line{box.x, y, box.w, kit.Px(20)};
    kit.TextIn(line, Type::kTable, Token::kText2, name);
    kit.TextIn(line, Type::kTableStrong, token, value, 1.0F);
    if (kit.TouchArea(std::string("dock.") + name, line).hovered) kit.Tooltip(tip);
    y += kit.Px(20);
  };
  const auto arrow = [&](const std::optional<double>& a,
                         const std::optional<double>& b,
                         const char* unit,
                         int decimals) {
    const auto number = [&](const std::optional<double>& v) {
      return v ? fmt::format("{:.{}f}", *v, decimals) : std::string("?");
    };
    if (!pair.result) return a ? number(a) + unit : std::string("unknown");
    if (!a && !b) return std::string("unknown");
    return number(a) + " \u2192 " + number(b) + unit;
  };
  // A halo that the source already has is not the result's doing.
  const auto halo = [&](const std::optional<double>& before, const std::optional<double>& after) {
    const bool grew = !pair.result || after.value_or(0.0) > before.value_or(0.0) + 1.0;
    return grew ? HaloToken(kit, after) : Token::kText;
  };
  row("Overshoot",
      arrow(pair.source.overshoot, lead.overshoot, "\u00a0%", 1),
      halo(pair.source.overshoot, lead.overshoot),
      "How far the bright side rises beyond its plateau, in % of the edge's contrast. Over 8 % "
      "reads as a light seam in print.");
  row("Undershoot",
      arrow(pair.source.undershoot, lead.undershoot, "\u00a0%", 1),
      halo(pair.source.undershoot, lead.undershoot),
      "How far the dark side falls below its plateau, in % of the edge's contrast.");
  row("Halo width",
      lead.halo_width ? fmt::format("{:.1f} px", *lead.halo_width) : "none",
      Token::kText,
      "From where the edge meets its plateau to where the halo has fallen to 10 % of its peak.");
  row("Rise 10\u201390 %",
      arrow(pair.source.rise, lead.rise, " px", 1),
      Token::kText,
      "Pixels from 10 to 90 % of the edge's contrast (ESF). Fewer is sharper.");
  row("MTF50",
      arrow(pair.source.mtf50, lead.mtf50, " c/px", 3),
      Token::kText,
      "Spatial frequency at which contrast has fallen to half, in cycles per pixel of the picture "
      "shown. More is sharper.");
  if (kit.Link("dock.csv", {box.x, y + kit.Px(2)}, "Copy as CSV")) ui.actions.Run("profile.copy");
}

void HistogramPlot(Ui& ui, const Box& box, const HistogramPair& pair) {
  const Kit& kit = ui.kit;
  ImDrawList* draw = kit.draw();
  const HistogramChannel channel = ui.bench.look().histogram;
  const Histogram& lead = pair.result ? *pair.result : pair.source;
  const Box area{box.x, box.y, box.w, box.h - kit.Px(36)};
  // The tallest bin that is not a clipped end rules the height.
  const auto peak_of = [&](const Histogram& h) {
    double peak = 1e-12;
    for (int v = 1; v < 255; ++v) {
      peak = std::max(peak,
                      static_cast<double>(h.Of(channel)[v]) /
                          static_cast<double>(std::max<uint64_t>(1, h.pixels)));
    }
    return peak;
  };
  const double peak = std::max(peak_of(lead), peak_of(pair.source));
  const auto height = [&](const Histogram& h, int v) {
    const double share = static_cast<double>(h.Of(channel)[v]) /
                         static_cast<double>(std::max<uint64_t>(1, h.pixels));
    return area.h * static_cast<float>(std::min(1.0, std::sqrt(share / peak)));
  };
  for (int i = 0; i <= 4; ++i) {
    const float x = area.x + area.w * static_cast<float>(i) / 4.0F;
    kit.VLine(std::min(x, area.right() - kit.Px(1)), area.y, area.bottom());
    const int level = std::min(255, i * 64);
    const std::string text = fmt::format("{}", level);
    const float w = kit.Measure(Type::kAxis, text).x;
    kit.Text({std::clamp(x - w / 2, area.x, area.right() - w), area.bottom() + kit.Px(4)},
             Type::kAxis,
             Token::kText3,
             text);
  }
  kit.HLine(area.x, area.right(), area.bottom(), Token::kEdge);
  const Token ink = pair.result ? Token::kAccent : Token::kSource;
  draw->PushClipRect({area.x, area.y}, {area.right(), area.bottom()}, true);
  std::vector<ImVec2> top;
  for (int v = 0; v < 256; ++v) {
    const float x0 = area.x + area.w * static_cast<float>(v) / 256.0F;
    const float x1 = area.x + area.w * static_cast<float>(v + 1) / 256.0F;
    const float h = height(lead, v);
    draw->AddRectFilled({x0, area.bottom() - h}, {x1, area.bottom()}, kit.Colour(ink, 0.28F));
    top.push_back({(x0 + x1) / 2, area.bottom() - h});
  }
  draw->AddPolyline(
      top.data(), static_cast<int>(top.size()), kit.Colour(ink), ImDrawFlags_None, kit.Px(1.5F));
  if (pair.result) {
    std::vector<ImVec2> points;
    for (int v = 0; v < 256; ++v) {
      points.push_back({area.x + area.w * (static_cast<float>(v) + 0.5F) / 256.0F,
                        area.bottom() - height(pair.source, v)});
    }
    Dashed(draw, points, kit.Colour(Token::kSource), kit.Px(1.5F), kit.Px(5), kit.Px(3));
  }
  draw->PopClipRect();
  const std::string clipped = fmt::format("black {:.2f}\u00a0%, white {:.2f}\u00a0%",
                                          lead.ClippedBlack(channel),
                                          lead.ClippedWhite(channel));
  // The longest that fits.
  for (const char* head : {"Clipped in result: ", "Clipped: ", ""}) {
    if (!pair.result && std::string_view(head) == "Clipped in result: ") continue;
    if (*head != '\0' && kit.Measure(Type::kTable, head + clipped).x > area.w) continue;
    kit.TextIn({area.x, area.bottom() + kit.Px(19), area.w, kit.Px(16)},
               Type::kTable,
               Token::kText2,
               head + clipped);
    break;
  }
  if (kit.TouchArea("dock.histogram", area).hovered) {
    const int v = std::clamp(
        static_cast<int>((ImGui::GetIO().MousePos.x - area.x) / area.w * 256.0F), 0, 255);
    kit.Tooltip(fmt::format(
        "Level {}: {:.3f} % of the pixels. Mean {:.1f}, standard deviation {:.1f} levels. "
        "Heights are square roots, so that rare levels stay visible.",
        v,
        100.0 * static_cast<double>(lead.Of(channel)[v]) /
            static_cast<double>(std::max<uint64_t>(1, lead.pixels)),
        lead.mean[static_cast<size_t>(channel)],
        lead.sigma[static_cast<size_t>(channel)]));
  }
}

// Levels of the dragged rectangle, per channel, in both pictures.
void Statistics(Ui& ui, const Document& document, const Box& box) {
  const Kit& kit = ui.kit;
  const RegionPair* pair = document.statistics.value().get();
  if (!document.region || pair == nullptr) {
    const float words = kit.TextWrapped(
        {box.x, box.y},
        std::min(box.w, kit.Px(420)),
        Type::kBody,
        Token::kText2,
        document.region ? "Counting\u2026"
                        : "Drag a rectangle to see mean, spread, least and greatest level of each "
                          "channel, before and after: noise in a flat patch, clipping in a sky.");
    ButtonLook look;
    look.caps = ui.actions.Caps("region.draw");
    const float w = kit.ButtonWidth("Drag a rectangle", look);
    if (!document.region && kit.Button("dock.region",
                                       {box.x, box.y + words + kit.Px(14), w, kit.Px(28)},
                                       "Drag a rectangle",
                                       look)) {
      ui.actions.Run("region.draw");
    }
    return;
  }
  const bool both = pair->result.has_value();
  static constexpr const char* kChannels[] = {"Luma", "Red", "Green", "Blue"};
  static constexpr const char* kHeads[] = {"mean", "\u03c3", "min", "max"};
  const float name_w = kit.Px(56);
  const float width = std::min(box.w, kit.Px(both ? 560 : 320));
  const float column = (width - name_w) / (both ? 8.0F : 4.0F);
  float y = box.y - kit.Px(2);
  const auto right_of = [&](int i) { return box.x + name_w + column * static_cast<float>(i + 1); };
  if (both) {
    kit.TextIn(
        {box.x + name_w, y, column * 4, kit.Px(16)}, Type::kTable, Token::kText2, "Source", 1.0F);
    kit.TextIn({box.x + name_w + column * 4, y, column * 4, kit.Px(16)},
               Type::kTable,
               Token::kAccent,
               "Result",
               1.0F);
    y += kit.Px(18);
  }
  for (int i = 0; i < (both ? 8 : 4); ++i) {
    kit.TextIn({right_of(i) - column, y, column, kit.Px(14)},
               Type::kAxis,
               Token::kText3,
               kHeads[i % 4],
               1.0F);
  }
  y += kit.Px(17);
  const int rows = pair->source.channels == 1 ? 1 : 4;
  for (int r = 0; r < rows; ++r) {
    kit.TextIn({box.x, y, name_w, kit.Px(20)}, Type::kTable, Token::kText2, kChannels[r]);
    const auto cells = [&](const ChannelStatistics& of, int first, Token token) {
      const double values[] = {of.mean, of.sigma, of.min, of.max};
      for (int i = 0; i < 4; ++i) {
        kit.TextIn({right_of(first + i) - column, y, column, kit.Px(20)},
                   i < 2 ? Type::kTableStrong : Type::kTable,
                   token,
                   fmt::format("{:.{}f}",
                               values[i],
                               i == 0   ? 1
                               : i == 1 ? 2
                                        : 0),
                   1.0F);
      }
    };
    cells(pair->source.of[r], 0, both ? Token::kText2 : Token::kText);
    if (both) cells(pair->result->of[r], 4, Token::kText);
    y += kit.Px(20);
  }
  if (kit.TouchArea("dock.statistics", {box.x, box.y, width, y - box.y}).hovered) {
    kit.Tooltip(
        "Levels from 0 to 255 whatever the picture's depth. \u03c3 is the standard deviation: in a "
        "flat patch it is the noise.");
  }
  if (kit.Link("dock.statistics_csv", {box.x, y + kit.Px(4)}, "Copy as CSV"))
    ui.actions.Run("region.copy");
  const float after = kit.Measure(Type::kTable, "Copy as CSV").x + kit.Px(20);
  if (kit.Link("dock.statistics_clear", {box.x + after, y + kit.Px(4)}, "Remove"))
    ui.actions.Run("region.clear");
}

// The worst places of the overlay, or of all defects; a click goes there.
void WorstList(Ui& ui, Document& document, const Box& box) {
  const Kit& kit = ui.kit;
  const std::vector<Place> places = ui.bench.Places();
  if (places.empty()) {
    kit.TextWrapped(
        {box.x, box.y},
        std::min(box.w, kit.Px(420)),
        Type::kBody,
        Token::kText2,
        ui.bench.CurrentOverlay() ? "This map has no bad places." : "No bad places found.");
    return;
  }
  ImGui::SetCursorScreenPos(box.min());
  ImGui::BeginChild("##places", {box.w, box.h});
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float row_h = kit.Px(24);
  const int columns = box.w > kit.Px(560) ? 2 : 1;
  const float width = (box.w - kit.Px(14)) / static_cast<float>(columns);
  const size_t rows =
      (places.size() + static_cast<size_t>(columns) - 1) / static_cast<size_t>(columns);
  for (size_t i = 0; i < places.size(); ++i) {
    const Place& place = places[i];
    const MetricInfo* info = FindMetric(place.metric);
    const Box row{start.x + width * static_cast<float>(i / rows),
                  start.y + row_h * static_cast<float>(i % rows),
                  width - kit.Px(10),
                  row_h};
    const Kit::Touch touch = kit.TouchArea("dock.place" + std::to_string(i), row);
    if (static_cast<int>(i) == document.place) {
      kit.Fill(row, Token::kSelected, 4);
    } else if (touch.hovered) {
      kit.Fill(row, Token::kHover, 4, 0.6F);
    }
    kit.TextIn({row.x + kit.Px(6), row.y, kit.Px(26), row.h},
               Type::kTable,
               Token::kText3,
               fmt::format("{}", i + 1));
    kit.TextIn({row.x + kit.Px(32), row.y, row.w - kit.Px(196), row.h},
               Type::kTable,
               Token::kText,
               info != nullptr ? std::string(info->title) : place.metric);
    kit.TextIn(
        {row.right() - kit.Px(160), row.y, kit.Px(74), row.h},
        Type::kTableStrong,
        Token::kText,
        fmt::format(
            "{:.{}f}\u00a0{}", place.value, info != nullptr ? info->decimals : 1, place.unit),
        1.0F);
    kit.TextIn({row.x, row.y, row.w - kit.Px(6), row.h},
               Type::kTable,
               Token::kText3,
               fmt::format("{:.0f}, {:.0f}", std::floor(place.at.x), std::floor(place.at.y)),
               1.0F);
    if (touch.hovered && info != nullptr) kit.Tooltip(info->what);
    if (touch.clicked) {
      document.place = static_cast<int>(i);
      if (document.view.zoom() < 1.0) document.view.SetZoom(1.0);
      document.view.CentreOn(place.at);
    }
  }
  ImGui::SetCursorScreenPos({start.x, start.y + row_h * static_cast<float>(rows)});
  ImGui::Dummy({1, 1});
  ImGui::EndChild();
}

constexpr const char* kTabs[] = {"Edge profile", "Statistics", "Worst places"};

// The names at the top of the dock, as far as there is room; where they end.
float Tabs(Ui& ui, float x, float y, float right, bool open) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  for (int i = 0; i < 3; ++i) {
    const bool chosen = open && state.dock_tab == i;
    const Type type = chosen ? Type::kSection : Type::kBody;
    const float w = kit.Measure(type, kTabs[i]).x;
    if (x + w > right) break;
    const Box hit{x - kit.Px(6), y - kit.Px(3), w + kit.Px(12), kit.Px(24)};
    const Kit::Touch touch = kit.TouchArea(fmt::format("dock.tab{}", i), hit);
    if (touch.hovered && !chosen) kit.Fill(hit, Token::kHover, 4);
    kit.Text({x, y}, type, chosen ? Token::kText : Token::kText2, kTabs[i]);
    if (touch.clicked) {
      state.dock_tab = i;
      state.dock_open = true;
    }
    x += w + kit.Px(20);
  }
  return x;
}

}  // namespace

void DrawDock(Ui& ui, const Box& box) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Document* document = ui.bench.current();
  if (document == nullptr) return;
  const bool open = box.h > kit.Px(60);
  if (!open) {
    if (kit.IconButton("dock.open",
                       {box.x + kit.Px(10), box.cy() - kit.Px(12), kit.Px(24), kit.Px(24)},
                       Icon::kChevronUp,
                       "Show edge profile and histogram  (" + ui.actions.Caps("view.dock") + ")")) {
      state.dock_open = true;
    }
    const float end = Tabs(ui, box.x + kit.Px(48), box.cy() - kit.Px(9), box.right(), false);
    if (end + kit.Measure(Type::kBody, "Histogram").x < box.right())
      kit.Text({end, box.cy() - kit.Px(9)}, Type::kBody, Token::kText2, "Histogram");
    return;
  }
  const float pad = kit.Px(16);
  const float histogram_width = std::clamp(box.w * 0.34F, kit.Px(220), kit.Px(300));
  Box rest = box;
  const bool show_histogram = box.w > kit.Px(520);
  Box histogram;
  if (show_histogram) histogram = rest.TakeRight(histogram_width);

  // Edge profile.
  const float title_y = box.y + kit.Px(9);
  const float after = Tabs(ui, rest.x + pad, title_y, rest.right(), true);
  const Box body{rest.x + pad, box.y + kit.Px(42), rest.w - 2 * pad, box.h - kit.Px(50)};
  const ProfilePair* pair = document->profile.value().get();
  if (state.dock_tab == 1) {
    Statistics(ui, *document, body);
  } else if (state.dock_tab == 2) {
    WorstList(ui, *document, body);
  } else if (document->line && pair != nullptr && pair->source.level.size() > 1) {
    const EdgeProfile& lead = pair->result ? *pair->result : pair->source;
    const bool edge = lead.has_edge;
    kit.TextIn(
        {after, title_y, rest.right() - after - kit.Px(12), kit.Px(18)},
        Type::kTable,
        Token::kText2,
        edge ? fmt::format("{} {} averaged, {:.0f} levels",
                           lead.lines,
                           lead.lines == 1 ? "line" : "lines",
                           std::abs(lead.contrast))
             : std::string("no edge on this line: contrast under 6 levels, or several edges"));
    const float figures = kit.Px(196);
    const bool room = rest.w > kit.Px(420);
    Box plot{rest.x + pad,
             box.y + kit.Px(40),
             rest.w - pad - (room ? figures + kit.Px(44) : pad),
             box.h - kit.Px(44)};
    ProfilePlot(ui, plot, *pair);
    if (room) Figures(ui, {plot.right() + kit.Px(28), box.y + kit.Px(36), figures, box.h}, *pair);
  } else {
    const Box card{rest.x + pad, box.y + kit.Px(38), rest.w - 2 * pad, box.h - kit.Px(52)};
    const float words = kit.TextWrapped(
        {card.x, card.y + kit.Px(4)},
        std::min(card.w, kit.Px(420)),
        Type::kBody,
        Token::kText2,
        "Draw a line across an edge to see how it rises, how far it overshoots and how "
        "wide its halo is, before and after.");
    ButtonLook look;
    look.caps = ui.actions.Caps("profile.draw");
    const float w = kit.ButtonWidth("Draw a line", look);
    if (kit.Button(
            "dock.draw", {card.x, card.y + words + kit.Px(14), w, kit.Px(28)}, "Draw a line", look))
      ui.actions.Run("profile.draw");
    ButtonLook worst;
    worst.caps = ui.actions.Caps("profile.worst");
    worst.enabled = ui.actions.Find("profile.worst")->IsEnabled();
    const float w2 = kit.ButtonWidth("At the worst edge", worst);
    if (kit.Button("dock.worst",
                   {card.x + w + kit.Px(8), card.y + words + kit.Px(14), w2, kit.Px(28)},
                   "At the worst edge",
                   worst)) {
      ui.actions.Run("profile.worst");
    }
  }

  // Histogram.
  if (show_histogram) {
    kit.VLine(histogram.x, box.y + kit.Px(12), box.bottom() - kit.Px(12));
    kit.Text({histogram.x + pad, title_y}, Type::kSection, Token::kText, "Histogram");
    Look& look = ui.bench.look();
    static constexpr const char* kChannels[] = {"luma", "red", "green", "blue"};
    const std::string channel = kChannels[static_cast<size_t>(look.histogram)];
    float right = histogram.right() - kit.Px(10);
    if (kit.IconButton("dock.close",
                       {right - kit.Px(22), title_y - kit.Px(2), kit.Px(22), kit.Px(22)},
                       Icon::kChevronDown,
                       "Hide the dock  (" + ui.actions.Caps("view.dock") + ")")) {
      state.dock_open = false;
    }
    right -= kit.Px(28);
    const float cw = kit.Measure(Type::kTable, channel).x + kit.Px(20);
    const Box channel_box{right - cw, title_y, cw, kit.Px(18)};
    const Kit::Touch touch = kit.TouchArea("dock.channel", channel_box);
    if (touch.hovered) {
      kit.Fill(channel_box.Inset(-kit.Px(3), -kit.Px(2)), Token::kHover, 4);
      kit.Tooltip("Channel: luma, red, green, blue");
    }
    kit.TextIn(channel_box, Type::kTable, Token::kText2, channel);
    kit.DrawIconAt(Icon::kChevronDown,
                   {channel_box.right() - kit.Px(15), channel_box.cy() - kit.Px(7)},
                   Token::kText3,
                   14);
    if (touch.clicked)
      look.histogram = static_cast<HistogramChannel>((static_cast<int>(look.histogram) + 1) % 4);
    static constexpr const char* kAreas[] = {"whole picture", "what is shown", "rectangle"};
    const std::string area = kAreas[static_cast<size_t>(look.histogram_area)];
    const float aw = kit.Measure(Type::kTable, area).x + kit.Px(20);
    const Box area_box{channel_box.x - aw - kit.Px(10), title_y, aw, kit.Px(18)};
    if (area_box.x > histogram.x + pad + kit.Measure(Type::kSection, "Histogram").x + kit.Px(6)) {
      const Kit::Touch area_touch = kit.TouchArea("dock.histogram_area", area_box);
      if (area_touch.hovered) {
        kit.Fill(area_box.Inset(-kit.Px(3), -kit.Px(2)), Token::kHover, 4);
        kit.Tooltip("Count the whole picture, what is shown, or the dragged rectangle");
      }
      kit.TextIn(area_box, Type::kTable, Token::kText2, area);
      kit.DrawIconAt(Icon::kChevronDown,
                     {area_box.right() - kit.Px(15), area_box.cy() - kit.Px(7)},
                     Token::kText3,
                     14);
      if (area_touch.clicked) {
        int next = (static_cast<int>(look.histogram_area) + 1) % 3;
        if (next == 2 && !document->region) next = 0;
        look.histogram_area = static_cast<HistogramArea>(next);
      }
    }
    if (const HistogramPair* counts = document->histogram.value().get()) {
      HistogramPlot(
          ui,
          {histogram.x + pad, box.y + kit.Px(38), histogram.w - 2 * pad, box.h - kit.Px(46)},
          *counts);
    } else {
      kit.Text(
          {histogram.x + pad, box.y + kit.Px(48)}, Type::kTable, Token::kText2, "Counting\u2026");
    }
  }
}

}  // namespace sharpscale::viewer
