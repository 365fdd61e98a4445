// SPDX-License-Identifier: Apache-2.0
//
// The plan's steps in the side panel. Read only, each shows what it does and why; in the user's
// hands they are switched, weighted, changed, added, removed and moved, and what the rules of the
// craft say of it stands below the step.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/text.h"
#include "viewer/ui/panel_parts.h"

namespace sharpscale::viewer {
namespace {

void StepMark(const Kit& kit,
              ImVec2 centre,
              bool done,
              bool failed,
              bool running,
              double fraction,
              int number) {
  ImDrawList* draw = kit.draw();
  const float r = kit.Px(9.5F);
  if (failed) {
    kit.VerdictMark(centre, 20, RuleVerdict::kFail);
  } else if (done) {
    draw->AddCircle(centre, r, kit.Colour(Token::kPass), 32, kit.Px(1.5F));
    DrawIcon(draw,
             Icon::kCheck,
             {centre.x - kit.Px(6), centre.y - kit.Px(6)},
             kit.scale * 0.75F,
             kit.Colour(Token::kPass),
             2.0F);
  } else if (running) {
    draw->AddCircle(centre, r, kit.Colour(Token::kControl), 32, kit.Px(2.5F));
    const float start = -1.5708F;
    draw->PathArcTo(
        centre, r, start, start + 6.2832F * static_cast<float>(std::max(0.03, fraction)), 32);
    draw->PathStroke(kit.Colour(Token::kAccent), ImDrawFlags_None, kit.Px(2.5F));
  } else {
    draw->AddCircle(centre, r, kit.Colour(Token::kText3), 32, kit.Px(1.5F));
    const std::string text = fmt::format("{}", number);
    const ImVec2 size = kit.Measure(Type::kAxis, text);
    kit.Text({centre.x - size.x / 2, centre.y - kit.LineHeight(Type::kAxis) / 2},
             Type::kAxis,
             Token::kText2,
             text);
  }
}

// What a change of a step is called in the history.
std::string ChangeLabel(const Step& before, const Step& after) {
  const std::string title = StepTitle(after);
  const std::string from = StepValue(before);
  const std::string to = StepValue(after);
  return from == to ? title + " changed" : fmt::format("{} {} \u2192 {}", title, from, to);
}

// Networks that a step of this kind can name.
std::vector<const ModelInfo*> ModelsFor(const Step& step, const std::vector<ModelInfo>& models) {
  std::vector<const ModelInfo*> found;
  for (const ModelInfo& model : models) {
    if (model.task != StepKindName(step.kind)) continue;
    if (step.kind == StepKind::kUpscale && model.scale < step.factor) continue;
    found.push_back(&model);
  }
  return found;
}

std::string TierWord(const std::string& tier) {
  return tier == "fast" ? ", fast" : tier == "hq" ? ", high quality" : "";
}

std::string ModelTitle(StepKind kind, const std::string& model, const std::vector<ModelInfo>& all) {
  if (model.empty()) {
    return kind == StepKind::kSharpen ? "Chosen by the blur" : "The best network for it";
  }
  if (model == "classical") {
    return kind == StepKind::kUpscale   ? "Plain resampling"
           : kind == StepKind::kRestore ? "Filter without a network"
                                        : "Unsharp mask";
  }
  for (const ModelInfo& info : all) {
    if (info.id != model) continue;
    return (kind == StepKind::kUpscale   ? fmt::format("{}\u00d7 network", info.scale)
            : kind == StepKind::kRestore ? std::string("Repair network")
                                         : std::string("Sharpening network")) +
           TierWord(info.tier);
  }
  return model;
}

struct KindWords {
  StepKind kind;
  const char* what;
};
constexpr KindWords kKindWords[] = {
    {StepKind::kAdjust, "exposure, contrast, white balance"},
    {StepKind::kRestore, "noise and compression away"},
    {StepKind::kDownscale, "to a share of its size"},
    {StepKind::kUpscale, "2 to 4 times, by a network"},
    {StepKind::kResize, "to exact pixels"},
    {StepKind::kSharpen, "under a limit to halos"},
    {StepKind::kExport, "format and quality"},
};

// The list while it is drawn.
class StepList {
 public:
  StepList(Ui& ui, Document* document, Cursor* c)
      : ui_(ui),
        kit_(ui.kit),
        document_(document),
        c_(c),
        advised_(*document->plan.value()),
        edited_(document->edited_plan()),
        steps_(document->EditableSteps()),
        running_(document->run_job != 0),
        editing_((ui.state.edit_plan || ui.state.target_open) && !running_),
        ran_(document->run.has_value() && !running_) {
    for (const JobStatus& job : ui.bench.jobs().Snapshot()) {
      if (job.id != document->run_job) continue;
      fraction_ = job.fraction;
      stage_ = job.stage;
    }
  }

