// SPDX-License-Identifier: Apache-2.0

#include "viewer/ui/kit.h"

#include <algorithm>
#include <cmath>

#include "imgui_internal.h"
#include "imgui_stdlib.h"

namespace sharpscale::viewer {
namespace {

constexpr float kPi = 3.14159265F;
constexpr std::string_view kDots = "\u2026";

const char* Begin(std::string_view text) {
  return text.data();
}
const char* End(std::string_view text) {
  return text.data() + text.size();
}

// Cuts at a character boundary so that `text` and three dots fit.
std::string Elide(ImFont* font, std::string_view text, float width) {
  const auto measure = [&](std::string_view part) {
    return font->CalcTextSizeA(font->FontSize, FLT_MAX, 0.0F, Begin(part), End(part)).x;
  };
  if (measure(text) <= width) return std::string(text);
  const float room = width - measure(kDots);
  size_t end = text.size();
  while (end > 0) {
    --end;
    while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
    if (measure(text.substr(0, end)) <= room) break;
  }
  return std::string(text.substr(0, end)) + std::string(kDots);
}

}  // namespace

float Kit::Px(float design) const {
  const float device = std::round(design * scale);
  return design > 0.0F ? std::max(1.0F, device) : device;
}

ImU32 Kit::Colour(Token token, float alpha) const {
  const uint32_t rgb = ColourOf(theme, token);
  return IM_COL32((rgb >> 16) & 255,
                  (rgb >> 8) & 255,
                  rgb & 255,
                  static_cast<int>(std::lround(std::clamp(alpha, 0.0F, 1.0F) * 255.0F)));
}

void Kit::Record(std::string_view id, const Box& box) const {
  if (recorder != nullptr) recorder->boxes[std::string(id)] = box;
}

ImVec2 Kit::Measure(Type type, std::string_view text, float wrap) const {
  ImFont* font = fonts.Of(type);
  return font->CalcTextSizeA(font->FontSize, FLT_MAX, wrap, Begin(text), End(text));
}

float Kit::LineHeight(Type type) const {
  static constexpr float kLines[] = {14, 16, 16, 18, 18, 18, 20, 26};
  return Px(kLines[static_cast<size_t>(type)]);
}

void Kit::TextOn(ImDrawList* draw,
                 ImVec2 at,
                 Type type,
                 ImU32 colour,
                 std::string_view text) const {
  ImFont* font = fonts.Of(type);
  const float drop = (LineHeight(type) - font->FontSize) / 2.0F;
  draw->AddText(font,
                font->FontSize,
                {std::round(at.x), std::round(at.y + drop)},
                colour,
                Begin(text),
                End(text));
}

void Kit::Text(ImVec2 at, Type type, Token token, std::string_view text, float alpha) const {
  TextOn(draw(), at, type, Colour(token, alpha), text);
}

void Kit::TextIn(const Box& box,
                 Type type,
                 Token token,
                 std::string_view text,
                 float align,
                 float alpha) const {
  const std::string fitted = Elide(fonts.Of(type), text, box.w + 0.5F);
  const float width = Measure(type, fitted).x;
  Text({box.x + (box.w - width) * align, box.cy() - LineHeight(type) / 2.0F},
       type,
       token,
       fitted,
       alpha);
}

float Kit::TextWrapped(ImVec2 at,
                       float width,
                       Type type,
                       Token token,
                       std::string_view text,
                       int max_lines,
                       float alpha) const {
  ImFont* font = fonts.Of(type);
  const char* from = Begin(text);
  const char* end = End(text);
  float y = at.y;
  int lines = 0;
  while (from < end) {
    const char* stop = font->CalcWordWrapPositionA(1.0F, from, end, width);
    if (stop == from) stop = end;
    const char* newline = std::find(from, stop, '\n');
    if (newline != stop) stop = newline;
    // ImGui also breaks behind a point, which may stand in a number ("4.7x"): go back to a space.
    if (stop < end && *stop != ' ' && *stop != '\n' && stop[-1] != ' ') {
      const char* space = stop;
      while (space > from && space[-1] != ' ') --space;
      if (space > from) stop = space;
    }
    ++lines;
    const std::string_view line(from, static_cast<size_t>(stop - from));
    if (max_lines > 0 && lines == max_lines && stop < end) {
      const std::string rest(from, static_cast<size_t>(end - from));
      Text({at.x, y}, type, token, Elide(font, rest, width), alpha);
      return y + LineHeight(type) - at.y;
    }
    Text({at.x, y}, type, token, line, alpha);
    y += LineHeight(type);
    from = stop;
    while (from < end && (*from == ' ' || *from == '\n')) ++from;
  }
  return y - at.y;
}

void Kit::Fill(const Box& box, Token token, float radius, float alpha) const {
  draw()->AddRectFilled(box.min(), box.max(), Colour(token, alpha), radius > 0 ? Px(radius) : 0.0F);
}

void Kit::Edge(const Box& box, Token token, float radius, float width) const {
  const float w = Px(width);
  draw()->AddRect({box.x + w / 2, box.y + w / 2},
                  {box.right() - w / 2, box.bottom() - w / 2},
                  Colour(token),
                  radius > 0 ? Px(radius) : 0.0F,
                  ImDrawFlags_None,
                  w);
}

void Kit::HLine(float x0, float x1, float y, Token token) const {
  draw()->AddRectFilled({x0, std::round(y)}, {x1, std::round(y) + Px(1)}, Colour(token));
}

void Kit::VLine(float x, float y0, float y1, Token token) const {
  draw()->AddRectFilled({std::round(x), y0}, {std::round(x) + Px(1), y1}, Colour(token));
}

void Kit::DrawIconAt(Icon icon, ImVec2 at, Token token, float size) const {
  DrawIcon(draw(),
           icon,
           {std::round(at.x), std::round(at.y)},
           scale * size / 16.0F,
           Colour(token),
           1.5F * 16.0F / size);
}

void Kit::DrawIconIn(const Box& box, Icon icon, Token token, float size) const {
  DrawIconAt(icon, {box.cx() - Px(size) / 2, box.cy() - Px(size) / 2}, token, size);
}

Kit::Touch Kit::TouchArea(std::string_view id, const Box& box, bool enabled) const {
  Record(id, box);
  Touch touch;
  if (box.empty()) return touch;
  ImGui::SetCursorScreenPos(box.min());
  ImGui::PushID(Begin(id), End(id));
  const bool clicked = ImGui::InvisibleButton("##touch", {box.w, box.h});
  ImGui::PopID();
  touch.hovered = ImGui::IsItemHovered();
  touch.held = ImGui::IsItemActive() && enabled;
  touch.clicked = clicked && enabled;
  touch.double_clicked = touch.hovered && enabled && ImGui::IsMouseDoubleClicked(0);
  if (touch.hovered && enabled) ImGui::SetMouseCursor(ImGuiMouseCursor_Arrow);
  return touch;
}

void Kit::Tooltip(std::string_view text) const {
  if (text.empty() || GImGui->HoveredIdTimer < 0.45F) return;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {Px(10), Px(8)});
  const float width = Px(280);
  const ImVec2 size = Measure(Type::kTable, text, width);
  // Beside what it explains, not on what is aimed at next: above it, or below where that is out of
  // the window; at the pointer over whole areas.
  const ImVec2 low = ImGui::GetItemRectMin();
  const ImVec2 high = ImGui::GetItemRectMax();
  if (high.y - low.y <= Px(48)) {
    const ImVec2 window = ImGui::GetIO().DisplaySize;
    const ImVec2 whole{std::min(size.x, width) + Px(20), size.y + Px(16)};
    const float above = low.y - whole.y - Px(4);
    const float x = std::min(ImGui::GetIO().MousePos.x, window.x - whole.x - Px(4));
    ImGui::SetNextWindowPos({std::max(Px(4), x), above >= 0.0F ? above : high.y + Px(4)});
  }
  ImGui::BeginTooltip();
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const float used = TextWrapped(at, width, Type::kTable, Token::kText, text);
  ImGui::Dummy({std::min(size.x, width), used});
  ImGui::EndTooltip();
  ImGui::PopStyleVar();
}

