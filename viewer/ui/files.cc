// SPDX-License-Identifier: Apache-2.0

#include <fmt/format.h>

#include <algorithm>

#include "analysis/metric_table.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

constexpr uint64_t kThumbnailIds = 1ull << 48;

std::string OrderTitle(const Workbench& bench) {
  switch (bench.order) {
    case FileOrder::kAsOpened:
      return "As opened";
    case FileOrder::kName:
      return "By name";
    case FileOrder::kWorstFirst:
      break;
  }
  const MetricInfo* info = FindMetric(bench.order_metric);
  return info != nullptr ? std::string(info->title) : "Worst first";
}

// As opened, by name, worst first: by the verdict or by any metric that has been measured.
void OrderMenu(Ui& ui) {
  const Kit& kit = ui.kit;
  ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, kit.Px(4)});
  if (ImGui::BeginPopup("order")) {
    struct Row {
      std::string title;
      FileOrder order;
      std::string metric;
    };
    std::vector<Row> rows = {{"As opened", FileOrder::kAsOpened, ""},
                             {"By name", FileOrder::kName, ""},
                             {"Worst first", FileOrder::kWorstFirst, ""}};
    for (const MetricInfo* info : ui.bench.OrderMetrics())
      rows.push_back({std::string(info->title), FileOrder::kWorstFirst, std::string(info->id)});
    float width = kit.Px(180);
    for (const Row& row : rows)
      width = std::max(width, kit.Measure(Type::kBody, row.title).x + kit.Px(52));
    for (size_t i = 0; i < rows.size(); ++i) {
      const Row& row = rows[i];
      const ImVec2 at = ImGui::GetCursorScreenPos();
      float y = at.y;
      if (i == 3) {
        kit.HLine(at.x, at.x + width, y + kit.Px(4));
        y += kit.Px(9);
      }
      const Box box{at.x, y, width, kit.Px(26)};
      const Kit::Touch touch = kit.TouchArea(fmt::format("files.order{}", i), box);
      if (touch.hovered) kit.Fill(box.Inset(kit.Px(4), 0), Token::kHover, 4);
      if (ui.bench.order == row.order && ui.bench.order_metric == row.metric) {
        kit.DrawIconAt(
            Icon::kCheck, {box.x + kit.Px(10), box.cy() - kit.Px(7)}, Token::kAccent, 14);
      }
      kit.TextIn({box.x + kit.Px(32), box.y, box.w - kit.Px(40), box.h},
                 Type::kBody,
                 Token::kText,
                 row.title);
      ImGui::SetCursorScreenPos({at.x, box.bottom()});
      if (touch.clicked) {
        ui.bench.order = row.order;
        ui.bench.order_metric = row.metric;
        if (row.order == FileOrder::kWorstFirst) ui.bench.MeasureAll();
        ImGui::CloseCurrentPopup();
      }
    }
    ImGui::EndPopup();
  }
  ImGui::PopStyleVar();
}

// A long name without its middle: names of one series differ at their ends.
std::string ShortName(const Kit& kit, Type type, const std::string& name, float width) {
  if (kit.Measure(type, name).x <= width) return name;
  const auto within = [](char c) { return (static_cast<unsigned char>(c) & 0xC0) == 0x80; };
  const float room = width - kit.Measure(type, "\u2026").x;
  size_t tail = name.size();
  while (tail > 0) {
    size_t next = tail - 1;
    while (next > 0 && within(name[next])) --next;
    if (kit.Measure(type, name.substr(next)).x > room * 0.6F) break;
    tail = next;
  }
  const float left = room - kit.Measure(type, name.substr(tail)).x;
  size_t head = 0;
  while (head < tail) {
    size_t next = head + 1;
    while (next < tail && within(name[next])) ++next;
    if (kit.Measure(type, name.substr(0, next)).x > left) break;
    head = next;
  }
  return name.substr(0, head) + "\u2026" + name.substr(tail);
}

void StateMark(const Kit& kit, ImVec2 centre, const Document& document) {
  switch (StateOf(document)) {
    case DocumentState::kPass:
    case DocumentState::kNothingToDo:
      kit.VerdictMark(centre, 13, RuleVerdict::kPass);
      break;
    case DocumentState::kWarn:
      kit.VerdictMark(centre, 13, RuleVerdict::kWarn);
      break;
    case DocumentState::kFail:
    case DocumentState::kFailed:
      kit.VerdictMark(centre, 13, RuleVerdict::kFail);
      break;
    case DocumentState::kPlan:
      kit.PlanMark(centre, 13);
      break;
    case DocumentState::kWaiting:
    case DocumentState::kLoading:
      kit.DrawIconAt(Icon::kClock, {centre.x - kit.Px(7), centre.y - kit.Px(7)}, Token::kText3, 14);
      break;
  }
}

}  // namespace

const char* StateWord(const Document& document) {
  switch (StateOf(document)) {
    case DocumentState::kPass:
      return "result passes";
    case DocumentState::kNothingToDo:
      return "nothing to do";
    case DocumentState::kWarn:
      return "has warnings";
    case DocumentState::kFail:
      return "fails";
    case DocumentState::kFailed:
      return "cannot be read";
    case DocumentState::kPlan:
      return "has a plan";
    default:
      return "not measured";
  }
}