  void Draw() {
    const int count = static_cast<int>(steps_.size());
    if (ui_.state.step_selected >= count) ui_.state.step_selected = count - 1;
    if (!editing_) ui_.state.step_drag = -1;
    if (edited_ != nullptr && !edited_->origin.empty() && edited_->origin.front() < 0) {
      AddedRow(edited_->plan.steps.front());
    }
    for (int i = 0; i < count; ++i) {
      Row(i);
      if (const Step* added = AddedAfter(i)) AddedRow(*added);
    }
    if (editing_) {
      DragLine();
      AddMenu();
      TextRow();
    }
    LooseFindings();
    Error();
    if (change_) ui_.bench.SetSteps(std::move(change_->steps), change_->label, change_->merge_key);
    if (end_merge_) document_->edits.EndMerge();
  }

 private:
  struct Change {
    std::vector<PlanStep> steps;
    std::string label;
    std::string merge_key;
  };

  const Step* AdvisedOf(const PlanStep& mine) const {
    const auto index = static_cast<size_t>(mine.advised);
    return mine.advised >= 0 && index < advised_.steps.size() ? &advised_.steps[index] : nullptr;
  }

  // The step with the sizes that it will have.
  const Step& Sized(int i) const {
    if (edited_ != nullptr) {
      for (size_t k = 0; k < edited_->origin.size(); ++k) {
        if (edited_->origin[k] == i) return edited_->plan.steps[k];
      }
    }
    return steps_[static_cast<size_t>(i)].step;
  }

  // What was added behind the edit `i` for the target or for saving; null = nothing.
  const Step* AddedAfter(int i) const {
    if (edited_ == nullptr) return nullptr;
    for (size_t k = 0; k + 1 < edited_->origin.size(); ++k) {
      if (edited_->origin[k] == i && edited_->origin[k + 1] < 0) return &edited_->plan.steps[k + 1];
    }
    return nullptr;
  }

  void AddedRow(const Step& step) {
    if (step.kind == StepKind::kExport) return;
    const float tx = c_->x + kit_.Px(editing_ ? 44 : 32);
    kit_.Text({tx, c_->y}, Type::kBody, Token::kText2, StepTitle(step));
    kit_.TextIn({tx, c_->y, c_->x + c_->w - tx, kit_.Px(18)},
                Type::kBody,
                Token::kText2,
                StepValue(step),
                1.0F);
    c_->y += kit_.Px(19);
    kit_.Text({tx, c_->y}, Type::kTable, Token::kText2, "Follows from the target.");
    c_->y += kit_.Px(26);
  }

  void Put(int i, const Step& after, const std::string& label, const std::string& merge = "") {
    std::vector<PlanStep> steps = steps_;
    steps[static_cast<size_t>(i)].step = after;
    change_ = Change{std::move(steps), label, merge};
  }
  void Put(int i, const Step& after, bool dragging = false) {
    Put(i,
        after,
        ChangeLabel(steps_[static_cast<size_t>(i)].step, after),
        dragging ? fmt::format("step{}", i) : "");
  }