float Kit::KeyCapWidth(std::string_view caps) const {
  return Measure(Type::kAxis, caps).x + Px(10);
}

float Kit::KeyCap(ImVec2 at, std::string_view caps, Token ink) const {
  const Box box{at.x, at.y, KeyCapWidth(caps), Px(17)};
  draw()->AddRect(box.min(), box.max(), Colour(ink, 0.45F), Px(3), ImDrawFlags_None, Px(1));
  TextIn(box, Type::kAxis, ink, caps, 0.5F);
  return box.w;
}

float Kit::ButtonWidth(std::string_view label, const ButtonLook& look, float padding) const {
  float width = 2 * Px(padding) + Measure(look.type, label).x;
  if (look.icon != Icon::kNone) width += Px(16) + (label.empty() ? 0.0F : Px(8));
  if (look.icon_after != Icon::kNone) width += Px(16) + Px(4);
  if (!look.caps.empty()) width += KeyCapWidth(look.caps) + Px(8);
  return std::round(width);
}

bool Kit::Button(std::string_view id,
                 const Box& box,
                 std::string_view label,
                 const ButtonLook& look) const {
  const Touch touch = TouchArea(id, box, look.enabled);
  Token ground = Token::kControl;
  Token ink = look.selected ? Token::kText : Token::kText;
  bool filled = true;
  const bool hot = touch.hovered && look.enabled;
  switch (look.style) {
    case ButtonStyle::kPlain:
      ground = touch.held ? Token::kPressed : hot ? Token::kHover : Token::kControl;
      break;
    case ButtonStyle::kGhost:
      filled = hot || look.selected;
      ground = touch.held ? Token::kPressed : look.selected ? Token::kSelected : Token::kHover;
      break;
    case ButtonStyle::kPrimary:
      ground = Token::kFill;
      ink = Token::kOnFill;
      break;
    case ButtonStyle::kOutline:
      filled = hot || look.selected;
      ground = look.selected ? Token::kSelected : touch.held ? Token::kPressed : Token::kHover;
      break;
  }
  if (look.label_token) ink = *look.label_token;
  float alpha = 1.0F;
  if (!look.enabled) {
    ink = look.style == ButtonStyle::kPrimary ? Token::kText3 : Token::kText3;
    if (look.style == ButtonStyle::kPrimary) ground = Token::kControl;
  }
  if (filled) Fill(box, ground, 6);
  if (look.style == ButtonStyle::kPrimary && hot) {
    draw()->AddRectFilled(box.min(),
                          box.max(),
                          touch.held ? IM_COL32(0, 0, 0, 40) : IM_COL32(255, 255, 255, 22),
                          Px(6));
  }
  if (look.style == ButtonStyle::kOutline) {
    Edge(box, look.selected ? Token::kAccent : Token::kEdge, 6);
  }
  const float around =
      ButtonWidth("", look, 0.0F) + (look.icon != Icon::kNone && !label.empty() ? Px(8) : 0.0F);
  const std::string fitted =
      Elide(fonts.Of(look.type), label, std::max(0.0F, box.w - Px(12) - around) + 0.5F);
  const float label_width = Measure(look.type, fitted).x;
  float x = look.left ? box.x + Px(10) : box.cx() - (around + label_width) / 2.0F;
  if (look.icon != Icon::kNone) {
    DrawIconAt(look.icon, {x, box.cy() - Px(8)}, ink);
    x += Px(16) + (label.empty() ? 0.0F : Px(8));
  }
  Text({x, box.cy() - LineHeight(look.type) / 2.0F}, look.type, ink, fitted, alpha);
  x += label_width;
  if (!look.caps.empty()) {
    KeyCap({x + Px(8), box.cy() - Px(8.5F)},
           look.caps,
           look.style == ButtonStyle::kPrimary && look.enabled ? Token::kOnFill : Token::kText2);
  }
  if (look.icon_after != Icon::kNone) {
    const float after = look.left ? box.right() - Px(24) : x + Px(6);
    DrawIconAt(look.icon_after, {after, box.cy() - Px(8)}, ink);
  }
  if (touch.hovered) Tooltip(look.tooltip);
  return touch.clicked;
}

