// SPDX-License-Identifier: Apache-2.0
//
// The target panel: what the picture is for. Cause here, effect in the side panel beside it.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/paper.h"
#include "advice/situation.h"
#include "advice/viewing.h"
#include "viewer/core/print_choice.h"
#include "viewer/core/print_layout.h"
#include "viewer/core/target_json.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

constexpr double kPerInch[] = {1.0, 2.54, 25.4};
constexpr const char* kUnits[] = {"in", "cm", "mm"};

std::string Plain(double value, int decimals) {
  return fmt::format("{:.{}f}", value, decimals);
}

// Fields follow the target whenever it changed elsewhere (undo, presets, another picture).
void Refill(UiState* state, const Target& target) {
  const std::string key = TargetKey(target) + std::to_string(state->unit);
  if (state->fields_for == key) return;
  state->fields_for = key;
  const double per = kPerInch[state->unit];
  const int decimals = state->unit == 2 ? 0 : 2;
  state->field_width = target.print_width_in ? Plain(*target.print_width_in * per, decimals)
                       : target.width        ? fmt::format("{}", *target.width)
                                             : "";
  state->field_height = target.print_height_in ? Plain(*target.print_height_in * per, decimals)
                        : target.height        ? fmt::format("{}", *target.height)
                                               : "";
  state->field_ppi = Plain(target.ppi, 0);
  state->field_side = target.long_side ? fmt::format("{}", *target.long_side) : "";
  state->field_bad_width = state->field_bad_height = state->field_bad_ppi = false;
}

void Apply(Ui& ui, Target target, const std::string& what) {
  target.label.clear();
  ui.bench.SetTarget(target, what.empty() ? "Target " + TargetLabel(target) : what);
}

struct Cursor {
  float x;
  float y;
  float w;
};

void Label(const Kit& kit, float x, float y, std::string_view text) {
  kit.Text({x, y}, Type::kTable, Token::kText2, text);
}

