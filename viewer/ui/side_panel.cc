// SPDX-License-Identifier: Apache-2.0
//
// The side panel, always in this order: verdict, print sizes, plan, measurements.

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "advice/text.h"
#include "analysis/metric_table.h"
#include "viewer/core/print_choice.h"
#include "viewer/ui/panel_parts.h"

namespace sharpscale::viewer {
namespace {

constexpr const char* kDash = "\u2013";

PrintMark MarkOf(PrintVerdict verdict) {
  return verdict == PrintVerdict::kSharp     ? PrintMark::kSharp
         : verdict == PrintVerdict::kCrisp   ? PrintMark::kCrisp
         : verdict == PrintVerdict::kFair    ? PrintMark::kFair
         : verdict == PrintVerdict::kUnknown ? PrintMark::kUnknown
                                             : PrintMark::kSoft;
}

// The words of a rule, with the metric's title in place of its id.
std::string RuleWords(const RuleResult& rule) {
  std::string text = rule.text;
  const MetricInfo* info = FindMetric(rule.metric);
  const size_t at = rule.metric.empty() ? std::string::npos : text.find(rule.metric);
  if (info != nullptr && at != std::string::npos)
    text.replace(at, rule.metric.size(), std::string(info->title));
  return text;
}

void Counts(Ui& ui, const Verdict& verdict, Cursor* c) {
  const Kit& kit = ui.kit;
  int counts[3] = {0, 0, 0};
  for (const RuleResult& rule : verdict.rules) {
    if (rule.verdict == RuleVerdict::kFail) ++counts[0];
    if (rule.verdict == RuleVerdict::kWarn) ++counts[1];
    if (rule.verdict == RuleVerdict::kPass) ++counts[2];
  }
  float x = c->x;
  const RuleVerdict marks[] = {RuleVerdict::kFail, RuleVerdict::kWarn, RuleVerdict::kPass};
  const std::string words[] = {fmt::format("{} fail", counts[0]),
                               fmt::format("{} warn", counts[1]),
                               fmt::format("{} pass", counts[2])};
  for (int i = 0; i < 3; ++i) {
    if (counts[i] == 0 && i != 2) continue;
    kit.VerdictMark({x + kit.Px(7), c->y + kit.Px(14)}, 13, marks[i]);
    kit.TextIn(
        {x + kit.Px(19), c->y, kit.Px(100), kit.Px(28)}, Type::kTable, Token::kText, words[i]);
    x += kit.Px(19) + kit.Measure(Type::kTable, words[i]).x + kit.Px(12);
  }
  ButtonLook next;
  next.caps = ui.actions.Caps("place.next");
  next.enabled = ui.actions.Find("place.next")->IsEnabled() && !ui.bench.Places().empty();
  next.tooltip = next.enabled                      ? "Go to the next worst place, at 100 %"
                 : ui.bench.look().overlay.empty() ? "No place is beyond a limit"
                                                   : "No place under this map is beyond its limit";
  const float width = kit.ButtonWidth("Next worst", next, 10);
  if (kit.Button(
          "side.next_worst", {c->x + c->w - width, c->y, width, kit.Px(26)}, "Next worst", next))
    ui.actions.Run("place.next");
  const Kit::Touch touch =
      kit.TouchArea("side.counts", {c->x, c->y, c->w - width - kit.Px(8), kit.Px(26)});
  if (touch.hovered) {
    std::string text;
    for (const RuleResult& rule : verdict.rules) {
      if (rule.verdict == RuleVerdict::kPass) continue;
      text += (text.empty() ? "" : "\n") + RuleWords(rule);
    }
    kit.Tooltip(text.empty() ? "All rules of the gate pass." : text);
  }
  c->y += kit.Px(40);
}

void VerdictBlock(Ui& ui, const Document& document, Cursor* c) {
  const Kit& kit = ui.kit;
  const ImVec2 mark{c->x + kit.Px(14), c->y + kit.Px(14)};
  const float tx = c->x + kit.Px(40);
  const float tw = c->w - kit.Px(40);
  const Judged* judged = document.has_result() ? document.judgement() : nullptr;
  const auto head = [&](const std::string& text) {
    c->y += kit.TextWrapped({tx, c->y}, tw, Type::kHead, Token::kText, Typographic(text), 2);
  };
  const auto reason = [&](const std::string& text, int lines = 3) {
    if (!text.empty())
      c->y +=
          kit.TextWrapped(
              {tx, c->y + kit.Px(4)}, tw, Type::kBody, Token::kText2, Typographic(text), lines) +
          kit.Px(4);
  };
  if (judged != nullptr) {
    kit.VerdictMark(mark, 28, judged->verdict.verdict);
    std::string headline = judged->verdict.headline;
    if (!judged->comparison.registration.comparable) {
      head("Not the same scene");
      reason("The two pictures could not be laid on each other, so nothing was judged.");
      c->y += kit.Px(16);
      return;
    }
    // "Fit to print" is for somebody who prints.
    if (judged->verdict.verdict == RuleVerdict::kPass && !ui.bench.target().has_size())
      headline = "Every check passes";
    head(headline.empty() ? "Result judged" : headline);
    // The rule that the headline is about.
    const std::vector<const RuleResult*> rules = WorstFirst(judged->verdict);
    reason(rules.empty() || !Speaks(*rules.front()) ? "Every rule of the gate passes."
                                                    : RuleWords(*rules.front()));
    c->y += kit.Px(10);
    Counts(ui, judged->verdict, c);
    return;
  }
  const EditedPlan* edited = document.edited_plan();
  const Plan* plan = edited != nullptr ? &edited->plan : document.plan.value().get();
  if (plan == nullptr) {
    // A clock only where something is still to come; the picture's place says why it is not.
    const bool failed =
        !document.source.error.ok() || !document.report.error().ok() || !document.plan.error().ok();
    kit.DrawIconAt(failed ? Icon::kWarning : Icon::kClock,
                   {c->x + kit.Px(2), c->y + kit.Px(2)},
                   Token::kText3,
                   24);
    if (!document.source.error.ok()) {
      head("Cannot be read");
    } else if (document.report_stopped) {
      head("Not measured");
      reason("The measurement was stopped.");
      c->y += kit.Px(10);
      const float w = kit.ButtonWidth("Measure");
      if (kit.Button("side.measure", {tx, c->y, w, kit.Px(28)}, "Measure"))
        ui.actions.Run("run.measure");
      c->y += kit.Px(28);
    } else if (!document.report.error().ok()) {
      head("Not measured");
      reason(std::string(document.report.error().message()));
    } else if (!document.plan.error().ok()) {
      head("No plan for this target");
      reason(std::string(document.plan.error().message()));
    } else {
      head("Measuring\u2026");
      reason("Detail, defects and what the file says about itself.");
    }
    c->y += kit.Px(16);
    return;
  }
  // What no step mends is still said.
  const Measurement* left =
      plan->verdict == PlanVerdict::kNothingToDo ? SevereDefect(document) : nullptr;
  if (plan->verdict == PlanVerdict::kNothingToDo) {
    kit.VerdictMark(mark, 28, left != nullptr ? RuleVerdict::kWarn : RuleVerdict::kPass);
  } else if (plan->verdict == PlanVerdict::kNotFixable) {
    kit.VerdictMark(mark, 28, RuleVerdict::kFail);
  } else {
    kit.PlanMark(mark, 28);
  }
  head(plan->headline.empty() ? "Plan" : plan->headline);
  std::string why;
  if (plan->ppi_after > 0.0) {
    why = std::abs(plan->ppi_after - plan->ppi_before) < 0.5
              ? fmt::format("{:.0f} ppi on the paper chosen. ", plan->ppi_before)
              : fmt::format("{:.0f} ppi now, {:.0f} after, on the paper chosen. ",
                            plan->ppi_before,
                            plan->ppi_after);
  }
  if (plan->verdict == PlanVerdict::kPlan && edited != nullptr) {
    why += fmt::format("Your steps make {}\u00a0px.",
                       FormatSize(plan->target_width, plan->target_height));
  } else if (left != nullptr) {
    why += fmt::format("No step mends what was found: {} {}, severe.",
                       Uncapitalized(std::string(FindMetric(left->id)->title)),
                       FormatMeasure(left));
  } else {
    why += Opening(plan->counterfactual.empty() ? plan->why : plan->counterfactual, 110);
  }
  reason(why);
  if (plan->verdict == PlanVerdict::kPlan) {
    c->y += kit.Px(12);
    struct Fact {
      const char* title;
      std::string value;
    };
    const Token risk_token = plan->risk == Risk::kLow      ? Token::kText
                             : plan->risk == Risk::kMedium ? Token::kModerate
                                                           : Token::kFail;
    const char* risk_word = plan->risk == Risk::kLow      ? "low"
                            : plan->risk == Risk::kMedium ? "medium"
                                                          : "high";
    const Fact facts[] = {
        {"Risk", risk_word},
        {"Time",
         plan->predicted.seconds > 0 ? "about " + FormatSeconds(plan->predicted.seconds)
                                     : "unknown"},
        {"File",
         plan->predicted.bytes > 0 ? "about " + FormatBytes(plan->predicted.bytes) : "unknown"},
        {"Memory", FormatBytes(plan->predicted.memory_bytes)}};
    // The words decide the widths: "about 207 MB" needs more room than "low".
    constexpr float kFrom[] = {0, 62, 152, 256, 336};
    for (int i = 0; i < 4; ++i) {
      const float x = c->x + kit.Px(kFrom[i]);
      kit.Text({x, c->y}, Type::kAxis, Token::kText2, facts[i].title);
      kit.TextIn({x, c->y + kit.Px(14), kit.Px(kFrom[i + 1] - kFrom[i] - 4), kit.Px(18)},
                 Type::kTableStrong,
                 i == 0 ? risk_token : Token::kText,
                 facts[i].value);
    }
    c->y += kit.Px(38);
  }
  c->y += kit.Px(10);
}

void PrintSizes(Ui& ui, const Document& document, Cursor* c) {
  const Kit& kit = ui.kit;
  const PaperTables* tables = document.papers.value().get();
  if (!document.has_source() || tables == nullptr) return;
  Section(kit, c, "Print sizes", "ppi, whole picture on the paper");
  const bool landscape = document.source.pyramid->width() >= document.source.pyramid->height();
  const bool judged = tables->result.has_value() && document.has_result();
  const std::vector<PaperRow> rows = PaperRows(tables->source,
                                               judged ? &*tables->result : nullptr,
                                               landscape,
                                               document.edits.value().target);
  struct Column {
    const char* title;
    float right;  // design px from the left
    const char* tip;
  };
  constexpr Column kColumns[] = {
      {"Now", 118, "Pixels per inch of the file as it is"},
      {"After", 160, "Pixels per inch of the result, or of the planned one"},
      {"True",
       200,
       "Counting only pixels that carry detail: an enlargement adds pixels, not detail"},
      {"Sharp from",
       268,
       "The viewing distance from which it looks sharp (the eye resolves one arc minute)"},
      {"At 12 in", 336, "How it looks at reading distance"}};
  kit.Text({c->x, c->y}, Type::kAxis, Token::kText3, "Paper");
  for (const Column& column : kColumns) {
    const Box box{c->x + kit.Px(column.right) - kit.Px(64), c->y, kit.Px(64), kit.Px(16)};
    kit.TextIn(box, Type::kAxis, Token::kText3, column.title, 1.0F);
    if (kit.TouchArea(std::string("side.print.") + column.title,
                      {box.x + kit.Px(24), box.y, box.w - kit.Px(24), box.h})
            .hovered)
      kit.Tooltip(column.tip);
  }
  c->y += kit.Px(18);
  constexpr size_t kRows = 6;
  const std::vector<size_t> listed =
      RowsThatMatter(rows, ui.state.all_papers ? rows.size() : kRows);
  for (const size_t index : listed) {
    const PaperRow& row = rows[index];
    const Box line{c->x, c->y, c->w, kit.Px(24)};
    const Box hit{line.x - kit.Px(8), line.y, line.w + kit.Px(16), line.h};
    const Kit::Touch touch = kit.TouchArea("side.paper." + row.name, hit);
    if (row.is_target) {
      kit.Fill(hit, Token::kSelected, 4);
    } else if (touch.hovered) {
      kit.Fill(hit, Token::kHover, 4, 0.6F);
    }
    if (touch.hovered) {
      kit.Tooltip(Typographic(row.why) +
                  (row.is_target ? "" : "\nClick to make this paper the target."));
    }
    if (touch.clicked) {
      Target target = row.target;
      const Target now = document.edits.value().target;
      target.fit = now.fit;
      target.ppi_given = now.ppi_given;
      target.label.clear();
      if (landscape) std::swap(target.print_width_in, target.print_height_in);
      ui.bench.SetTarget(target, "Target " + row.name);
    }
    const Type name_type = row.is_target ? Type::kTableStrong : Type::kTable;
    kit.TextIn({line.x, line.y, kit.Px(96), line.h}, name_type, Token::kText, row.name);
    const auto cell = [&](int i, const std::string& text, Type type, Token token) {
      kit.TextIn({c->x + kit.Px(kColumns[i].right) - kit.Px(60), line.y, kit.Px(60), line.h},
                 type,
                 token,
                 text,
                 1.0F);
    };
    const auto ppi = [](double v) { return v > 0.0 ? fmt::format("{:.0f}", v) : kDash; };
    cell(0, ppi(row.now), Type::kTable, Token::kText2);
    cell(1, ppi(row.after.value_or(0.0)), Type::kTable, Token::kText);
    cell(2, ppi(row.truth), Type::kTableStrong, Token::kText);
    cell(3,
         row.sharp_from_in > 0.0 ? fmt::format("{:.0f}\u00a0in", std::ceil(row.sharp_from_in))
                                 : kDash,
         Type::kTable,
         Token::kText2);
    const PrintMark mark = MarkOf(row.at_reading);
    kit.TextIn({c->x + kit.Px(268), line.y, kit.Px(52), line.h},
               Type::kTable,
               Token::kText,
               Kit::PrintWord(mark),
               1.0F);
    kit.PrintMarkAt({c->x + kit.Px(330), line.cy()}, mark);
    c->y += kit.Px(24);
  }
  c->y += kit.Px(4);
  if (rows.size() > kRows) {
    const std::string words =
        ui.state.all_papers ? "Fewer papers" : fmt::format("All {} papers", rows.size());
    if (kit.Link("side.papers", {c->x, c->y}, words)) ui.state.all_papers = !ui.state.all_papers;
    const std::string preview = "Print preview";
    const float w = kit.Measure(Type::kTable, preview).x;
    if (ui.bench.target().is_print() &&
        kit.Link("side.print_preview", {c->x + c->w - w, c->y}, preview)) {
      ui.actions.Run("view.print");
    }
    c->y += kit.Px(20);
  }
  c->y += kit.Px(10);
}

// One line of the table of measurements.
void MeasureRow(Ui& ui,
                Cursor* c,
                const MetricInfo& info,
                const Measurement* source,
                const Measurement* result,
                float alpha) {
  const Kit& kit = ui.kit;
  const Box line{c->x, c->y, c->w, kit.Px(24)};
  const Box hit{line.x - kit.Px(8), line.y, line.w + kit.Px(16), line.h};
  const Measurement* graded = result != nullptr ? result : source;
  const bool has_map = graded != nullptr && graded->map != nullptr;
  const Kit::Touch touch = kit.TouchArea("side.metric." + std::string(info.id), hit);
  const bool selected = !ui.bench.look().overlay.empty() && ui.bench.look().overlay == info.id;
  if (selected) {
    kit.Fill(hit, Token::kSelected, 4);
  } else if (touch.hovered) {
    kit.Fill(hit, Token::kHover, 4, 0.6F);
  }
  const float source_right = c->x + kit.Px(182);
  const float result_right = c->x + kit.Px(254);
  kit.TextIn({line.x, line.y, kit.Px(136), line.h}, Type::kTable, Token::kText, info.title);
  const auto value = [&](const Measurement* m, float right, Type type, Token token, bool unit) {
    const bool known = m != nullptr && m->known();
    const float room = kit.Px(unit ? 68 : 46);
    kit.TextIn({right - room, line.y, room, line.h},
               type,
               known ? token : Token::kText3,
               known ? FormatMeasure(m, unit) : kDash,
               1.0F,
               alpha);
  };
  if (result != nullptr || ui.bench.current()->has_result()) {
    value(source, source_right, Type::kTable, Token::kText2, false);
    value(result, result_right, Type::kTableStrong, Token::kText, true);
  } else {
    kit.TextIn(
        {source_right - kit.Px(58), line.y, result_right - source_right + kit.Px(58), line.h},
        Type::kTableStrong,
        source != nullptr && source->known() ? Token::kText : Token::kText3,
        FormatMeasure(source),
        1.0F,
        alpha);
  }
  if (graded != nullptr && graded->known() && graded->grade != Grade::kNotGraded) {
    kit.GradeChip(c->x + c->w, line.cy(), graded->grade, GradeName(graded->grade), alpha);
  }
  if (touch.hovered) {
    std::string tip(info.what);
    // The row may be too short for the name.
    if (kit.Measure(Type::kTable, info.title).x > kit.Px(136))
      tip = std::string(info.title) + "\n" + tip;
    if (graded != nullptr && !graded->unknown.empty()) tip += "\nUnknown: " + graded->unknown;
    if (graded != nullptr && graded->low && graded->high) {
      tip += fmt::format("\n90 % interval {:.{}f} to {:.{}f} {}.",
                         *graded->low,
                         info.decimals,
                         *graded->high,
                         info.decimals,
                         info.unit);
    }
    if (graded != nullptr && graded->grade != Grade::kNotGraded) {
      const auto anchor = info.anchors[static_cast<size_t>(graded->grade) - 1];
      if (!anchor.empty())
        tip += "\n" + std::string(GradeName(graded->grade)) + ": " + std::string(anchor) + ".";
    }
    tip += "\nHow: " + std::string(info.method);
    if (has_map) tip += "\nClick to lay its map over the picture.";
    kit.Tooltip(tip);
  }
  if (touch.clicked && has_map) {
    if (selected) {
      ui.bench.look().overlay.clear();
    } else {
      ui.bench.ChooseOverlay(std::string(info.id));
    }
  }
  c->y += kit.Px(24);
}

void MeasurementsSection(Ui& ui, Document* document, Cursor* c) {
  const Kit& kit = ui.kit;
  const Report* report = document->source_report();
  if (report == nullptr) return;
  const Judged* judged = document->has_result() ? document->judgement() : nullptr;
  Section(kit, c, "Measurements", "");
  kit.TextIn({c->x + kit.Px(106), c->y, kit.Px(76), kit.Px(16)},
             Type::kAxis,
             Token::kText3,
             document->has_result() ? "Source" : "",
             1.0F);
  kit.TextIn({c->x + kit.Px(178), c->y, kit.Px(76), kit.Px(16)},
             Type::kAxis,
             Token::kText3,
             document->has_result() ? "Result" : "Value",
             1.0F);
  kit.TextIn({c->x, c->y, c->w, kit.Px(16)}, Type::kAxis, Token::kText3, "Defect", 1.0F);
  c->y += kit.Px(18);
  const float alpha = document->report.IsStale(document->source.generation) ? 0.5F : 1.0F;
  // Defects first, worst on top, then what is merely known.
  struct Row {
    const MetricInfo* info;
    const Measurement* source;
    const Measurement* result;
    double badness;
  };
  std::vector<Row> defects;
  std::vector<Row> facts;
  for (const MetricInfo& info : MetricTable()) {
    const Measurement* source = report->Find(info.id);
    const Measurement* result = nullptr;
    if (judged != nullptr) {
      result = judged->comparison.Find(info.id);
      if (result == nullptr) result = judged->comparison.after.Find(info.id);
    }
    if (source == nullptr && result == nullptr) continue;
    const Measurement* graded = result != nullptr ? result : source;
    const bool defect = info.direction != MetricDirection::kNeutral;
    const double badness = graded->value && defect ? Badness(graded->id, *graded->value) : 0.0;
    (defect ? defects : facts).push_back({&info, source, result, badness});
  }
  std::stable_sort(defects.begin(), defects.end(), [](const Row& a, const Row& b) {
    const auto rank = [](const Row& r) {
      const Measurement* m = r.result != nullptr ? r.result : r.source;
      return m->known() ? std::floor(std::min(3.0, r.badness)) : -1.0;  // unknown ones last
    };
    return rank(a) > rank(b);
  });
  for (const Row& row : defects) MeasureRow(ui, c, *row.info, row.source, row.result, alpha);
  if (!facts.empty()) {
    c->y += kit.Px(8);
    kit.Text({c->x, c->y}, Type::kAxis, Token::kText3, "Facts");
    c->y += kit.Px(16);
    for (const Row& row : facts) MeasureRow(ui, c, *row.info, row.source, row.result, alpha);
  }
  c->y += kit.Px(12);
}

}  // namespace

std::string Opening(const std::string& text, size_t limit) {
  std::string flat = text.substr(0, text.find('\n'));
  if (flat.size() <= limit) return flat;
  size_t end = 0;
  for (size_t at = flat.find(". "); at != std::string::npos && at < limit;
       at = flat.find(". ", at + 1))
    end = at + 1;
  return end > 0 ? flat.substr(0, end) : flat;
}

void Section(const Kit& kit,
             Cursor* c,
             std::string_view title,
             std::string_view note,
             Token note_token) {
  kit.HLine(c->x, c->x + c->w, c->y);
  c->y += kit.Px(14);
  kit.Text({c->x, c->y}, Type::kSection, Token::kText, title);
  const float left = kit.Measure(Type::kSection, title).x + kit.Px(12);
  if (!note.empty())
    kit.TextIn({c->x + left, c->y, c->w - left, kit.Px(18)}, Type::kTable, note_token, note, 1.0F);
  c->y += kit.Px(24);
}

void DrawSidePanel(Ui& ui, const Box& box) {
  const Kit& kit = ui.kit;
  Document* document = ui.bench.current();
  if (document == nullptr) return;
  Box rest = box;
  rest.TakeLeft(kit.Px(1));
  const std::optional<Plan> plan = document->EffectivePlan();
  const int changes = document->Changes();
  const bool runnable = plan && document->run_job == 0 &&
                        (plan->verdict == PlanVerdict::kPlan || changes > 0 || ui.state.edit_plan);
  const bool show_run = runnable && (!document->has_result() || changes > 0 || ui.state.edit_plan ||
                                     ui.state.target_open);
  Box footer;
  if (show_run) footer = rest.TakeBottom(kit.Px(60));

  ImGui::SetCursorScreenPos(rest.min());
  ImGui::BeginChild("##side", {rest.w, rest.h});
  const ImVec2 start = ImGui::GetCursorScreenPos();
  Cursor cursor{start.x + kit.Px(16), start.y + kit.Px(14), kit.Px(336)};
  VerdictBlock(ui, *document, &cursor);
  // Before a result the plan is the news; the print table explains it.
  if (document->has_result()) {
    PrintSizes(ui, *document, &cursor);
    PlanSection(ui, document, &cursor);
  } else {
    PlanSection(ui, document, &cursor);
    PrintSizes(ui, *document, &cursor);
  }
  MeasurementsSection(ui, document, &cursor);
  ImGui::SetCursorScreenPos({start.x, cursor.y});
  ImGui::Dummy({1, 1});
  ImGui::EndChild();

  if (show_run) {
    kit.HLine(footer.x, footer.right(), footer.y);
    ButtonLook run;
    run.style = ButtonStyle::kPrimary;
    run.caps = ui.actions.Caps("run.plan");
    run.enabled = ui.bench.CanRun();
    run.tooltip = "Carry the plan out in memory; nothing is written until you export";
    Box row{footer.x + kit.Px(16), footer.y + kit.Px(12), footer.w - kit.Px(32), kit.Px(36)};
    ButtonLook second;
    second.style = ButtonStyle::kOutline;
    const char* label = ui.state.edit_plan ? "Done" : "Edit plan";
    const Box right = row.TakeRight(kit.Px(126));
    row.TakeRight(kit.Px(8));
    if (kit.Button("side.run", row, "Run plan", run)) ui.actions.Run("run.plan");
    if (kit.Button("side.edit", right, label, second)) ui.actions.Run("run.edit");
  }
}

}  // namespace sharpscale::viewer