bool Kit::IconButton(std::string_view id,
                     const Box& box,
                     Icon icon,
                     std::string_view tooltip,
                     bool enabled) const {
  const Touch touch = TouchArea(id, box, enabled);
  if (touch.hovered && enabled) Fill(box, touch.held ? Token::kPressed : Token::kHover, 6);
  DrawIconIn(box, icon, enabled ? Token::kText2 : Token::kText3);
  if (touch.hovered) Tooltip(tooltip);
  return touch.clicked;
}

float Kit::SegmentedWidth(const std::vector<Segment>& segments) const {
  float width = Px(4);
  for (const Segment& s : segments) {
    width += Measure(Type::kStrong, s.label).x + Px(20);
    if (s.icon != Icon::kNone) width += Px(16) + (s.label.empty() ? 0.0F : Px(7));
  }
  return std::round(width);
}

int Kit::Segmented(std::string_view id,
                   const Box& box,
                   const std::vector<Segment>& segments,
                   int selected) const {
  Fill(box, Token::kControl, 6);
  const float extra =
      std::max(0.0F, box.w - SegmentedWidth(segments)) / static_cast<float>(segments.size());
  float x = box.x + Px(2);
  int clicked = -1;
  for (size_t i = 0; i < segments.size(); ++i) {
    const Segment& s = segments[i];
    const bool on = static_cast<int>(i) == selected;
    const Type type = on ? Type::kStrong : Type::kBody;
    const float icon = s.icon == Icon::kNone ? 0.0F : Px(16) + (s.label.empty() ? 0.0F : Px(7));
    const float width = Measure(Type::kStrong, s.label).x + Px(20) + icon + extra;
    const Box part{x, box.y + Px(2), width, box.h - Px(4)};
    const Touch touch = TouchArea(std::string(id) + "." + std::to_string(i), part, s.enabled);
    if (on) {
      Fill(part, Token::kSelected, 5);
    } else if (touch.hovered && s.enabled) {
      Fill(part, Token::kHover, 5);
    }
    const Token ink = !s.enabled ? Token::kText3 : on ? Token::kText : Token::kText2;
    const float content = icon + Measure(type, s.label).x;
    float at = part.cx() - content / 2.0F;
    if (s.icon != Icon::kNone) {
      DrawIconAt(s.icon, {at, part.cy() - Px(8)}, on ? Token::kAccent : ink);
      at += icon;
    }
    Text({at, part.cy() - LineHeight(type) / 2.0F}, type, ink, s.label);
    if (touch.hovered) Tooltip(s.tooltip);
    if (touch.clicked) clicked = static_cast<int>(i);
    x += width;
  }
  return clicked;
}