void PrintTab(Ui& ui, Cursor* c) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  const Target now = ui.bench.target();
  const Document* document = ui.bench.current();
  const bool portrait = document->has_source() &&
                        document->source.pyramid->height() > document->source.pyramid->width();
  Label(kit, c->x, c->y, "Paper");
  c->y += kit.Px(20);
  // The sheets of the unit in use, and A4, which everybody has.
  const std::string family = state.unit == 0 ? " in" : " cm";
  std::vector<const Paper*> papers;
  for (const Paper& paper : PaperTable()) {
    const bool mine = paper.title.size() > 3 &&
                      paper.title.substr(paper.title.size() - 3) == std::string_view(family);
    if (mine || paper.id == "a4") papers.push_back(&paper);
  }
  const float gap = kit.Px(8);
  const float w = (c->w - 3 * gap) / 4.0F;
  for (size_t i = 0; i < papers.size(); ++i) {
    const Box box{c->x + static_cast<float>(i % 4) * (w + gap),
                  c->y + static_cast<float>(i / 4) * kit.Px(34),
                  w,
                  kit.Px(28)};
    const Paper& paper = *papers[i];
    const double long_in = std::max(paper.width_in, paper.height_in);
    const double short_in = std::min(paper.width_in, paper.height_in);
    const bool selected =
        now.print_width_in && now.print_height_in &&
        std::abs(std::max(*now.print_width_in, *now.print_height_in) - long_in) < 0.02 &&
        std::abs(std::min(*now.print_width_in, *now.print_height_in) - short_in) < 0.02;
    ButtonLook look;
    look.style = ButtonStyle::kOutline;
    look.selected = selected;
    look.type = selected ? Type::kTableStrong : Type::kTable;
    std::string name = PaperName(std::string(paper.title), !portrait);
    if (const size_t in = name.find(family); in != std::string::npos) name.resize(in);
    if (kit.Button("target.paper" + std::to_string(i), box, name, look)) {
      Target target = now;
      target.width.reset();
      target.height.reset();
      target.long_side.reset();
      target.short_side.reset();
      target.megapixels.reset();
      target.print_width_in = portrait ? short_in : long_in;
      target.print_height_in = portrait ? long_in : short_in;
      target.preset.clear();
      Apply(ui, target, "");
    }
  }
  c->y += kit.Px(34) * static_cast<float>((papers.size() + 3) / 4) + kit.Px(10);

  // Width, height, swap, unit.
  const float fw = (c->w - kit.Px(28) - kit.Px(64) - 3 * gap) / 2.0F;
  Label(kit, c->x, c->y, "Width");
  Label(kit, c->x + fw + gap, c->y, "Height");
  Label(kit, c->x + c->w - kit.Px(64), c->y, "Unit");
  c->y += kit.Px(20);
  const double per = kPerInch[state.unit];
  const auto read_side = [&](const std::string& text, bool* bad, std::optional<double>* side) {
    if (text.empty()) {
      side->reset();
      *bad = false;
      return true;
    }
    const std::optional<double> value = ReadNumber(text);
    *bad = !value || *value / per < 0.5 || *value / per > 200.0;
    if (!*bad) *side = *value / per;
    return !*bad;
  };
  Target edited = now;
  bool accepted = false;
  if (kit.Field("target.width",
                {c->x, c->y, fw, kit.Px(28)},
                &state.field_width,
                kUnits[state.unit],
                state.field_bad_width)) {
    accepted =
        read_side(state.field_width, &state.field_bad_width, &edited.print_width_in) || accepted;
  }
  if (kit.Field("target.height",
                {c->x + fw + gap, c->y, fw, kit.Px(28)},
                &state.field_height,
                kUnits[state.unit],
                state.field_bad_height)) {
    accepted =
        read_side(state.field_height, &state.field_bad_height, &edited.print_height_in) || accepted;
  }
  ButtonLook swap;
  swap.icon = Icon::kSwap;
  if (kit.Button("target.swap", {c->x + 2 * (fw + gap), c->y, kit.Px(28), kit.Px(28)}, "", swap)) {
    std::swap(edited.print_width_in, edited.print_height_in);
    accepted = edited.print_width_in || edited.print_height_in;
  }
  ButtonLook unit;
  unit.icon_after = Icon::kChevronDown;
  unit.type = Type::kBody;
  if (kit.Button("target.unit",
                 {c->x + c->w - kit.Px(64), c->y, kit.Px(64), kit.Px(28)},
                 kUnits[state.unit],
                 unit)) {
    state.unit = (state.unit + 1) % 3;
  }
  c->y += kit.Px(28);
  if (state.field_bad_width || state.field_bad_height) {
    kit.Text(
        {c->x, c->y + kit.Px(2)},
        Type::kTable,
        Token::kFail,
        fmt::format("A side is {:.1f} to {:.0f} {}", 0.5 * per, 200 * per, kUnits[state.unit]));
    c->y += kit.Px(18);
  }
  c->y += kit.Px(12);

  Label(kit, c->x, c->y, "Resolution");
  const double distance = now.viewing_distance_in.value_or(kReadingDistance);
  Label(kit, c->x + kit.Px(110), c->y, "Viewing distance");
  kit.TextIn({c->x, c->y, c->w, kit.Px(16)},
             Type::kTableStrong,
             Token::kText,
             state.unit == 0 ? fmt::format("{:.0f} in", distance)
                             : fmt::format("{:.0f} cm", distance * 2.54),
             1.0F);
  c->y += kit.Px(20);
  if (kit.Field("target.ppi",
                {c->x, c->y, kit.Px(96), kit.Px(28)},
                &state.field_ppi,
                "ppi",
                state.field_bad_ppi)) {
    const std::optional<double> value = ReadNumber(state.field_ppi);
    state.field_bad_ppi = !value || *value < 20.0 || *value > 2400.0;
    if (!state.field_bad_ppi) {
      edited.ppi = *value;
      edited.ppi_given = true;
      accepted = true;
    }
  }
  double log_distance = std::log2(distance);
  bool reset = false;
  if (kit.Slider("target.distance",
                 {c->x + kit.Px(110), c->y + kit.Px(4), c->w - kit.Px(110), kit.Px(20)},
                 &log_distance,
                 std::log2(6.0),
                 std::log2(240.0),
                 {},
                 nullptr,
                 &reset)) {
    edited.viewing_distance_in = std::round(std::exp2(log_distance));
    ui.bench.SetTarget(
        edited, fmt::format("Seen from {:.0f} in", *edited.viewing_distance_in), "distance");
    return;
  }
  if (reset) {
    edited.viewing_distance_in.reset();
    accepted = true;
  }
  c->y += kit.Px(28);
  if (state.field_bad_ppi) {
    kit.Text({c->x, c->y + kit.Px(2)}, Type::kTable, Token::kFail, "20 to 2400 ppi");
    c->y += kit.Px(18);
  }
  c->y += kit.Px(12);
  if (accepted) Apply(ui, edited, "");
}