void DrawFiles(Ui& ui, const Box& box) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Box rest = box;
  rest.w -= kit.Px(1);
  const std::vector<int> listed = ui.bench.ListedDocuments();

  Box head = rest.TakeTop(kit.Px(40));
  kit.TextIn(
      {head.x + kit.Px(12), head.y, kit.Px(40), head.h}, Type::kSection, Token::kText, "Files");
  kit.TextIn({head.x + kit.Px(12) + kit.Measure(Type::kSection, "Files").x + kit.Px(8),
              head.y,
              kit.Px(50),
              head.h},
             Type::kBody,
             Token::kText3,
             fmt::format("{}", ui.bench.documents().size()));
  if (kit.IconButton("files.add",
                     {head.right() - kit.Px(34), head.cy() - kit.Px(12), kit.Px(24), kit.Px(24)},
                     Icon::kPlus,
                     "Open pictures  (" + ui.actions.Caps("file.open") + ")")) {
    ui.actions.Run("file.open");
  }
  if (kit.IconButton("files.search",
                     {head.right() - kit.Px(58), head.cy() - kit.Px(12), kit.Px(24), kit.Px(24)},
                     Icon::kSearch,
                     "Filter the list by name  (" + ui.actions.Caps("file.filter") + ")")) {
    ui.actions.Run("file.filter");
  }
  if (state.filter_open) {
    const Box field = rest.TakeTop(kit.Px(36)).Inset(kit.Px(8), kit.Px(4));
    bool changed = false;
    kit.Field(
        "files.filter", field, &ui.bench.filter, "", false, state.dialog_fresh, "Filter", &changed);
    state.dialog_fresh = false;
  }
  const Box order = rest.TakeTop(kit.Px(24));
  const std::string title = OrderTitle(ui.bench);
  const float title_width = std::min(kit.Measure(Type::kTable, title).x, order.w - kit.Px(40));
  const Box order_hit{order.x + kit.Px(8), order.y, title_width + kit.Px(28), order.h};
  const Kit::Touch order_touch = kit.TouchArea("files.order", order_hit);
  if (order_touch.hovered) {
    kit.Fill(order_hit, Token::kHover, 6);
    kit.Tooltip("Order of the list: as opened, by name, or worst first by any measurement");
  }
  kit.TextIn({order.x + kit.Px(12), order.y, title_width + 1, order.h},
             Type::kTable,
             Token::kText2,
             title);
  kit.DrawIconAt(Icon::kChevronDown,
                 {order.x + kit.Px(14) + title_width, order.cy() - kit.Px(7)},
                 Token::kText3,
                 14);
  if (order_touch.clicked) ImGui::OpenPopup("order");
  ImGui::SetNextWindowPos({order_hit.x, order_hit.bottom() + kit.Px(2)}, ImGuiCond_Appearing);
  OrderMenu(ui);
  rest.TakeTop(kit.Px(4));

  ImGui::SetCursorScreenPos(rest.min());
  ImGui::BeginChild("##files", {rest.w, rest.h});
  const float row_height = kit.Px(116);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  for (size_t i = 0; i < listed.size(); ++i) {
    const Document& document = *ui.bench.documents()[listed[i]];
    const Box row{start.x, start.y + static_cast<float>(i) * row_height, rest.w, row_height};
    if (row.bottom() < rest.y || row.y > rest.bottom()) continue;
    const bool current = listed[i] == ui.bench.current_index();
    const std::string id = fmt::format("files.row{}", i);
    const Kit::Touch touch = kit.TouchArea(id, row);
    if (current) {
      kit.Fill(row, Token::kSelected);
      kit.Fill({row.x, row.y, kit.Px(3), row.h}, Token::kAccent);
    } else if (touch.hovered) {
      kit.Fill(row, Token::kHover, 0, 0.5F);
    }
    const Box thumb{row.x + kit.Px(12), row.y + kit.Px(8), kit.Px(120), kit.Px(80)};
    if (!document.thumbnail.empty() && ui.shelf != nullptr) {
      kit.draw()->AddImageRounded(
          ui.shelf->Texture(kThumbnailIds + document.id, document.thumbnail),
          thumb.min(),
          thumb.max(),
          {0, 0},
          {1, 1},
          IM_COL32_WHITE,
          kit.Px(3));
    } else {
      kit.Fill(thumb, Token::kControl, 3);
      kit.DrawIconIn(
          thumb, document.source.error.ok() ? Icon::kPicture : Icon::kWarning, Token::kText3);
    }
    const Type name_type = current ? Type::kTableStrong : Type::kTable;
    kit.TextIn({row.x + kit.Px(12), thumb.bottom() + kit.Px(4), kit.Px(102), kit.Px(18)},
               name_type,
               current ? Token::kText : Token::kText2,
               ShortName(kit, name_type, document.name, kit.Px(102)));
    StateMark(kit, {row.x + kit.Px(125), thumb.bottom() + kit.Px(13)}, document);
    if (touch.hovered) kit.Tooltip(document.name + ": " + StateWord(document));
    if (touch.clicked) ui.bench.Select(listed[i]);
  }
  ImGui::SetCursorScreenPos({start.x, start.y + static_cast<float>(listed.size()) * row_height});
  ImGui::Dummy({1, 1});
  if (listed.empty()) {
    kit.TextWrapped({start.x + kit.Px(12), start.y + kit.Px(8)},
                    rest.w - kit.Px(24),
                    Type::kTable,
                    Token::kText2,
                    "No file matches the filter.");
  }
  ImGui::EndChild();
}

}  // namespace sharpscale::viewer