bool Kit::Slider(std::string_view id,
                 const Box& box,
                 double* value,
                 double low,
                 double high,
                 const SliderMarks& marks,
                 bool* released,
                 bool* reset) const {
  const Box grab{box.x, box.cy() - Px(9), box.w, Px(18)};
  const Touch touch = TouchArea(id, grab);
  const float knob = Px(7);
  const float x0 = box.x + knob;
  const float x1 = box.right() - knob;
  const auto at = [&](double v) {
    return x0 + static_cast<float>((std::clamp(v, low, high) - low) / (high - low)) * (x1 - x0);
  };
  bool changed = false;
  if (touch.held) {
    const double t =
        std::clamp((ImGui::GetIO().MousePos.x - x0) / std::max(1.0F, x1 - x0), 0.0F, 1.0F);
    const double next = low + t * (high - low);
    changed = next != *value;
    *value = next;
  }
  if (touch.double_clicked && reset != nullptr) *reset = true;
  if (released != nullptr) *released = ImGui::IsItemDeactivated();
  const float y = box.cy();
  const float track = Px(2);
  draw()->AddRectFilled(
      {box.x, y - track}, {box.right(), y + track}, Colour(Token::kControl), track);
  if (marks.safe) {
    draw()->AddRectFilled({at(marks.safe->first), y - Px(5)},
                          {at(marks.safe->second), y + Px(5)},
                          Colour(Token::kPass, 0.25F),
                          Px(2));
  }
  draw()->AddRectFilled({box.x, y - track}, {at(*value), y + track}, Colour(Token::kAccent), track);
  if (marks.advised) {
    draw()->AddRectFilled({at(*marks.advised) - Px(1), y - Px(7)},
                          {at(*marks.advised), y + Px(7)},
                          Colour(Token::kText2));
  }
  if (marks.limit) {
    for (float dash = -8; dash < 8; dash += 4) {
      draw()->AddRectFilled({at(*marks.limit) - Px(1), y + Px(1) * dash},
                            {at(*marks.limit) + Px(0.5F), y + Px(1) * (dash + 2)},
                            Colour(Token::kFail));
    }
  }
  const ImVec2 centre{at(*value), y};
  draw()->AddCircleFilled(
      centre, knob, Colour(theme == ThemeName::kDark ? Token::kText : Token::kRaised), 24);
  draw()->AddCircle(
      centre,
      knob,
      Colour(touch.held || touch.hovered || theme == ThemeName::kLight ? Token::kAccent
                                                                       : Token::kPanel),
      24,
      Px(1.5F));
  return changed;
}