void PixelsTab(Ui& ui, Cursor* c) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Target edited;
  edited.fit = ui.bench.target().fit;
  const float gap = kit.Px(8);
  const float fw = (c->w - 2 * gap) / 3.0F;
  Label(kit, c->x, c->y, "Width");
  Label(kit, c->x + fw + gap, c->y, "Height");
  Label(kit, c->x + 2 * (fw + gap), c->y, "or long side");
  c->y += kit.Px(20);
  const auto pixels = [](const std::string& text) -> std::optional<int> {
    const std::optional<double> value = ReadNumber(text);
    if (!value || *value < 1.0 || *value > 100000.0) return std::nullopt;
    return static_cast<int>(std::lround(*value));
  };
  const bool w = kit.Field("target.px_width",
                           {c->x, c->y, fw, kit.Px(28)},
                           &state.field_width,
                           "px",
                           state.field_bad_width);
  const bool h = kit.Field("target.px_height",
                           {c->x + fw + gap, c->y, fw, kit.Px(28)},
                           &state.field_height,
                           "px",
                           state.field_bad_height);
  const bool s = kit.Field(
      "target.px_side", {c->x + 2 * (fw + gap), c->y, fw, kit.Px(28)}, &state.field_side, "px");
  if (w || h) {
    edited.width = pixels(state.field_width);
    edited.height = pixels(state.field_height);
    state.field_bad_width = !state.field_width.empty() && !edited.width;
    state.field_bad_height = !state.field_height.empty() && !edited.height;
    if (edited.width || edited.height) Apply(ui, edited, "");
  } else if (s) {
    edited.long_side = pixels(state.field_side);
    if (edited.long_side) Apply(ui, edited, "");
  }
  c->y += kit.Px(36);
  if (state.field_bad_width || state.field_bad_height) {
    kit.Text({c->x, c->y - kit.Px(6)}, Type::kTable, Token::kFail, "1 to 100000 px");
    c->y += kit.Px(14);
  }
}

// Screens of the table in advice/paper.h.
void ScreenTab(Ui& ui, Cursor* c) {
  const Kit& kit = ui.kit;
  const Target now = ui.bench.target();
  const float gap = kit.Px(8);
  const float w = (c->w - gap) / 2.0F;
  const std::vector<Display>& displays = DisplayTable();
  for (size_t i = 0; i < displays.size(); ++i) {
    const Display& display = displays[i];
    const Box box{c->x + static_cast<float>(i % 2) * (w + gap),
                  c->y + static_cast<float>(i / 2) * kit.Px(34),
                  w,
                  kit.Px(28)};
    ButtonLook look;
    look.style = ButtonStyle::kOutline;
    look.type = Type::kTable;
    look.selected = now.width == display.width && now.height == display.height;
    look.tooltip = FormatSize(display.width, display.height) + " px";
    if (kit.Button("target.screen" + std::to_string(i), box, display.title, look)) {
      Target target;
      target.width = display.width;
      target.height = display.height;
      target.fit = now.fit;
      Apply(ui, target, "");
    }
  }
  c->y += kit.Px(34) * static_cast<float>((displays.size() + 1) / 2) + kit.Px(8);
}