  void Row(int i) {
    const PlanStep& mine = steps_[static_cast<size_t>(i)];
    const Step& step = mine.step;
    const Step* advised = AdvisedOf(mine);
    const std::string title = StepTitle(step);
    const std::string id = std::to_string(i);
    const bool selected = editing_ && ui_.state.step_selected == i;
    const float top = c_->y;
    ImDrawList* draw = kit_.draw();
    draw->ChannelsSplit(2);
    draw->ChannelsSetCurrent(1);
    const float right = c_->x + c_->w;
    float tx = c_->x + kit_.Px(32);
    float value_right = right;
    const ImVec2 mark{c_->x + kit_.Px(10), c_->y + kit_.Px(10)};
    if (editing_) {
      tx = c_->x + kit_.Px(44);
      const Box grip{c_->x - kit_.Px(4), c_->y, kit_.Px(18), kit_.Px(20)};
      const Kit::Touch hold = kit_.TouchArea("side.grip" + id, grip);
      kit_.DrawIconIn(grip, Icon::kGrip, hold.hovered || hold.held ? Token::kText : Token::kText3);
      if (hold.hovered) {
        kit_.Tooltip(fmt::format("Drag to move the step  ({} and {})",
                                 ui_.actions.Caps("run.step_up"),
                                 ui_.actions.Caps("run.step_down")));
      }
      if (hold.held) {
        ui_.state.step_drag = i;
        ui_.state.step_selected = i;
      }
      bool on = mine.enabled;
      if (kit_.CheckBox("side.step" + id, {c_->x + kit_.Px(18), c_->y + kit_.Px(2)}, &on)) {
        std::vector<PlanStep> steps = steps_;
        steps[static_cast<size_t>(i)].enabled = on;
        change_ = Change{std::move(steps), (on ? "With " : "Without ") + Uncapitalized(title), ""};
      }
      const Box close{right - kit_.Px(18), c_->y, kit_.Px(20), kit_.Px(20)};
      if (kit_.IconButton("side.remove" + id,
                          close,
                          Icon::kClose,
                          "Remove the step  (" + ui_.actions.Caps("run.step_remove") + ")")) {
        std::vector<PlanStep> steps = steps_;
        steps.erase(steps.begin() + i);
        change_ = Change{std::move(steps), "Removed " + Uncapitalized(title), ""};
      }
      value_right = right - kit_.Px(24);
      if (advised != nullptr && !SameStep(step, *advised)) {
        const Box reset{value_right - kit_.Px(18), c_->y, kit_.Px(20), kit_.Px(20)};
        if (kit_.IconButton("side.reset" + id, reset, Icon::kReset, "As advised"))
          Put(i, *advised, title + " as advised");
        value_right -= kit_.Px(24);
      }
    } else {
      // A stage may do two steps at once: those before the one that runs are done.
      // Of two steps of one kind the stage names neither: the first one stands for both.
      const bool now = running_ && !stage_.empty() && reached_title_ != title &&
                       stage_.find(Uncapitalized(title)) != std::string::npos;
      if (now) reached_title_ = title;
      reached_ = reached_ || now;
      const bool before = running_ && !reached_ && !stage_.empty();
      StepMark(kit_, mark, (ran_ && mine.enabled) || before, false, now, fraction_, i + 1);
    }
    const float dim = mine.enabled ? 1.0F : 0.5F;
    kit_.Text({tx, c_->y + kit_.Px(1)}, Type::kSection, Token::kText, title, dim);
    std::string value = StepValue(step);
    const bool changed = advised != nullptr && StepValue(*advised) != value;
    if (changed) value = StepValue(*advised) + " \u2192 " + value;
    const float title_width = kit_.Measure(Type::kSection, title).x + kit_.Px(8);
    kit_.TextIn({tx + title_width, c_->y + kit_.Px(1), value_right - tx - title_width, kit_.Px(18)},
                Type::kBody,
                changed ? Token::kAccent : Token::kText,
                value,
                1.0F,
                dim);
    float y = c_->y + kit_.Px(20);
    const std::string evidence = Evidence(i, advised);
    const float text_height =
        kit_.TextWrapped({tx, y}, right - tx, Type::kTable, Token::kText2, evidence, 3, dim);
    const Box text_box{tx, y, right - tx, std::max(1.0F, text_height)};
    y += text_height;
    if (selected && mine.enabled) Controls(i, tx, right, &y);
    Findings(i, tx, right, &y);
    const Box row{c_->x - kit_.Px(8), top - kit_.Px(6), c_->w + kit_.Px(13), y - top + kit_.Px(12)};
    if (editing_) {
      // Last, so that what lies on it is touched first.
      const Kit::Touch touch = kit_.TouchArea("side.row" + id, row);
      if (touch.clicked) ui_.state.step_selected = selected ? -1 : i;
      draw->ChannelsSetCurrent(0);
      if (selected) {
        kit_.Fill(row, Token::kRaised, 6);
        kit_.Edge(row, Token::kAccent, 6);
      } else if (touch.hovered && ui_.state.step_drag < 0) {
        kit_.Fill(row, Token::kHover, 6, 0.4F);
      }
      if (touch.hovered && !selected && ImGui::GetIO().MousePos.y > text_box.y)
        kit_.Tooltip(evidence);
    } else if (kit_.TouchArea("side.evidence" + id, text_box).hovered) {
      kit_.Tooltip(evidence);
    }
    draw->ChannelsMerge();
    rows_.push_back(row);
    c_->y = y + kit_.Px(editing_ ? 14 : 10);
  }