bool Kit::CheckBox(std::string_view id, ImVec2 at, bool* checked) const {
  const Box box{at.x, at.y, Px(16), Px(16)};
  const Touch touch = TouchArea(id, box.Inset(-Px(4), -Px(4)));
  if (touch.clicked) *checked = !*checked;
  if (*checked) {
    Fill(box, Token::kFill, 4);
    DrawIcon(draw(),
             Icon::kCheck,
             {box.x + Px(2), box.y + Px(2)},
             scale * 0.75F,
             Colour(Token::kOnFill),
             2.2F);
  } else {
    Fill(box, touch.hovered ? Token::kHover : Token::kControl, 4);
    Edge(box, Token::kText3, 4);
  }
  return touch.clicked;
}

bool Kit::Field(std::string_view id,
                const Box& box,
                std::string* text,
                std::string_view unit,
                bool invalid,
                bool focus,
                std::string_view hint,
                bool* changed) const {
  Record(id, box);
  Fill(box, Token::kControl, 6);
  const float unit_width = unit.empty() ? 0.0F : Measure(Type::kBody, unit).x + Px(8);
  ImGui::PushID(Begin(id), End(id));
  ImGui::PushFont(fonts.Of(Type::kStrong));
  ImGui::PushStyleColor(ImGuiCol_FrameBg, ImVec4(0, 0, 0, 0));
  ImGui::PushStyleColor(ImGuiCol_Text, Colour(Token::kText));
  ImGui::PushStyleColor(ImGuiCol_TextDisabled, Colour(Token::kText3));
  const float pad_y = (box.h - fonts.Of(Type::kStrong)->FontSize) / 2.0F;
  ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {Px(10), std::floor(pad_y)});
  ImGui::SetCursorScreenPos(box.min());
  ImGui::SetNextItemWidth(box.w - unit_width);
  if (focus) ImGui::SetKeyboardFocusHere();
  const std::string hint_text(hint);
  const bool edited = ImGui::InputTextWithHint(
      "##field", hint_text.c_str(), text, ImGuiInputTextFlags_AutoSelectAll);
  if (changed != nullptr) *changed = edited;
  const bool active = ImGui::IsItemActive();
  const bool accepted = ImGui::IsItemDeactivatedAfterEdit();
  ImGui::PopStyleVar();
  ImGui::PopStyleColor(3);
  ImGui::PopFont();
  ImGui::PopID();
  if (!unit.empty()) {
    TextIn({box.right() - unit_width - Px(2), box.y, unit_width, box.h},
           Type::kBody,
           Token::kText2,
           unit,
           0.5F);
  }
  if (invalid) {
    Edge(box, Token::kFail, 6, 1.5F);
  } else if (active) {
    Edge(box, Token::kAccent, 6, 1.5F);
  }
  return accepted;
}