// Presets of advice/data and of the user's own file; what they ask for beyond the size stands below
// the one chosen.
void ShopTab(Ui& ui, Cursor* c) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  const Target now = ui.bench.target();
  if (!state.presets_read) {
    state.presets_read = true;
    absl::StatusOr<std::vector<Preset>> presets = LoadPresets();
    if (presets.ok()) {
      state.presets = *std::move(presets);
    } else {
      ui.bench.ShowBanner({BannerKind::kError, std::string(presets.status().message()), "", ""});
    }
  }
  const Preset* chosen = nullptr;
  const float gap = kit.Px(6);
  for (const Preset& preset : state.presets) {
    const Box box{c->x, c->y, c->w, kit.Px(28)};
    ButtonLook look;
    look.style = ButtonStyle::kOutline;
    look.type = Type::kTable;
    look.left = true;
    look.selected = now.preset == preset.id;
    const Target target = TargetOf(preset);
    look.tooltip = preset.note.empty() ? DescribeTarget(target) : preset.note;
    look.tooltip += "\nFigures of " + preset.date + ": " + preset.source;
    if (kit.Button("target.preset." + preset.id, box, preset.title, look)) {
      ui.bench.SetTarget(target, "For " + preset.title);
    }
    if (look.selected) chosen = &preset;
    c->y += kit.Px(28) + gap;
  }
  c->y += kit.Px(6);
  if (chosen != nullptr) {
    std::string text = DescribeTarget(TargetOf(*chosen));
    if (chosen->max_bytes) text += fmt::format(", at most {}", FormatBytes(*chosen->max_bytes));
    if (!chosen->formats.empty()) {
      text += ", as ";
      for (size_t i = 0; i < chosen->formats.size(); ++i)
        text += (i > 0 ? " or " : "") + chosen->formats[i];
    }
    if (chosen->white_background) text += ", on pure white";
    c->y += kit.TextWrapped({c->x, c->y}, c->w, Type::kTable, Token::kText2, text + ".");
    if (const Report* report = ui.bench.current()->source_report()) {
      for (const Caution& caution : CheckPreset(*chosen, *report)) {
        c->y += kit.Px(6);
        kit.DrawIconAt(Icon::kWarning, {c->x, c->y + kit.Px(1)}, Token::kWarn, 14);
        c->y += kit.TextWrapped({c->x + kit.Px(22), c->y},
                                c->w - kit.Px(22),
                                Type::kTable,
                                Token::kText2,
                                caution.text);
      }
    }
    c->y += kit.Px(14);
  }
}

