// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <cmath>

#include "viewer/core/luma.h"
#include "viewer/core/preview_plan.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

std::string Levels(const std::array<double, 3>& v, int channels) {
  if (channels == 1) return fmt::format("{:.0f}", v[0]);
  return fmt::format("{:.0f} {:.0f} {:.0f}", v[0], v[1], v[2]);
}

std::string Signed(double v) {
  const int n = static_cast<int>(std::lround(v));
  return n < 0 ? fmt::format("\u2212{}", -n) : fmt::format("+{}", n);
}

std::optional<std::array<double, 3>> At(const Pyramid& pyramid, PicturePoint p) {
  return LevelsAt(
      pyramid.image(), static_cast<int>(std::floor(p.x)), static_cast<int>(std::floor(p.y)));
}

}  // namespace

void DrawStatusLine(Ui& ui, const Box& box) {
  const Kit& kit = ui.kit;
  const Document* document = ui.bench.current();
  const auto cell = [&](float x, Type type, Token token, const std::string& text) {
    kit.TextIn({x, box.y, kit.Measure(type, text).x + 1, box.h}, type, token, text);
    return x + kit.Measure(type, text).x;
  };
  if (document == nullptr) {
    cell(box.x + kit.Px(14), Type::kTable, Token::kText2, "No picture open");
    kit.TextIn({box.x, box.y, box.w - kit.Px(14), box.h},
               Type::kTable,
               Token::kText2,
               "Works offline. Pictures stay on this computer.",
               1.0F);
    return;
  }
  const std::vector<int> listed = ui.bench.ListedDocuments();
  int position = 0;
  for (size_t i = 0; i < listed.size(); ++i) {
    if (listed[i] == ui.bench.current_index()) position = static_cast<int>(i) + 1;
  }
  cell(box.x + kit.Px(14),
       Type::kTable,
       Token::kText2,
       fmt::format("{} of {} {}", position, listed.size(), listed.size() == 1 ? "file" : "files"));

  // Jobs at the right, cancel always in the same place.
  float right = box.right() - kit.Px(14);
  const std::vector<JobStatus> jobs = ui.bench.jobs().Snapshot();
  if (ui.state.narrow) {
    const Action* side = ui.actions.Find("view.side");
    if (kit.IconButton("status.side",
                       {right - kit.Px(24), box.y + kit.Px(2), kit.Px(24), box.h - kit.Px(4)},
                       Icon::kList,
                       side->tooltip + "  (" + ui.actions.Caps("view.side") + ")")) {
      ui.actions.Run("view.side");
    }
    right -= kit.Px(36);
  }
  const JobStatus* shown = nullptr;
  int more = 0;
  for (const JobStatus& job : jobs) {
    if (!job.shown || job.cancelled) continue;
    if (shown == nullptr || (job.user_job && !shown->user_job)) {
      shown = &job;
    }
    ++more;
  }
  if (shown != nullptr) {
    ButtonLook cancel;
    cancel.style = ButtonStyle::kGhost;
    cancel.icon = Icon::kClose;
    cancel.caps = ui.actions.Caps("run.cancel");
    cancel.type = Type::kTable;
    const float width = kit.ButtonWidth("Cancel", cancel, 8);
    const uint64_t id = shown->id;
    if (kit.Button("status.cancel",
                   {right - width, box.y + kit.Px(2), width, box.h - kit.Px(4)},
                   "Cancel",
                   cancel)) {
      ui.bench.CancelJob(id);
    }
    right -= width + kit.Px(10);
    kit.VLine(right + kit.Px(4), box.y + kit.Px(7), box.bottom() - kit.Px(7));
    if (shown->running && shown->seconds > 1.0 && shown->fraction > 0.02 &&
        shown->fraction < 0.995) {
      const std::string left =
          FormatSeconds(shown->seconds * (1.0 - shown->fraction) / shown->fraction) + " left";
      const float left_width = kit.Measure(Type::kTable, left).x;
      kit.TextIn({right - left_width - kit.Px(6), box.y, left_width + 1, box.h},
                 Type::kTable,
                 Token::kText2,
                 left);
      right -= left_width + kit.Px(16);
    }
    const std::string percent = fmt::format("{:.0f} %", shown->fraction * 100.0);
    kit.TextIn({right - kit.Px(42), box.y, kit.Px(42), box.h},
               Type::kTableStrong,
               Token::kText,
               percent,
               1.0F);
    right -= kit.Px(44);
    const Box track{right - kit.Px(112), box.cy() - kit.Px(2), kit.Px(112), kit.Px(4)};
    kit.Fill(track, Token::kControl, 2);
    kit.Fill({track.x, track.y, track.w * static_cast<float>(shown->fraction), track.h},
             Token::kAccent,
             2);
    right = track.x - kit.Px(10);
    std::string title = shown->title;
    if (more > 1) title += fmt::format(" and {} more", more - 1);
    const float title_width = std::min(kit.Measure(Type::kTable, title).x + 1, kit.Px(260));
    kit.TextIn({right - title_width, box.y, title_width, box.h}, Type::kTable, Token::kText, title);
    right -= title_width;
  } else {
    const std::string idle = "Nothing running";
    const float idle_width = kit.Measure(Type::kTable, idle).x;
    kit.TextIn(
        {right - idle_width, box.y, idle_width + 1, box.h}, Type::kTable, Token::kText2, idle);
    right -= idle_width + kit.Px(24);
    if (!ui.bench.last_message().empty()) {
      // Only where the message is of the change that undo takes back.
      const bool undo =
          document->edits.CanUndo() && ui.bench.last_message() == document->edits.UndoLabel();
      const std::string caps = ui.actions.Caps("edit.undo");
      if (undo) {
        right -= kit.KeyCapWidth(caps);
        kit.KeyCap({right, box.cy() - kit.Px(8.5F)}, caps);
        const float undo_width = kit.Measure(Type::kTable, "Undo").x;
        right -= undo_width + kit.Px(6);
        kit.TextIn({right, box.y, undo_width + 1, box.h}, Type::kTable, Token::kText2, "Undo");
        right -= kit.Px(12);
      }
      const float width =
          std::min(kit.Px(260), kit.Measure(Type::kTable, ui.bench.last_message()).x + 1);
      right -= width;
      kit.TextIn(
          {right, box.y, width, box.h}, Type::kTable, Token::kText2, ui.bench.last_message());
    }
  }

  if (document->lead() == nullptr || ui.state.print_preview) return;
  // While a plan is tried out, places count in the picture that it makes.
  const bool trying = ui.state.trying && ui.state.try_hover && document->has_source();
  if (ui.state.trying ? !trying : !ui.state.hover.has_value()) return;
  const PicturePoint lead = trying ? *ui.state.try_hover : *ui.state.hover;
  Placement source_at = document->SourcePlacement();
  if (trying) {
    source_at =
        PlannedPlacement(document->EffectivePlan().value_or(Plan{}),
                         {document->source.pyramid->width(), document->source.pyramid->height()});
  }
  const bool two = trying || document->has_result();
  const PicturePoint own = two ? source_at.ToOwn(lead) : lead;
  float x = box.x + kit.Px(174);
  const auto room = [&](float need) { return x + kit.Px(need) < right; };
  if (!room(120)) return;
  x = cell(x,
           Type::kTable,
           Token::kText2,
           fmt::format("x {}  y {}",
                       static_cast<int>(std::floor(lead.x)),
                       static_cast<int>(std::floor(lead.y)))) +
      kit.Px(10);
  if (two && room(110)) {
    x = cell(x,
             Type::kTable,
             Token::kText3,
             fmt::format("source {}, {}",
                         static_cast<int>(std::floor(own.x)),
                         static_cast<int>(std::floor(own.y)))) +
        kit.Px(20);
  } else {
    x += kit.Px(10);
  }
  const auto swatch =
      [&](const std::string& title, Token token, const std::array<double, 3>& v, int channels) {
        if (!room(160)) return;
        x = cell(x, Type::kTable, token, title) + kit.Px(8);
        const Box box_swatch{x, box.cy() - kit.Px(5.5F), kit.Px(11), kit.Px(11)};
        kit.draw()->AddRectFilled(
            box_swatch.min(),
            box_swatch.max(),
            IM_COL32(static_cast<int>(v[0]), static_cast<int>(v[1]), static_cast<int>(v[2]), 255),
            kit.Px(2));
        kit.Edge(box_swatch, Token::kText3, 2);
        x += kit.Px(17);
        x = cell(x, Type::kTableStrong, Token::kText, Levels(v, channels)) + kit.Px(24);
      };
  std::optional<std::array<double, 3>> source;
  std::optional<std::array<double, 3>> result;
  if (document->has_source()) source = At(*document->source.pyramid, own);
  const Preview* preview = trying ? document->preview.value().get() : nullptr;
  if (trying) {
    if (preview != nullptr) result = At(*preview->pyramid, preview->in_planned.ToOwn(lead));
  } else if (document->has_result()) {
    result = At(*document->result.pyramid, lead);
  }
  if (source) {
    swatch(two ? "Source" : "Level",
           Token::kText2,
           *source,
           document->source.pyramid->image().channels());
  }
  if (result) {
    swatch(trying ? "Preview" : "Result",
           Token::kAccent,
           *result,
           (trying ? preview->pyramid : document->result.pyramid)->image().channels());
  }
  if (source && result && room(130)) {
    x = cell(x, Type::kTable, Token::kText2, "Change") + kit.Px(8);
    cell(x,
         Type::kTableStrong,
         Token::kText,
         fmt::format("{} {} {}",
                     Signed((*result)[0] - (*source)[0]),
                     Signed((*result)[1] - (*source)[1]),
                     Signed((*result)[2] - (*source)[2])));
  }
}

}  // namespace sharpscale::viewer