bool Kit::Link(std::string_view id, ImVec2 at, std::string_view text, Type type) const {
  const ImVec2 size = Measure(type, text);
  const Box box{at.x, at.y, size.x, LineHeight(type)};
  const Touch touch = TouchArea(id, box);
  Text(at, type, Token::kAccent, text);
  if (touch.hovered) HLine(box.x, box.right(), box.bottom() - Px(2), Token::kAccent);
  return touch.clicked;
}

bool Kit::MenuRow(std::string_view id,
                  std::string_view title,
                  std::string_view caps,
                  bool checked,
                  bool enabled,
                  float width) const {
  const ImVec2 at = ImGui::GetCursorScreenPos();
  const Box row{at.x, at.y, width, Px(28)};
  const Touch touch = TouchArea(id, row, enabled);
  if (touch.hovered && enabled) Fill(row.Inset(Px(4), 0), Token::kHover, 4);
  if (checked) {
    DrawIconAt(Icon::kCheck, {row.x + Px(10), row.cy() - Px(7)}, Token::kAccent, 14);
  }
  TextIn({row.x + Px(32), row.y, row.w - Px(40), row.h},
         Type::kBody,
         enabled ? Token::kText : Token::kText3,
         title);
  if (!caps.empty()) {
    TextIn({row.x, row.y, row.w - Px(14), row.h}, Type::kTable, Token::kText3, caps, 1.0F);
  }
  ImGui::SetCursorScreenPos({at.x, row.bottom()});
  if (touch.clicked) ImGui::CloseCurrentPopup();
  return touch.clicked;
}

void Kit::VerdictMark(ImVec2 c, float size, RuleVerdict verdict) const {
  ImDrawList* d = draw();
  const float r = Px(size) / 2.0F;
  const float stroke = std::max(1.0F, r * 0.17F);
  const ImU32 cut = Colour(Token::kPanel);
  if (verdict == RuleVerdict::kFail) {
    const ImU32 colour = Colour(Token::kFail);
    for (int i = 0; i < 8; ++i) {
      const float a = kPi / 8.0F + static_cast<float>(i) * kPi / 4.0F;
      d->PathLineTo({c.x + r * std::cos(a), c.y + r * std::sin(a)});
    }
    d->PathFillConvex(colour);
    const float k = r * 0.36F;
    d->AddLine({c.x - k, c.y - k}, {c.x + k, c.y + k}, cut, stroke * 1.3F);
    d->AddLine({c.x + k, c.y - k}, {c.x - k, c.y + k}, cut, stroke * 1.3F);
  } else if (verdict == RuleVerdict::kWarn) {
    const ImU32 colour = Colour(Token::kWarn);
    d->AddTriangleFilled({c.x, c.y - r * 0.98F},
                         {c.x + r * 1.05F, c.y + r * 0.85F},
                         {c.x - r * 1.05F, c.y + r * 0.85F},
                         colour);
    d->AddLine({c.x, c.y - r * 0.35F}, {c.x, c.y + r * 0.25F}, cut, stroke * 1.3F);
    d->AddCircleFilled({c.x, c.y + r * 0.56F}, stroke * 0.8F, cut, 10);
  } else {
    const ImU32 colour = Colour(verdict == RuleVerdict::kPass ? Token::kPass : Token::kText3);
    d->AddCircleFilled(c, r * 0.96F, colour, 32);
    d->PathLineTo({c.x - r * 0.42F, c.y + r * 0.02F});
    d->PathLineTo({c.x - r * 0.10F, c.y + r * 0.34F});
    d->PathLineTo({c.x + r * 0.44F, c.y - r * 0.32F});
    d->PathStroke(cut, ImDrawFlags_None, stroke * 1.3F);
  }
}