void FitCards(Ui& ui, Cursor* c) {
  const Kit& kit = ui.kit;
  const Document* document = ui.bench.current();
  const Target now = ui.bench.target();
  Label(kit, c->x, c->y, "When shapes differ");
  c->y += kit.Px(20);
  std::string fit_note = "all of the picture";
  std::string cover_note = "target filled";
  if (document->has_source()) {
    // A pixel box is laid out like a paper.
    Target box = now;
    if (now.width && now.height) {
      box.print_width_in = *now.width;
      box.print_height_in = *now.height;
    }
    const auto lay = [&](FitMode fit) {
      box.fit = fit;
      return LayOutPrint(
          box, document->source.pyramid->width(), document->source.pyramid->height());
    };
    const std::optional<PrintLayout> cover = lay(FitMode::kCover);
    const std::optional<PrintLayout> whole = lay(FitMode::kFit);
    if (cover && whole) {
      const double cut = std::max(cover->cut_x, cover->cut_y);
      if (cut < 0.002) {
        fit_note = "same shape";
        cover_note = "nothing is cut";
      } else {
        const bool sides = cover->cut_x > cover->cut_y;
        cover_note =
            fmt::format("{:.1f} % cut,\n{}", cut * 100.0, sides ? "left, right" : "top, bottom");
        const double white = std::max(whole->white_x, whole->white_y);
        const char* where = whole->white_x > whole->white_y ? "left, right" : "top, bottom";
        fit_note = now.is_print() ? fmt::format("{:.1f} in white,\n{}", white, where)
                                  : fmt::format("{:.0f} px less,\n{}", white, where);
      }
    }
  }
  const float gap = kit.Px(8);
  const float w = (c->w - gap) / 2.0F;
  for (int i = 0; i < 2; ++i) {
    const bool cover = i == 1;
    const bool selected = (now.fit == FitMode::kCover) == cover;
    const Box box{c->x + static_cast<float>(i) * (w + gap), c->y, w, kit.Px(64)};
    const Kit::Touch touch = kit.TouchArea(cover ? "target.cover" : "target.fit", box);
    kit.Fill(box, selected ? Token::kSelected : touch.hovered ? Token::kHover : Token::kPanel, 6);
    kit.Edge(box, selected ? Token::kAccent : Token::kEdge, 6);
    const Box paper{box.x + kit.Px(10), box.cy() - kit.Px(15), kit.Px(40), kit.Px(30)};
    if (cover) {
      kit.Fill(
          {paper.x - kit.Px(4), paper.y, paper.w + kit.Px(8), paper.h}, Token::kAccent, 0, 0.35F);
      kit.Fill(paper, Token::kAccent, 0, 0.45F);
    } else {
      kit.Fill(
          {paper.x, paper.y + kit.Px(4), paper.w, paper.h - kit.Px(8)}, Token::kAccent, 0, 0.55F);
    }
    kit.Edge(paper, Token::kText2);
    kit.Text({box.x + kit.Px(60), box.y + kit.Px(8)},
             Type::kSection,
             Token::kText,
             cover ? "Cover" : "Fit");
    kit.TextWrapped({box.x + kit.Px(60), box.y + kit.Px(26)},
                    box.w - kit.Px(64),
                    Type::kTable,
                    Token::kText2,
                    cover ? cover_note : fit_note,
                    2);
    if (touch.clicked && !selected) {
      Target target = now;
      target.fit = cover ? FitMode::kCover : FitMode::kFit;
      ui.bench.SetTarget(target, cover ? "Fill the paper" : "Show the whole picture");
    }
  }
  c->y += kit.Px(64) + kit.Px(20);
}