  std::string Evidence(int i, const Step* advised) const {
    const PlanStep& mine = steps_[static_cast<size_t>(i)];
    const Step& sized = Sized(i);
    const bool sizes = mine.step.kind == StepKind::kUpscale ||
                       mine.step.kind == StepKind::kDownscale ||
                       mine.step.kind == StepKind::kResize;
    std::string text;
    if (advised != nullptr) {
      for (const auto& e : advised->evidence) {
        if (!e.text.empty()) text += (text.empty() ? "" : " ") + Typographic(e.text);
      }
    } else {
      text = "Your own step.";
    }
    if (advised == nullptr && sizes && sized.width > 0)
      text += " Makes " + FormatSize(sized.width, sized.height) + "\u00a0px.";
    if (text.empty() && sized.width > 0) text = FormatSize(sized.width, sized.height) + "\u00a0px";
    if (!mine.step.model.empty() && (advised == nullptr || advised->model != mine.step.model)) {
      text += " " + ModelTitle(mine.step.kind, mine.step.model, ui_.bench.models()) + ".";
    }
    if (mine.step.conditions == "clean") text += " Taken as clean.";
    if (IsReduction(mine.step.conditions))
      text += " Held to its source, made smaller by " + mine.step.conditions + ".";
    return text;
  }

  // ---- what can be set on a step
  void Label(float x, float* y, std::string_view text) {
    kit_.Text({x, *y}, Type::kTable, Token::kText2, text);
    *y += kit_.Px(18);
  }

  void Controls(int i, float x, float right, float* y) {
    const Step& step = steps_[static_cast<size_t>(i)].step;
    const Step* advised = AdvisedOf(steps_[static_cast<size_t>(i)]);
    const std::string id = std::to_string(i);
    *y += kit_.Px(6);
    switch (step.kind) {
      case StepKind::kRestore:
        Percent(i, x, right, y, "Strength", step.strength, advised ? &advised->strength : nullptr);
        Method(i, x, right, y);
        break;
      case StepKind::kSharpen:
        Percent(i, x, right, y, "Strength", step.strength, advised ? &advised->strength : nullptr);
        Method(i, x, right, y);
        break;
      case StepKind::kUpscale: {
        const int chosen = kit_.Segmented("side.factor" + id,
                                          {x, *y, right - x, kit_.Px(28)},
                                          {{"2\u00d7"}, {"3\u00d7"}, {"4\u00d7"}},
                                          static_cast<int>(std::lround(step.factor)) - 2);
        if (chosen >= 0 && chosen + 2 != std::lround(step.factor)) {
          Step after = step;
          after.factor = chosen + 2;
          Put(i, after);
        }
        *y += kit_.Px(36);
        Method(i, x, right, y);
        bool clean = step.conditions == "clean";
        if (kit_.CheckBox("side.clean" + id, {x, *y}, &clean)) {
          Step after = step;
          after.conditions = clean ? "clean" : "auto";
          after.measured = !clean;
          Put(i, after, clean ? "Taken as clean" : "Told what was measured");
        }
        kit_.Text({x + kit_.Px(24), *y - kit_.Px(1)},
                  Type::kTable,
                  Token::kText,
                  "The picture is clean: repair nothing");
        *y += kit_.Px(24);
        break;
      }
      case StepKind::kDownscale:
        Percent(i, x, right, y, "Size", step.factor, advised ? &advised->factor : nullptr);
        break;
      case StepKind::kResize:
        Size(i, x, right, y);
        break;
      case StepKind::kAdjust:
        Adjust(i, x, right, y);
        break;
      case StepKind::kExport:
        Format(i, x, right, y);
        break;
    }
  }