void Kit::PlanMark(ImVec2 c, float size) const {
  ImDrawList* d = draw();
  const float r = Px(size) / 2.0F;
  const float stroke = std::max(1.0F, r * 0.2F);
  d->AddCircleFilled(c, r * 0.96F, Colour(Token::kFill), 32);
  const ImU32 ink = Colour(Token::kOnFill);
  const float k = r * 0.36F;
  d->AddLine({c.x - k, c.y + k}, {c.x + k, c.y - k}, ink, stroke);
  d->PathLineTo({c.x - k * 0.5F, c.y - k});
  d->PathLineTo({c.x + k, c.y - k});
  d->PathLineTo({c.x + k, c.y + k * 0.5F});
  d->PathStroke(ink, ImDrawFlags_None, stroke);
}

Token Kit::GradeToken(Grade grade) const {
  switch (grade) {
    case Grade::kSlight:
      return Token::kSlight;
    case Grade::kModerate:
      return Token::kModerate;
    case Grade::kSevere:
      return Token::kSevere;
    default:
      return Token::kText2;
  }
}

void Kit::GradeChip(float right, float cy, Grade grade, std::string_view word, float alpha) const {
  const Token token = GradeToken(grade);
  const float width = Measure(Type::kTable, word).x;
  const float x = right - width;
  Text({x, cy - LineHeight(Type::kTable) / 2.0F}, Type::kTable, token, word, alpha);
  if (grade == Grade::kNotGraded) return;
  const ImU32 colour = Colour(token, alpha);
  const float left = x - Px(6) - Px(11);
  if (grade == Grade::kNone) {
    DrawIcon(draw(), Icon::kCheck, {left, cy - Px(6)}, scale * 0.72F, colour, 1.9F);
    return;
  }
  const int filled = grade == Grade::kSlight ? 1 : grade == Grade::kModerate ? 2 : 3;
  for (int i = 0; i < 3; ++i) {
    const float h = Px(4) + static_cast<float>(i) * Px(3);
    const ImVec2 a{left + static_cast<float>(i) * Px(4), cy + Px(5) - h};
    const ImVec2 b{a.x + Px(3), cy + Px(5)};
    if (i < filled) {
      draw()->AddRectFilled(a, b, colour);
    } else {
      draw()->AddRect(a, b, colour);
    }
  }
}

std::string_view Kit::PrintWord(PrintMark mark) {
  return mark == PrintMark::kSharp     ? "Sharp"
         : mark == PrintMark::kCrisp   ? "Crisp"
         : mark == PrintMark::kFair    ? "Fair"
         : mark == PrintMark::kUnknown ? "Unknown"
                                       : "Soft";
}

void Kit::PrintMarkAt(ImVec2 c, PrintMark mark) const {
  ImDrawList* d = draw();
  const float r = Px(5);
  if (mark == PrintMark::kSharp) {
    d->AddCircleFilled(c, r, Colour(Token::kPass), 24);
  } else if (mark == PrintMark::kCrisp) {  // three quarters full
    d->AddCircle(c, r - Px(0.5F), Colour(Token::kPass), 24, Px(1.5F));
    d->PathArcTo(c, r, 0.0F, kPi, 16);
    d->PathFillConvex(Colour(Token::kPass));
    d->PathLineTo(c);
    d->PathArcTo(c, r, kPi, kPi * 1.5F, 8);
    d->PathFillConvex(Colour(Token::kPass));
  } else if (mark == PrintMark::kFair) {
    d->AddCircle(c, r - Px(0.5F), Colour(Token::kWarn), 24, Px(1.5F));
    d->PathArcTo(c, r, kPi / 2, kPi * 1.5F, 16);
    d->PathFillConvex(Colour(Token::kWarn));
  } else {
    const Token token = mark == PrintMark::kUnknown ? Token::kText3 : Token::kFail;
    d->AddCircle(c, r - Px(0.5F), Colour(token), 24, Px(1.5F));
  }
}