// Pixels per inch on one line: now, after, wanted, and what is enough from the distance chosen.
void PpiGauge(Ui& ui, Cursor* c) {
  const Kit& kit = ui.kit;
  const Document* document = ui.bench.current();
  const Target& target = ui.bench.target();
  const std::optional<Plan> plan = document->EffectivePlan();
  if (!target.is_print() || !plan || !document->has_source()) return;
  kit.HLine(c->x, c->x + c->w, c->y);
  c->y += kit.Px(14);
  kit.Text({c->x, c->y}, Type::kSection, Token::kText, "Pixels per inch");
  kit.TextIn({c->x, c->y, c->w, kit.Px(18)},
             Type::kTable,
             Token::kText2,
             "picture " +
                 FormatSize(document->source.pyramid->width(), document->source.pyramid->height()) +
                 " px",
             1.0F);
  c->y += kit.Px(28);
  const double now = plan->ppi_before;
  const double after = plan->ppi_after > 0.0 ? plan->ppi_after : now;
  // Drawn lines want more than a photograph; the plan goes by that, too.
  const Report* report = document->source_report();
  const double wanted =
      (report != nullptr ? TargetForContent(*report, target) : target).wanted_ppi();
  const double enough = NeededPpi(target.viewing_distance_in.value_or(kReadingDistance));
  if (!(now > 0.0)) return;
  const double top = std::max({now, after, wanted, enough}) * 1.1;
  const auto at = [&](double v) { return c->x + c->w * static_cast<float>(v / top); };
  struct Mark {
    double value;
    std::string small;
    std::string large;
    Token token;
    bool above;
  };
  std::vector<Mark> marks = {{now, "now", fmt::format("{:.0f}", now), Token::kText, true},
                             {after, "after", fmt::format("{:.0f}", after), Token::kAccent, true}};
  if (std::abs(after - now) < 0.5) {
    marks.pop_back();
  } else if (std::abs(at(after) - at(now)) < kit.Px(44))
    marks.erase(marks.begin() + (after >= now ? 0 : 1));
  for (const Mark& mark : marks) {
    const float w =
        std::max(kit.Measure(Type::kKey, mark.large).x, kit.Measure(Type::kAxis, mark.small).x);
    const float x = std::clamp(at(mark.value) - w / 2, c->x, c->x + c->w - w);
    kit.TextIn({x, c->y, w, kit.Px(14)}, Type::kAxis, Token::kText2, mark.small, 0.5F);
    kit.TextIn({x, c->y + kit.Px(13), w, kit.Px(18)}, Type::kStrong, mark.token, mark.large, 0.5F);
  }
  c->y += kit.Px(36);
  const Box track{c->x, c->y, c->w, kit.Px(10)};
  kit.Fill(track, Token::kControl, 3);
  kit.Fill({track.x, track.y, at(after) - track.x, track.h}, Token::kAccent, 3, 0.4F);
  kit.Fill({track.x, track.y, at(now) - track.x, track.h}, Token::kFill, 3);
  for (const auto& [v, token] : {std::pair{now, Token::kAccent},
                                 std::pair{after, Token::kAccent},
                                 std::pair{wanted, Token::kText}}) {
    kit.VLine(at(v) - kit.Px(1), track.y - kit.Px(4), track.bottom() + kit.Px(4), token);
  }
  kit.VLine(at(enough) - kit.Px(1), track.bottom(), track.bottom() + kit.Px(8), Token::kText2);
  c->y += kit.Px(20);
  const std::string wanted_text = fmt::format("{:.0f} wanted", wanted);
  const std::string enough_text =
      fmt::format("{:.0f} is enough from {:.0f} in",
                  enough,
                  target.viewing_distance_in.value_or(kReadingDistance));
  const float ww = kit.Measure(Type::kAxis, wanted_text).x;
  const float we = kit.Measure(Type::kAxis, enough_text).x;
  const float xw = std::clamp(at(wanted) - ww / 2, c->x, c->x + c->w - ww);
  const float xe = std::clamp(at(enough) - we / 2, c->x, c->x + c->w - we);
  const bool overlap = xw < xe + we + kit.Px(8) && xe < xw + ww + kit.Px(8);
  kit.Text({xw, c->y}, Type::kAxis, Token::kText, wanted_text);
  kit.Text({xe, c->y + (overlap ? kit.Px(14) : 0.0F)}, Type::kAxis, Token::kText2, enough_text);
  c->y += kit.Px(overlap ? 34 : 20) + kit.Px(8);
}