  // A share from 0 to 100 %; where the advice lies is marked.
  void Percent(int i,
               float x,
               float right,
               float* y,
               const char* label,
               double value,
               const double* advised) {
    const Step& step = steps_[static_cast<size_t>(i)].step;
    SliderMarks marks;
    if (advised != nullptr) marks.advised = *advised;
    if (advised != nullptr && step.kind == StepKind::kSharpen)
      marks.safe = {std::max(0.0, *advised - 0.1), std::min(1.0, *advised + 0.1)};
    bool released = false;
    bool reset = false;
    const Box slider{x, *y, right - x, kit_.Px(20)};
    const auto put = [&](double to, bool dragging) {
      Step after = step;
      if (step.kind == StepKind::kDownscale) {
        after.factor = std::clamp(to, 0.01, 0.99);
        after.width = after.height = 0;
      } else {
        after.strength = to;
      }
      Put(i, after, dragging);
    };
    if (kit_.Slider("side.strength" + std::to_string(i),
                    slider,
                    &value,
                    0.0,
                    1.0,
                    marks,
                    &released,
                    &reset)) {
      put(std::round(value * 100.0) / 100.0, true);
    }
    if (reset && advised != nullptr) put(*advised, false);
    end_merge_ = end_merge_ || released;
    *y += kit_.Px(20);
    kit_.TextIn({slider.x, *y, slider.w, kit_.Px(14)}, Type::kAxis, Token::kText3, label);
    kit_.TextIn(
        {slider.x, *y, slider.w, kit_.Px(14)}, Type::kAxis, Token::kText3, "100\u00a0%", 1.0F);
    if (advised != nullptr) {
      kit_.TextIn({slider.x, *y, slider.w, kit_.Px(14)},
                  Type::kAxis,
                  Token::kText2,
                  fmt::format("advised {:.0f}", *advised * 100),
                  static_cast<float>(std::clamp(*advised, 0.3, 0.75)));
    }
    *y += kit_.Px(20);
  }

  void Method(int i, float x, float right, float* y) {
    const Step& step = steps_[static_cast<size_t>(i)].step;
    const std::string popup = "side.methods" + std::to_string(i);
    ButtonLook look;
    look.icon_after = Icon::kChevronDown;
    look.type = Type::kBody;
    look.left = true;
    look.tooltip = "What carries the step out";
    const Box box{x, *y, right - x, kit_.Px(28)};
    if (kit_.Button("side.method" + std::to_string(i),
                    box,
                    ModelTitle(step.kind, step.model, ui_.bench.models()),
                    look)) {
      ImGui::OpenPopup(popup.c_str());
    }
    ImGui::SetNextWindowPos({box.x, box.bottom() + kit_.Px(4)}, ImGuiCond_Appearing);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, kit_.Px(4)});
    if (ImGui::BeginPopup(popup.c_str())) {
      std::vector<std::string> ids = {""};
      for (const ModelInfo* model : ModelsFor(step, ui_.bench.models())) ids.push_back(model->id);
      ids.push_back("classical");
      for (const std::string& model : ids) {
        const bool named = !model.empty() && model != "classical";
        if (kit_.MenuRow("method." + (model.empty() ? "best" : model),
                         ModelTitle(step.kind, model, ui_.bench.models()),
                         named ? model : "",
                         step.model == model,
                         true,
                         kit_.Px(300))) {
          Step after = step;
          after.model = model;
          Put(i,
              after,
              StepTitle(step) + ": " +
                  Uncapitalized(ModelTitle(step.kind, model, ui_.bench.models())));
        }
      }
      ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
    *y += kit_.Px(36);
  }

  void Size(int i, float x, float right, float* y) {
    UiState& state = ui_.state;
    const Step& step = steps_[static_cast<size_t>(i)].step;
    const std::string key = fmt::format("{}:{}x{}", i, step.width, step.height);
    if (state.resize_for != key) {
      state.resize_for = key;
      state.resize_width = std::to_string(step.width);
      state.resize_height = std::to_string(step.height);
      state.resize_bad = false;
    }
    const float gap = kit_.Px(8);
    const float w = (right - x - gap) / 2.0F;
    const bool a = kit_.Field("side.resize_width",
                              {x, *y, w, kit_.Px(28)},
                              &state.resize_width,
                              "px wide",
                              state.resize_bad);
    const bool b = kit_.Field("side.resize_height",
                              {x + w + gap, *y, w, kit_.Px(28)},
                              &state.resize_height,
                              "px high",
                              state.resize_bad);
    *y += kit_.Px(34);
    if (a || b) {
      const std::optional<double> width = ReadNumber(state.resize_width);
      const std::optional<double> height = ReadNumber(state.resize_height);
      const auto good = [](const std::optional<double>& v) {
        return v && *v >= 1.0 && *v <= 100000.0;
      };
      state.resize_bad = !good(width) || !good(height);
      if (!state.resize_bad) {
        Step after = step;
        after.width = static_cast<int>(std::lround(*width));
        after.height = static_cast<int>(std::lround(*height));
        Put(i, after);
      }
    }
    if (state.resize_bad) {
      kit_.Text({x, *y - kit_.Px(4)}, Type::kTable, Token::kFail, "1 to 100000 px each");
      *y += kit_.Px(16);
    }
  }