Box Kit::PictureTagSize(ImVec2 at,
                        std::string_view strong,
                        std::string_view quiet,
                        float align,
                        Type strong_type) const {
  const bool large = strong_type == Type::kKey;
  const float pad = Px(large ? 12 : 9);
  float width = 2 * pad + Measure(strong_type, strong).x;
  if (!quiet.empty()) width += Px(large ? 12 : 8) + Measure(Type::kTable, quiet).x;
  width = std::round(width);
  return {std::round(at.x - width * align), std::round(at.y), width, Px(large ? 34 : 24)};
}

Box Kit::PictureTag(ImDrawList* d,
                    ImVec2 at,
                    std::string_view strong,
                    std::string_view quiet,
                    bool accent,
                    float align,
                    Type strong_type) const {
  const Box box = PictureTagSize(at, strong, quiet, align, strong_type);
  const bool large = strong_type == Type::kKey;
  d->AddRectFilled(box.min(), box.max(), Colour(Token::kTag, 0.82F), Px(4));
  float x = box.x + Px(large ? 12 : 9);
  TextOn(d,
         {x, box.cy() - LineHeight(strong_type) / 2},
         strong_type,
         Colour(accent ? Token::kOnTagAccent : Token::kOnTag),
         strong);
  if (!quiet.empty()) {
    x += Measure(strong_type, strong).x + Px(large ? 12 : 8);
    TextOn(d,
           {x, box.cy() - LineHeight(Type::kTable) / 2 + (large ? Px(1) : 0.0F)},
           Type::kTable,
           Colour(Token::kOnTag, 0.8F),
           quiet);
  }
  return box;
}

void ApplyStyle(const Kit& kit) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = {0, 0};
  style.WindowBorderSize = 0;
  style.WindowRounding = 0;
  style.ChildBorderSize = 0;
  style.PopupBorderSize = kit.Px(1);
  style.PopupRounding = kit.Px(6);
  style.FrameRounding = kit.Px(6);
  style.FrameBorderSize = 0;
  style.ScrollbarSize = kit.Px(10);
  style.ScrollbarRounding = kit.Px(5);
  style.ItemSpacing = {0, 0};
  style.AntiAliasedLinesUseTex = true;
  const auto set = [&](ImGuiCol slot, Token token, float alpha = 1.0F) {
    style.Colors[slot] = ImGui::ColorConvertU32ToFloat4(kit.Colour(token, alpha));
  };
  for (ImVec4& colour : style.Colors) colour.w = std::min(colour.w, 1.0F);
  set(ImGuiCol_WindowBg, Token::kPanel);
  set(ImGuiCol_ChildBg, Token::kPanel, 0.0F);
  set(ImGuiCol_PopupBg, Token::kRaised);
  set(ImGuiCol_Border, Token::kEdge);
  set(ImGuiCol_Text, Token::kText);
  set(ImGuiCol_TextDisabled, Token::kText3);
  set(ImGuiCol_FrameBg, Token::kControl);
  set(ImGuiCol_FrameBgHovered, Token::kHover);
  set(ImGuiCol_FrameBgActive, Token::kControl);
  set(ImGuiCol_ScrollbarBg, Token::kPanel, 0.0F);
  set(ImGuiCol_ScrollbarGrab, Token::kEdge, 0.6F);
  set(ImGuiCol_ScrollbarGrabHovered, Token::kEdge);
  set(ImGuiCol_ScrollbarGrabActive, Token::kText3);
  set(ImGuiCol_TextSelectedBg, Token::kAccent, 0.35F);
  set(ImGuiCol_NavHighlight, Token::kAccent);
  set(ImGuiCol_ModalWindowDimBg, Token::kCanvas, 0.5F);
}

}  // namespace sharpscale::viewer