void Numbers(Ui& ui, Cursor* c) {
  const Kit& kit = ui.kit;
  const Document* document = ui.bench.current();
  const std::optional<Plan> plan = document->EffectivePlan();
  if (!plan || !document->has_source()) return;
  kit.HLine(c->x, c->x + c->w, c->y);
  c->y += kit.Px(12);
  const auto row = [&](const std::string& name, const std::string& value) {
    kit.TextIn({c->x, c->y, c->w, kit.Px(24)}, Type::kBody, Token::kText2, name);
    kit.TextIn({c->x, c->y, c->w, kit.Px(24)}, Type::kStrong, Token::kText, value, 1.0F);
    c->y += kit.Px(24);
  };
  const int width = document->source.pyramid->width();
  const int height = document->source.pyramid->height();
  const auto size = [](int w, int h) { return FormatSize(w, h) + " px"; };
  row("Pixels of the file", size(width, height));
  // Without a target nothing is needed; with one, the plan may keep more than that.
  if (ui.bench.target().has_size() && plan->factor_needed > 0.0) {
    row("Pixels needed",
        size(static_cast<int>(std::lround(width * plan->factor_needed)),
             static_cast<int>(std::lround(height * plan->factor_needed))));
    row("Factor needed", fmt::format("{:.2f}\u00d7", plan->factor_needed));
  }
  if (plan->target_width > 0 && (plan->target_width != width || plan->target_height != height))
    row("Pixels of the plan", size(plan->target_width, plan->target_height));
  if (plan->factor_product > 1.0)
    row("Factor of the plan", fmt::format("{:.2f}\u00d7", plan->factor_product));
  if (ui.bench.target().is_print()) {
    row("No enlarging needed up to",
        fmt::format(
            "{:.1f} \u00d7 {:.1f} in",  // rounded down: a promise must hold
            std::floor(document->source.pyramid->width() / ui.bench.target().ppi * 10.0) / 10.0,
            std::floor(document->source.pyramid->height() / ui.bench.target().ppi * 10.0) / 10.0));
  }
  c->y += kit.Px(8);
}

}  // namespace

void DrawTargetPanel(Ui& ui, const Box& box) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  if (ui.bench.current() == nullptr) return;
  Refill(&state, ui.bench.target());
  Box rest = box;
  rest.TakeLeft(kit.Px(1));
  const Box head = rest.TakeTop(kit.Px(50));
  kit.TextIn({head.x + kit.Px(16), head.y, head.w, head.h}, Type::kKey, Token::kText, "Target");
  if (kit.IconButton("target.close",
                     {head.right() - kit.Px(38), head.cy() - kit.Px(13), kit.Px(26), kit.Px(26)},
                     Icon::kClose,
                     "Close  (" + ui.actions.Caps("view.target") + ")")) {
    state.target_open = false;
  }
  ImGui::SetCursorScreenPos(rest.min());
  ImGui::BeginChild("##target", {rest.w, rest.h});
  const ImVec2 start = ImGui::GetCursorScreenPos();
  Cursor c{start.x + kit.Px(16), start.y, rest.w - kit.Px(32)};
  const int tab = kit.Segmented("target.tab",
                                {c.x, c.y, c.w, kit.Px(28)},
                                {{"Print"}, {"Pixels"}, {"Screen"}, {"Shop"}},
                                state.target_tab);
  if (tab >= 0) state.target_tab = tab;
  c.y += kit.Px(46);
  switch (state.target_tab) {
    case 0:
      PrintTab(ui, &c);
      break;
    case 1:
      PixelsTab(ui, &c);
      break;
    case 2:
      ScreenTab(ui, &c);
      break;
    default:
      ShopTab(ui, &c);
      break;
  }
  FitCards(ui, &c);
  PpiGauge(ui, &c);
  Numbers(ui, &c);
  ButtonLook none;
  none.style = ButtonStyle::kOutline;
  none.type = Type::kBody;
  const float w = kit.ButtonWidth("No target", none);
  if (kit.Button("target.none", {c.x, c.y, w, kit.Px(26)}, "No target", none))
    ui.bench.SetTarget(Target{}, "No target");
  if (ui.bench.target().is_print()) {
    ButtonLook preview = none;
    preview.caps = ui.actions.Caps("view.print");
    const float pw = kit.ButtonWidth("Print preview", preview);
    if (kit.Button("target.print_preview",
                   {c.x + w + kit.Px(8), c.y, pw, kit.Px(26)},
                   "Print preview",
                   preview)) {
      ui.actions.Run("view.print");
    }
  }
  c.y += kit.Px(44);
  ImGui::SetCursorScreenPos({start.x, c.y});
  ImGui::Dummy({1, 1});
  ImGui::EndChild();
}

}  // namespace sharpscale::viewer