  void Adjust(int i, float x, float right, float* y) {
    const Step& step = steps_[static_cast<size_t>(i)].step;
    const auto slide = [&](const char* name,
                           const char* label,
                           double value,
                           double reach,
                           double grain,
                           const std::string& shown,
                           auto set) {
      kit_.Text({x, *y}, Type::kTable, Token::kText2, label);
      kit_.TextIn({x, *y, right - x, kit_.Px(16)}, Type::kTableStrong, Token::kText, shown, 1.0F);
      *y += kit_.Px(17);
      SliderMarks marks;
      marks.advised = 0.0;
      bool released = false;
      bool reset = false;
      double to = value;
      if (kit_.Slider(name,
                      {x, *y, right - x, kit_.Px(20)},
                      &to,
                      -reach,
                      reach,
                      marks,
                      &released,
                      &reset)) {
        Step after = step;
        set(&after.adjustment, std::round(to / grain) * grain);
        Put(i, after, fmt::format("{} changed", label), fmt::format("{}{}", name, i));
      }
      if (reset) {
        Step after = step;
        set(&after.adjustment, 0.0);
        Put(i, after, fmt::format("{} neutral", label));
      }
      end_merge_ = end_merge_ || released;
      *y += kit_.Px(26);
    };
    const Adjustment& now = step.adjustment;
    slide("side.exposure",
          "Exposure",
          now.exposure_ev,
          3.0,
          0.05,
          fmt::format("{:+.2f}\u00a0EV", now.exposure_ev),
          [](Adjustment* a, double v) { a->exposure_ev = v; });
    slide("side.contrast",
          "Contrast",
          now.contrast,
          1.0,
          0.01,
          fmt::format("{:+.0f}\u00a0%", now.contrast * 100.0),
          [](Adjustment* a, double v) { a->contrast = v; });
    bool white = now.auto_white_balance;
    if (kit_.CheckBox("side.white", {x, *y}, &white)) {
      Step after = step;
      after.adjustment.auto_white_balance = white;
      Put(i, after, white ? "White balance by the picture" : "White balance as it is");
    }
    kit_.Text({x + kit_.Px(24), *y - kit_.Px(1)},
              Type::kTable,
              Token::kText,
              "White balance by the picture");
    *y += kit_.Px(24);
  }

  void Format(int i, float x, float right, float* y) {
    const Step& step = steps_[static_cast<size_t>(i)].step;
    constexpr const char* kFormats[] = {"", "jpeg", "png", "tiff", "webp"};
    int now = 0;
    for (int k = 0; k < 5; ++k) {
      if (step.format == kFormats[k]) now = k;
    }
    const int chosen = kit_.Segmented("side.format",
                                      {x, *y, right - x, kit_.Px(28)},
                                      {{"Any"}, {"JPEG"}, {"PNG"}, {"TIFF"}, {"WebP"}},
                                      now);
    if (chosen >= 0 && chosen != now) {
      Step after = step;
      after.format = kFormats[chosen];
      after.quality = 0;
      Put(i, after);
    }
    *y += kit_.Px(34);
    if (step.format != "jpeg" && step.format != "webp") return;
    double quality = step.quality > 0 ? step.quality : 92;
    bool released = false;
    if (kit_.Slider("side.quality",
                    {x, *y, right - x, kit_.Px(20)},
                    &quality,
                    40.0,
                    100.0,
                    {},
                    &released)) {
      Step after = step;
      after.quality = static_cast<int>(std::lround(quality));
      Put(i, after, true);
    }
    end_merge_ = end_merge_ || released;
    *y += kit_.Px(26);
  }

  // ---- what the rules say
  void Finding(const LintFinding& finding, float x, float right, float* y) {
    *y += kit_.Px(4);
    kit_.DrawIconAt(Icon::kWarning, {x, *y + kit_.Px(1)}, Token::kWarn, 14);
    *y += kit_.TextWrapped({x + kit_.Px(20), *y},
                           right - x - kit_.Px(20),
                           Type::kTable,
                           Token::kText,
                           Typographic(finding.text) + " (" + finding.rule + ")");
  }

  void Findings(int i, float x, float right, float* y) {
    if (edited_ == nullptr) return;
    for (const LintFinding& finding : edited_->lint) {
      if (finding.steps.empty() || finding.steps.front() != i) continue;
      const float top = *y;
      Finding(finding, x, right, y);
      kit_.Record("side.lint." + finding.rule, {x, top, right - x, *y - top});
    }
  }

