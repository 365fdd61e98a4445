// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/kit.h
//
// The widgets of the interface: text, buttons, segments, sliders, fields, chips, verdict marks.
// Placed by rectangle, drawn with theme tokens, sized in design px times one scale. A test may hand
// in a Recorder to learn where each widget was and click there.

#ifndef SHARPSCALE_VIEWER_UI_KIT_H_
#define SHARPSCALE_VIEWER_UI_KIT_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "advice/gate.h"
#include "analysis/measurement.h"
#include "viewer/core/action.h"
#include "viewer/core/theme.h"
#include "viewer/ui/box.h"
#include "viewer/ui/fonts.h"
#include "viewer/ui/icons.h"

namespace sharpscale::viewer {

// Where widgets were in the last frame, by id.
struct Recorder {
  std::map<std::string, Box> boxes;
};

enum class ButtonStyle { kPlain, kGhost, kPrimary, kOutline };

struct ButtonLook {
  ButtonStyle style = ButtonStyle::kPlain;
  Icon icon = Icon::kNone;
  Icon icon_after = Icon::kNone;
  std::string caps;  // key cap drawn after the label
  bool enabled = true;
  bool selected = false;
  bool left = false;  // label at the left instead of centred
  std::string tooltip;
  Type type = Type::kStrong;
  std::optional<Token> label_token = {};
};

struct SliderMarks {
  std::optional<double> advised;
  std::optional<std::pair<double, double>> safe;
  std::optional<double> limit;
};

enum class PrintMark { kSharp, kCrisp, kFair, kSoft, kUnknown };

class Kit {
 public:
  Fonts fonts;
  ThemeName theme = ThemeName::kDark;
  float scale = 1.0F;
  Recorder* recorder = nullptr;
  const ActionTable* actions = nullptr;

  // Design px to whole device px; lines are at least one.
  float Px(float design) const;
  ImU32 Colour(Token token, float alpha = 1.0F) const;
  ImDrawList* draw() const { return ImGui::GetWindowDrawList(); }

  // ---- text; positions are the top left of the line box
  ImVec2 Measure(Type type, std::string_view text, float wrap = 0.0F) const;
  float LineHeight(Type type) const;
  void Text(ImVec2 at, Type type, Token token, std::string_view text, float alpha = 1.0F) const;
  // Vertically centred in `box`; elided with three dots where it does not fit.
  void TextIn(const Box& box,
              Type type,
              Token token,
              std::string_view text,
              float align = 0.0F,
              float alpha = 1.0F) const;
  // Wrapped; the height used.
  float TextWrapped(ImVec2 at,
                    float width,
                    Type type,
                    Token token,
                    std::string_view text,
                    int max_lines = 0,
                    float alpha = 1.0F) const;
  void TextOn(ImDrawList* draw, ImVec2 at, Type type, ImU32 colour, std::string_view text) const;

  // ---- shapes
  void Fill(const Box& box, Token token, float radius = 0.0F, float alpha = 1.0F) const;
  void Edge(const Box& box, Token token, float radius = 0.0F, float width = 1.0F) const;
  void HLine(float x0, float x1, float y, Token token = Token::kLine) const;
  void VLine(float x, float y0, float y1, Token token = Token::kLine) const;
  void DrawIconAt(Icon icon, ImVec2 at, Token token, float size = 16.0F) const;
  void DrawIconIn(const Box& box, Icon icon, Token token, float size = 16.0F) const;

  // ---- widgets; ids are stable names such as "top.export"
  struct Touch {
    bool hovered = false;
    bool held = false;
    bool clicked = false;
    bool double_clicked = false;
  };
  Touch TouchArea(std::string_view id, const Box& box, bool enabled = true) const;
  bool Button(std::string_view id,
              const Box& box,
              std::string_view label,
              const ButtonLook& look = {}) const;
  float ButtonWidth(std::string_view label,
                    const ButtonLook& look = {},
                    float padding = 12.0F) const;
  bool IconButton(std::string_view id,
                  const Box& box,
                  Icon icon,
                  std::string_view tooltip,
                  bool enabled = true) const;
  // The index clicked, or -1.
  struct Segment {
    std::string label;
    Icon icon = Icon::kNone;
    std::string tooltip = {};
    bool enabled = true;
  };
  int Segmented(std::string_view id,
                const Box& box,
                const std::vector<Segment>& segments,
                int selected) const;
  float SegmentedWidth(const std::vector<Segment>& segments) const;
  // True while dragging changes it; `released` ends a drag. Double click: `reset` becomes true.
  bool Slider(std::string_view id,
              const Box& box,
              double* value,
              double low,
              double high,
              const SliderMarks& marks = {},
              bool* released = nullptr,
              bool* reset = nullptr) const;
  bool CheckBox(std::string_view id, ImVec2 at, bool* checked) const;
  // One line of text to edit; true when Enter or leaving the field accepts it.
  bool Field(std::string_view id,
             const Box& box,
             std::string* text,
             std::string_view unit = "",
             bool invalid = false,
             bool focus = false,
             std::string_view hint = "",
             bool* changed = nullptr) const;
  bool Link(std::string_view id, ImVec2 at, std::string_view text, Type type = Type::kTable) const;
  // One row of a popup menu, at the cursor; true when chosen, which closes the popup.
  bool MenuRow(std::string_view id,
               std::string_view title,
               std::string_view caps,
               bool checked,
               bool enabled,
               float width) const;
  void Tooltip(std::string_view text) const;

  // ---- marks
  // Its width.
  float KeyCap(ImVec2 at, std::string_view caps, Token ink = Token::kText2) const;
  float KeyCapWidth(std::string_view caps) const;
  void VerdictMark(ImVec2 centre, float size, RuleVerdict verdict) const;
  void PlanMark(ImVec2 centre, float size) const;
  // Glyph and word, right edge at `right`.
  void GradeChip(float right,
                 float cy,
                 Grade grade,
                 std::string_view word,
                 float alpha = 1.0F) const;
  void PrintMarkAt(ImVec2 centre, PrintMark mark) const;
  static std::string_view PrintWord(PrintMark mark);
  Token GradeToken(Grade grade) const;
  // A dark label on a picture: strong first, quiet after it; its box.
  Box PictureTag(ImDrawList* draw,
                 ImVec2 at,
                 std::string_view strong,
                 std::string_view quiet,
                 bool accent,
                 float align = 0.0F,
                 Type strong_type = Type::kSection) const;
  Box PictureTagSize(ImVec2 at,
                     std::string_view strong,
                     std::string_view quiet,
                     float align,
                     Type strong_type) const;

  void Record(std::string_view id, const Box& box) const;
};

// ImGui's own style (popups, fields, scroll bars) from the tokens.
void ApplyStyle(const Kit& kit);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_KIT_H_