  void LooseFindings() {
    if (edited_ == nullptr) return;
    for (const LintFinding& finding : edited_->lint) {
      if (!finding.steps.empty()) continue;
      Finding(finding, c_->x, c_->x + c_->w, &c_->y);
      c_->y += kit_.Px(6);
    }
  }

  void Error() {
    if (!document_->edits.value().steps || document_->edited.error().ok()) return;
    c_->y += kit_.TextWrapped({c_->x, c_->y},
                              c_->w,
                              Type::kTable,
                              Token::kFail,
                              Typographic(std::string(document_->edited.error().message()))) +
             kit_.Px(8);
  }

  // ---- moving, adding, typing
  void DragLine() {
    const int from = ui_.state.step_drag;
    if (from < 0 || from >= static_cast<int>(rows_.size())) return;
    const float mouse = ImGui::GetIO().MousePos.y;
    int to = 0;
    for (int k = 0; k < static_cast<int>(rows_.size()); ++k) {
      if (k != from && rows_[static_cast<size_t>(k)].cy() < mouse) ++to;
    }
    // The gap in front of the row that will follow.
    const int next = to < from ? to : to + 1;
    const float y = next < static_cast<int>(rows_.size()) ? rows_[static_cast<size_t>(next)].y
                                                          : rows_.back().bottom();
    if (to != from) {
      kit_.draw()->AddRectFilled({c_->x - kit_.Px(4), y - kit_.Px(1)},
                                 {c_->x + c_->w + kit_.Px(4), y + kit_.Px(1)},
                                 kit_.Colour(Token::kAccent));
    }
    if (ImGui::GetIO().MouseDown[0]) return;
    ui_.state.step_drag = -1;
    if (to == from) return;
    std::vector<PlanStep> steps = steps_;
    MoveStep(&steps, static_cast<size_t>(from), static_cast<size_t>(to));
    ui_.state.step_selected = to;
    change_ = Change{std::move(steps),
                     "Moved " + Uncapitalized(StepTitle(steps_[static_cast<size_t>(from)].step)),
                     ""};
  }

  void AddMenu() {
    ButtonLook look;
    look.style = ButtonStyle::kGhost;
    look.icon = Icon::kPlus;
    look.type = Type::kBody;
    look.label_token = Token::kText2;
    look.left = true;
    look.tooltip = "The step goes where it belongs; drag it elsewhere if you must  (" +
                   ui_.actions.Caps("run.step_add") + ")";
    const Box box{c_->x - kit_.Px(2), c_->y, kit_.ButtonWidth("Add step", look), kit_.Px(28)};
    const bool asked = ui_.state.step_add;
    ui_.state.step_add = false;
    if (kit_.Button("side.add", box, "Add step", look) || asked) {
      ImGui::OpenPopup("side.kinds");
      ui_.state.step_kind = asked ? 0 : -1;
    }
    ImGui::SetNextWindowPos({box.x, box.bottom() + kit_.Px(4)}, ImGuiCond_Appearing);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, kit_.Px(4)});
    if (ImGui::BeginPopup("side.kinds")) {
      const int last = static_cast<int>(std::size(kKindWords)) - 1;
      int& chosen = ui_.state.step_kind;
      const auto pressed = [](ImGuiKey key) {
        return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key));
      };
      if (pressed(ImGuiKey_DownArrow)) chosen = std::min(chosen + 1, last);
      if (pressed(ImGuiKey_UpArrow)) chosen = std::max(chosen - 1, 0);
      const bool enter = pressed(ImGuiKey_Enter) && !asked;
      int at = -1;
      for (const KindWords& words : kKindWords) {
        Step step;
        step.kind = words.kind;
        const bool one_is_enough =
            words.kind == StepKind::kExport &&
            std::any_of(steps_.begin(), steps_.end(), [](const PlanStep& mine) {
              return mine.step.kind == StepKind::kExport;
            });
        const bool mine = ++at == chosen;
        if (mine) {
          const ImVec2 row = ImGui::GetCursorScreenPos();
          kit_.Fill({row.x + kit_.Px(4), row.y, kit_.Px(322), kit_.Px(28)}, Token::kSelected, 4);
        }
        const bool taken = mine && enter && !one_is_enough;
        if (taken) ImGui::CloseCurrentPopup();
        if (kit_.MenuRow(std::string("kind.") + StepKindName(words.kind),
                         StepTitle(step),
                         words.what,
                         false,
                         !one_is_enough,
                         kit_.Px(330)) ||
            taken) {
          ui_.actions.Run(std::string("run.add.") + StepKindName(words.kind));
        }
      }
      ImGui::EndPopup();
    }
    ImGui::PopStyleVar();
    c_->y += kit_.Px(38);
  }

  void TextRow() {
    UiState& state = ui_.state;
    const std::string now = StepsText(steps_);
    if (state.steps_text_for != now) {
      state.steps_text_for = state.steps_text = now;
      state.steps_error.clear();
    }
    kit_.Text({c_->x, c_->y}, Type::kTable, Token::kText2, "As text, the same as for --steps");
    c_->y += kit_.Px(20);
    if (kit_.Field("side.steps_text",
                   {c_->x, c_->y, c_->w, kit_.Px(28)},
                   &state.steps_text,
                   "",
                   !state.steps_error.empty(),
                   false,
                   "restore:auto, upscale:2, sharpen:40%")) {
      absl::StatusOr<std::vector<PlanStep>> typed = StepsFromText(state.steps_text, advised_);
      if (typed.ok()) {
        state.steps_error.clear();
        state.steps_text_for.clear();
        change_ = Change{*std::move(typed), "Steps as typed", ""};
      } else {
        state.steps_error = std::string(typed.status().message());
      }
    }
    c_->y += kit_.Px(32);
    if (!state.steps_error.empty()) {
      c_->y +=
          kit_.TextWrapped(
              {c_->x, c_->y}, c_->w, Type::kTable, Token::kFail, Typographic(state.steps_error)) +
          kit_.Px(4);
    }
    c_->y += kit_.Px(8);
  }

  Ui& ui_;
  const Kit& kit_;
  Document* document_;
  Cursor* c_;
  const Plan advised_;
  const EditedPlan* edited_;
  const std::vector<PlanStep> steps_;
  const bool running_;
  const bool editing_;
  const bool ran_;
  double fraction_ = 0.0;
  std::string stage_;
  bool reached_ = false;
  std::string reached_title_;
  std::vector<Box> rows_;  // of the edits
  std::optional<Change> change_;
  bool end_merge_ = false;
};

}  // namespace

void PlanSection(Ui& ui, Document* document, Cursor* c) {
  const Kit& kit = ui.kit;
  if (document->plan.value() == nullptr) return;
  // The list may change what it shows: hold on to it.
  const std::shared_ptr<const Plan> advised = document->plan.value();
  const std::shared_ptr<const EditedPlan> held = document->edited.value();
  const int changes = document->Changes();
  const bool editing = ui.state.edit_plan || ui.state.target_open;
  const std::string target = TargetLabel(document->edits.value().target);
  Section(kit,
          c,
          "Plan",
          changes > 0 ? fmt::format("edited, {} {}", changes, changes == 1 ? "change" : "changes")
          : target == "No target" ? "as it is, no target"
                                  : "for " + target,
          changes > 0 ? Token::kAccent : Token::kText2);
  if (advised->steps.empty() && changes == 0) {
    c->y += kit.TextWrapped({c->x, c->y},
                            c->w,
                            Type::kBody,
                            Token::kText2,
                            advised->verdict == PlanVerdict::kNotFixable
                                ? Opening(advised->why, 240)
                                : std::string("No step would make it better."),
                            5) +
            kit.Px(10);
    if (!editing) {
      if (kit.Link("side.own_steps", {c->x, c->y}, "Steps of your own")) ui.actions.Run("run.edit");
      c->y += kit.Px(26);
      return;
    }
  }
  if (editing) c->y += kit.Px(4);
  StepList(ui, document, c).Draw();
  if (changes > 0 && document->run_job == 0) {
    if (kit.Link("side.to_advised", {c->x, c->y}, "Back to the advised plan"))
      ui.actions.Run("run.reset");
    c->y += kit.Px(26);
  }
  const EditedPlan* edited = document->edited_plan();
  for (const Caution& caution : edited != nullptr ? edited->plan.cautions : advised->cautions) {
    kit.DrawIconAt(Icon::kWarning, {c->x + kit.Px(3), c->y + kit.Px(1)}, Token::kWarn, 14);
    c->y += kit.TextWrapped({c->x + kit.Px(32), c->y},
                            c->w - kit.Px(32),
                            Type::kTable,
                            Token::kText2,
                            Typographic(caution.text),
                            3) +
            kit.Px(6);
  }
  c->y += kit.Px(6);
}

}  // namespace sharpscale::viewer
