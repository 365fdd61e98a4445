// SPDX-License-Identifier: Apache-2.0
//
// What opens above the window: keys, palette, open, export, report, table of all files.

#include <fmt/format.h>

#include <algorithm>
#include <filesystem>

#include "advice/text.h"
#include "analysis/metric_table.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

namespace fs = std::filesystem;

void Close(UiState* state) {
  state->dialog = Dialog::kNone;
}

// A card in the middle of the dimmed window; false when a click beside it closed it.
bool BeginCard(Ui& ui,
               const Box& window,
               float design_w,
               float design_h,
               float from_top,
               Box* card) {
  const Kit& kit = ui.kit;
  ImGui::SetNextWindowPos(window.min());
  ImGui::SetNextWindowSize({window.w, window.h});
  ImGui::SetNextWindowFocus();
  ImGui::PushStyleColor(ImGuiCol_WindowBg, IM_COL32(0, 0, 0, 110));
  ImGui::Begin("##dialog",
               nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                   ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav);
  ImGui::PopStyleColor();
  const float w = std::min(kit.Px(design_w), window.w - kit.Px(32));
  const float h = std::min(kit.Px(design_h), window.h - kit.Px(32));
  const float y = from_top >= 0.0F ? std::min(kit.Px(from_top), window.h - h - kit.Px(16))
                                   : (window.h - h) / 2.0F;
  *card = {std::round((window.w - w) / 2.0F), std::round(y), w, h};
  kit.Fill(*card, Token::kRaised, 8);
  kit.Edge(*card, Token::kEdge, 8);
  kit.Record("dialog", *card);
  if (ImGui::IsMouseClicked(0) && !card->Contains(ImGui::GetIO().MousePos) &&
      !ui.state.dialog_fresh) {
    Close(&ui.state);
  }
  return true;
}

void EndCard(Ui& ui) {
  ImGui::End();
  ui.state.dialog_fresh = false;
}

void Title(Ui& ui, const Box& card, std::string_view title) {
  const Kit& kit = ui.kit;
  kit.Text({card.x + kit.Px(20), card.y + kit.Px(16)}, Type::kKey, Token::kText, title);
  if (kit.IconButton("dialog.close",
                     {card.right() - kit.Px(40), card.y + kit.Px(13), kit.Px(26), kit.Px(26)},
                     Icon::kClose,
                     "Close  (Esc)")) {
    Close(&ui.state);
  }
}

void Help(Ui& ui, const Box& window) {
  const Kit& kit = ui.kit;
  Box card;
  BeginCard(ui, window, 860, 640, -1, &card);
  Title(ui, card, "Keys");
  const Box body{
      card.x + kit.Px(20), card.y + kit.Px(56), card.w - kit.Px(40), card.h - kit.Px(72)};
  ImGui::SetCursorScreenPos(body.min());
  ImGui::BeginChild("##keys", {body.w, body.h});
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const int columns = body.w > kit.Px(560) ? 2 : 1;
  const float width = (body.w - kit.Px(16) - kit.Px(32) * static_cast<float>(columns - 1)) /
                      static_cast<float>(columns);
  struct Line {
    std::string title;
    std::string caps;
    bool head;
  };
  std::vector<Line> lines;
  for (const char* menu : {"File", "Edit", "View", "Compare", "Overlay", "Run", "Help"}) {
    bool any = false;
    for (const Action& action : ui.actions.actions()) {
      const std::string group = action.id.substr(0, action.id.find('.'));
      const bool mine = group == Uncapitalized(menu) ||
                        (std::string(menu) == "Overlay" &&
                         (group == "place" || group == "profile" || group == "region"));
      if (!mine || action.keys.empty()) continue;
      if (!any) lines.push_back({menu, "", true});
      any = true;
      std::string caps;
      for (const std::string& key : action.keys) {
        caps += (caps.empty() ? "" : "  or  ") + KeyCaps(*ParseKeyChord(key));
      }
      lines.push_back({action.title, caps, false});
    }
  }
  lines.push_back({"Pointer", "", true});
  lines.push_back({"Zoom at the pointer", "wheel", false});
  lines.push_back({"Move the picture", "drag", false});
  lines.push_back({"100 % here, or fit", "double click", false});
  const size_t half =
      (lines.size() + static_cast<size_t>(columns) - 1) / static_cast<size_t>(columns);
  float low = start.y;
  for (int column = 0; column < columns; ++column) {
    float y = start.y;
    const float x = start.x + static_cast<float>(column) * (width + kit.Px(32));
    for (size_t i = static_cast<size_t>(column) * half;
         i < std::min(lines.size(), static_cast<size_t>(column + 1) * half);
         ++i) {
      if (lines[i].head) {
        y += i == static_cast<size_t>(column) * half ? 0.0F : kit.Px(10);
        kit.Text({x, y}, Type::kSection, Token::kText, lines[i].title);
        y += kit.Px(24);
        continue;
      }
      kit.TextIn({x, y, width * 0.62F, kit.Px(24)}, Type::kBody, Token::kText2, lines[i].title);
      const float w = kit.KeyCapWidth(lines[i].caps);
      kit.KeyCap({x + width - w, y + kit.Px(3)}, lines[i].caps, Token::kText);
      y += kit.Px(24);
    }
    low = std::max(low, y);
  }
  ImGui::SetCursorScreenPos({start.x, low});
  ImGui::Dummy({1, 1});
  ImGui::EndChild();
  EndCard(ui);
}

void Palette(Ui& ui, const Box& window) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Box card;
  BeginCard(ui, window, 560, 420, 96, &card);
  bool changed = false;
  const bool fresh = state.dialog_fresh;
  kit.Field("palette.query",
            {card.x + kit.Px(12), card.y + kit.Px(12), card.w - kit.Px(24), kit.Px(34)},
            &state.palette_query,
            "",
            false,
            fresh,
            "What do you want to do?",
            &changed);
  if (changed) state.palette_choice = 0;
  const std::vector<const Action*> found = ui.actions.Search(state.palette_query);
  const int count = static_cast<int>(found.size());
  const ImGuiIO& io = ImGui::GetIO();
  (void)io;
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_DownArrow))) ++state.palette_choice;
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_UpArrow))) --state.palette_choice;
  state.palette_choice = count == 0 ? 0 : std::clamp(state.palette_choice, 0, count - 1);
  std::string run;
  if (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Enter)) && count > 0 && !fresh)
    run = found[state.palette_choice]->id;
  const Box list{card.x + kit.Px(8), card.y + kit.Px(54), card.w - kit.Px(16), card.h - kit.Px(62)};
  const int rows = std::max(1, static_cast<int>(list.h / kit.Px(30)));
  const int first = std::clamp(state.palette_choice - rows + 1, 0, std::max(0, count - rows));
  for (int i = first; i < std::min(count, first + rows); ++i) {
    const Action& action = *found[i];
    const Box row{list.x, list.y + static_cast<float>(i - first) * kit.Px(30), list.w, kit.Px(30)};
    const Kit::Touch touch =
        kit.TouchArea("palette.row" + std::to_string(i - first), row, action.IsEnabled());
    if (i == state.palette_choice) {
      kit.Fill(row, Token::kSelected, 5);
    } else if (touch.hovered) {
      kit.Fill(row, Token::kHover, 5);
    }
    const Token ink = action.IsEnabled() ? Token::kText : Token::kText3;
    kit.TextIn({row.x + kit.Px(12), row.y, row.w * 0.7F, row.h}, Type::kBody, ink, action.title);
    const std::string caps = ui.actions.Caps(action.id);
    if (!caps.empty())
      kit.KeyCap({row.right() - kit.Px(12) - kit.KeyCapWidth(caps), row.cy() - kit.Px(8.5F)}, caps);
    if (touch.clicked) run = action.id;
  }
  if (count == 0) {
    kit.TextIn({list.x, list.y, list.w, kit.Px(40)},
               Type::kBody,
               Token::kText2,
               "No command of that name",
               0.5F);
  }
  EndCard(ui);
  if (!run.empty()) {
    Close(&state);
    ui.actions.Run(run);
  }
}

void ReadFolder(UiState* state) {
  state->open_entries = ListFolder(state->open_folder);
}

void OpenDialog(Ui& ui, const Box& window) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Box card;
  BeginCard(ui, window, 680, 520, -1, &card);
  Title(ui,
        card,
        state.open_as_result   ? "Open a result"
        : state.open_as_folder ? "Open a folder"
                               : "Open pictures");
  if (state.dialog_fresh) {
    // Where the picture shown lies; then where one was looked for last.
    std::error_code error;
    const Document* shown = ui.bench.current();
    if (shown != nullptr && !shown->source.path.empty()) {
      const fs::path folder = fs::absolute(shown->source.path, error).parent_path();
      if (fs::is_directory(folder, error)) state.open_folder = folder.string();
    }
    if (state.open_folder.empty()) state.open_folder = fs::current_path(error).string();
    state.open_path = state.open_folder;
    state.open_choice = -1;
    ReadFolder(&state);
  }
  const auto enter_folder = [&](const std::string& path) {
    state.open_folder = state.open_path = path;
    state.open_choice = -1;
    state.open_focus = true;  // the keys go on from there
    ReadFolder(&state);
  };
  const auto take = [&](const std::string& path) {
    if (state.open_as_result) {
      ui.bench.SetResultFile(path);
    } else {
      ui.bench.Open({path});
    }
    Close(&state);
  };
  const float x = card.x + kit.Px(20);
  const float w = card.w - kit.Px(40);
  Box field{x, card.y + kit.Px(54), w - kit.Px(40), kit.Px(30)};
  const bool accepted = kit.Field("open.path",
                                  field,
                                  &state.open_path,
                                  "",
                                  false,
                                  state.dialog_fresh || state.open_focus,
                                  "Path of a picture or folder");
  state.open_focus = false;
  if (kit.IconButton("open.up",
                     {field.right() + kit.Px(8), field.y, kit.Px(30), kit.Px(30)},
                     Icon::kChevronUp,
                     "The folder above")) {
    enter_folder(fs::path(state.open_folder).parent_path().string());
  }
  if (accepted && !state.open_path.empty()) {
    std::error_code error;
    if (fs::is_directory(state.open_path, error)) {
      enter_folder(state.open_path);
    } else {
      take(state.open_path);
      EndCard(ui);
      return;
    }
  }
  const Box list{x, field.bottom() + kit.Px(10), w, card.bottom() - field.bottom() - kit.Px(74)};
  kit.Fill(list, Token::kPanel, 6);
  ImGui::SetCursorScreenPos(list.min());
  ImGui::BeginChild("##entries", {list.w, list.h});
  const ImVec2 start = ImGui::GetCursorScreenPos();
  std::string open_file;
  std::string enter;
  // The arrow keys choose a row, Enter takes it.
  const auto pressed = [](ImGuiKey key) { return ImGui::IsKeyPressed(ImGui::GetKeyIndex(key)); };
  const bool down = pressed(ImGuiKey_DownArrow);
  const bool up = pressed(ImGuiKey_UpArrow);
  if (down) ++state.open_choice;
  if (up) state.open_choice = std::max(0, state.open_choice - 1);
  const bool take_choice = pressed(ImGuiKey_Enter) && !accepted && !state.dialog_fresh;
  int row_index = -1;
  const auto choice = [&](const Box& row) {
    if (++row_index != state.open_choice) return false;
    kit.Fill(row, Token::kSelected, 4);
    if (down || up) ImGui::SetScrollFromPosY(row.cy() - ImGui::GetWindowPos().y);
    return take_choice;
  };
  float y = start.y + kit.Px(4);
  const auto row_at = [&](float at) {
    return Box{start.x + kit.Px(4), at, list.w - kit.Px(20), kit.Px(28)};
  };
  // What was open lately, in the folder that is shown first.
  const std::vector<std::string>& recent = ui.bench.session().recent;
  if (!state.open_as_result && !state.open_as_folder && !recent.empty()) {
    for (size_t i = 0; i < std::min<size_t>(4, recent.size()); ++i) {
      const Box row = row_at(y);
      const fs::path path(recent[i]);
      const Kit::Touch touch = kit.TouchArea("open.recent" + std::to_string(i), row);
      const bool taken = choice(row);
      if (touch.hovered) kit.Fill(row, Token::kHover, 4);
      kit.DrawIconAt(Icon::kClock, {row.x + kit.Px(8), row.cy() - kit.Px(8)}, Token::kText3);
      const std::string name = path.filename().string();
      kit.TextIn({row.x + kit.Px(34), row.y, row.w * 0.5F, row.h}, Type::kBody, Token::kText, name);
      kit.TextIn({row.x + row.w * 0.55F, row.y, row.w * 0.45F - kit.Px(8), row.h},
                 Type::kTable,
                 Token::kText3,
                 path.parent_path().string(),
                 1.0F);
      if (touch.clicked || taken) open_file = recent[i];
      y += kit.Px(28);
    }
    kit.HLine(list.x + kit.Px(12), list.right() - kit.Px(12), y + kit.Px(3));
    y += kit.Px(7);
  }
  for (size_t i = 0; i < state.open_entries.size(); ++i) {
    const FolderEntry& entry = state.open_entries[i];
    const Box row = row_at(y);
    y += kit.Px(28);
    const bool taken = choice(row);
    const std::string path = (fs::path(state.open_folder) / entry.name).string();
    if (taken) (entry.folder ? enter : open_file) = path;
    if (row.bottom() < list.y || row.y > list.bottom()) continue;
    const Kit::Touch touch = kit.TouchArea("open.row" + std::to_string(i), row);
    if (touch.hovered) kit.Fill(row, Token::kHover, 4);
    kit.DrawIconAt(entry.folder ? Icon::kFolder : Icon::kPicture,
                   {row.x + kit.Px(8), row.cy() - kit.Px(8)},
                   Token::kText2);
    kit.TextIn({row.x + kit.Px(34), row.y, row.w - kit.Px(44), row.h},
               Type::kBody,
               Token::kText,
               entry.name);
    if (touch.clicked) (entry.folder ? enter : open_file) = path;
  }
  if (state.open_entries.empty()) {
    const Box nothing{list.x, y, list.w, kit.Px(60)};
    kit.Record("open.nothing", nothing);
    kit.TextIn(nothing, Type::kBody, Token::kText2, "No pictures and no folders here", 0.5F);
    y = nothing.bottom();
  }
  ImGui::SetCursorScreenPos({start.x, y + kit.Px(4)});
  ImGui::Dummy({1, 1});
  ImGui::EndChild();
  state.open_choice = std::min(state.open_choice, row_index);
  if (!enter.empty()) enter_folder(enter);
  int pictures = 0;
  for (const FolderEntry& entry : state.open_entries) pictures += entry.folder ? 0 : 1;
  ButtonLook all;
  all.enabled = pictures > 0 && !state.open_as_result;
  const std::string label = fmt::format("Open all {} pictures", pictures);
  const float bw = kit.ButtonWidth(label, all);
  if (pictures > 0 && !state.open_as_result &&
      kit.Button("open.all",
                 {card.right() - kit.Px(20) - bw, card.bottom() - kit.Px(46), bw, kit.Px(30)},
                 label,
                 all)) {
    std::vector<std::string> paths;
    for (const FolderEntry& entry : state.open_entries) {
      if (!entry.folder) paths.push_back((fs::path(state.open_folder) / entry.name).string());
    }
    ui.bench.Open(paths);
    Close(&state);
  }
  kit.TextIn({x, card.bottom() - kit.Px(46), w - bw - kit.Px(20), kit.Px(30)},
             Type::kTable,
             Token::kText3,
             "Or drop files and folders on the window.");
  EndCard(ui);
  if (!open_file.empty()) take(open_file);
}

struct ExportFormat {
  const char* title;
  const char* ending;
  bool lossy;
  const char* note;
  Container container;
};
constexpr ExportFormat kFormats[] = {
    {"JPEG", ".jpg", true, "small; for most printers and shops", Container::kJpeg},
    {"TIFF", ".tif", false, "lossless; 16 bits where the picture has them", Container::kTiff},
    {"PNG", ".png", false, "lossless", Container::kPng},
    {"WebP", ".webp", true, "small; for the web", Container::kWebp}};

void ExportDialog(Ui& ui, const Box& window) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Document* document = ui.bench.current();
  if (document == nullptr || document->lead() == nullptr) {
    Close(&state);
    return;
  }
  Box card;
  BeginCard(ui, window, 680, 424, -1, &card);
  Title(ui, card, document->has_result() ? "Export the result" : "Export the source");
  const float x = card.x + kit.Px(20);
  const float w = card.w - kit.Px(40);
  float y = card.y + kit.Px(56);
  if (state.dialog_fresh) {
    const fs::path source(document->source.path.empty() ? document->name + ".png"
                                                        : document->source.path);
    const std::string stem =
        source.stem().string() + (document->has_result() ? "-sharpscale" : "-copy");
    // What the plan's last step asks for.
    if (const std::optional<Plan> plan = document->EffectivePlan()) {
      for (const Step& step : plan->steps) {
        if (step.kind != StepKind::kExport || step.format.empty()) continue;
        for (int i = 0; i < static_cast<int>(std::size(kFormats)); ++i) {
          if (ContainerFromPath("x." + step.format) == kFormats[i].container)
            state.export_format = i;
        }
        if (step.quality > 0) state.export_quality = std::max(50, step.quality);
      }
    }
    state.export_path =
        (source.parent_path() / (stem + kFormats[state.export_format].ending)).string();
    state.export_overwrite = false;
  }
  kit.Text({x, y}, Type::kTable, Token::kText2, "Format");
  y += kit.Px(20);
  std::vector<Kit::Segment> segments;
  for (const ExportFormat& format : kFormats) segments.push_back({format.title});
  const int chosen =
      kit.Segmented("export.format", {x, y, w, kit.Px(28)}, segments, state.export_format);
  if (chosen >= 0) {
    state.export_format = chosen;
    state.export_path =
        fs::path(state.export_path).replace_extension(kFormats[chosen].ending).string();
  }
  y += kit.Px(34);
  kit.Text({x, y}, Type::kTable, Token::kText3, kFormats[state.export_format].note);
  y += kit.Px(26);
  kit.Text({x, y}, Type::kTable, Token::kText2, "File");
  y += kit.Px(20);
  kit.Field("export.path",
            {x, y, w, kit.Px(30)},
            &state.export_path,
            "",
            false,
            false,
            "Path of the new file");
  // The name decides what is written: the format follows it.
  const Container typed = ContainerFromPath(state.export_path);
  for (int i = 0; i < static_cast<int>(std::size(kFormats)); ++i) {
    if (kFormats[i].container == typed) state.export_format = i;
  }
  y += kit.Px(42);
  if (kFormats[state.export_format].lossy) {
    kit.Text({x, y}, Type::kTable, Token::kText2, "Quality");
    kit.TextIn({x, y, w, kit.Px(16)},
               Type::kTableStrong,
               Token::kText,
               fmt::format("{:.0f}", state.export_quality),
               1.0F);
    y += kit.Px(18);
    SliderMarks marks;
    marks.advised = 92;
    kit.Slider("export.quality", {x, y, w, kit.Px(20)}, &state.export_quality, 50, 100, marks);
    state.export_quality = std::round(state.export_quality);
    y += kit.Px(30);
  } else {
    y += kit.Px(48);
  }
  kit.CheckBox("export.overwrite", {x, y + kit.Px(2)}, &state.export_overwrite);
  kit.TextIn({x + kit.Px(26), y, w, kit.Px(20)},
             Type::kBody,
             Token::kText2,
             "Replace a file of that name (never the source)");
  y += kit.Px(30);
  const auto& lead = document->lead();
  kit.HLine(x, x + w, y);
  y += kit.Px(10);
  // What it will weigh, from coding pieces of this picture with these settings.
  EncodeOptions asked;
  asked.format = kFormats[state.export_format].container;
  asked.quality = static_cast<int>(state.export_quality);
  asked.flatten_alpha = true;
  if (!ImGui::IsMouseDown(0)) ui.bench.RequestFileSize(asked);
  const FileSize* size = document->file_size.value().get();
  std::string weight = "Counting\u2026";
  if (!document->file_size.error().ok() && !document->file_size.busy()) {
    weight = "unknown";
  } else if (size != nullptr) {
    weight = (size->exact ? "" : "about ") + FormatBytes(size->bytes);
  }
  const std::optional<int64_t> most = document->edits.value().target.max_bytes;
  const bool too_large = most && size != nullptr && size->bytes > *most;
  if (most) weight += fmt::format(", limit {}", FormatBytes(*most));
  kit.TextIn({x, y, w, kit.Px(20)}, Type::kBody, Token::kText2, "File size");
  kit.TextIn({x, y, w, kit.Px(20)},
             Type::kStrong,
             too_large ? Token::kFail : Token::kText,
             weight,
             1.0F,
             document->file_size.busy() ? 0.5F : 1.0F);
  y += kit.Px(22);
  kit.TextIn({x, y, w, kit.Px(20)}, Type::kBody, Token::kText2, "Picture");
  std::string facts = FormatSize(lead->width(), lead->height()) + " px";
  const Ppi ppi = lead->image().ppi;
  if (ppi.known()) facts += fmt::format(", {:.0f} ppi", ppi.x);
  kit.TextIn({x, y, w, kit.Px(20)}, Type::kStrong, Token::kText, facts, 1.0F);
  y += kit.Px(26);
  const bool no_alpha =
      kFormats[state.export_format].container == Container::kJpeg && !lead->image().alpha.empty();
  kit.Text({x, y},
           Type::kTable,
           Token::kText3,
           no_alpha ? "JPEG knows no transparency: what shows through becomes white."
                    : "Colour profile, metadata and resolution are kept.");
  ButtonLook save;
  save.style = ButtonStyle::kPrimary;
  save.enabled = !state.export_path.empty();
  save.caps = "Enter";
  const float bw = kit.ButtonWidth("Export", save, 24);
  if (kit.Button("export.save",
                 {card.right() - kit.Px(20) - bw, card.bottom() - kit.Px(50), bw, kit.Px(34)},
                 "Export",
                 save) ||
      (!state.dialog_fresh && save.enabled &&
       ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Enter)))) {
    EncodeOptions options;
    options.quality = static_cast<int>(state.export_quality);
    options.overwrite = state.export_overwrite;
    options.flatten_alpha = no_alpha;
    ui.bench.Export(state.export_path, options);
    Close(&state);
  }
  EndCard(ui);
}

void ReportDialog(Ui& ui, const Box& window) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  const Document* document = ui.bench.current();
  if (document == nullptr) {
    Close(&state);
    return;
  }
  Box card;
  BeginCard(ui, window, 520, 210, -1, &card);
  Title(ui, card, "Write a report");
  if (state.dialog_fresh) {
    const fs::path source(document->source.path.empty() ? document->name : document->source.path);
    state.report_path = (source.parent_path() / (source.stem().string() + "-report.html")).string();
  }
  const float x = card.x + kit.Px(20);
  const float w = card.w - kit.Px(40);
  kit.TextWrapped(
      {x, card.y + kit.Px(52)},
      w,
      Type::kBody,
      Token::kText2,
      "One page with the verdict, the maps and every number. Works offline and prints on A4.");
  kit.Field("report.path",
            {x, card.y + kit.Px(98), w, kit.Px(30)},
            &state.report_path,
            "",
            false,
            state.dialog_fresh,
            "Path of the page");
  ButtonLook save;
  save.style = ButtonStyle::kPrimary;
  const float bw = kit.ButtonWidth("Write report", save, 20);
  if (kit.Button("report.save",
                 {card.right() - kit.Px(20) - bw, card.bottom() - kit.Px(50), bw, kit.Px(34)},
                 "Write report",
                 save)) {
    ui.bench.WriteReport(state.report_path);
    Close(&state);
  }
  EndCard(ui);
}

// All files as rows; a column for the verdict and for each defect that anybody has a number for. A
// click on a head sorts, worst first.
void BatchTable(Ui& ui, const Box& window) {
  const Kit& kit = ui.kit;
  UiState& state = ui.state;
  Box card;
  BeginCard(ui, window, 1240, 760, -1, &card);
  const size_t count = ui.bench.documents().size();
  Title(ui, card, count == 1 ? "1 file" : fmt::format("All {} files", count));
  const std::vector<const MetricInfo*> metrics = ui.bench.OrderMetrics();
  const float x = card.x + kit.Px(20);
  const float w = card.w - kit.Px(40);
  const float name_w = std::min(kit.Px(220), w * 0.4F);
  const float state_w = kit.Px(104);
  const float column_w = kit.Px(104);
  const float head_h = kit.Px(36);  // two lines
  const Box list{x, card.y + kit.Px(54), w, card.bottom() - card.y - kit.Px(54) - kit.Px(64)};
  const std::vector<int> listed = ui.bench.ListedDocuments();
  const float row_h = kit.Px(28);
  const float inner_w =
      name_w + state_w + column_w * static_cast<float>(metrics.size()) + kit.Px(8);
  ImGui::SetCursorScreenPos(list.min());
  ImGui::SetNextWindowContentSize(
      {inner_w, head_h + row_h * static_cast<float>(listed.size()) + kit.Px(4)});
  ImGui::BeginChild("##batch", {list.w, list.h}, false, ImGuiWindowFlags_HorizontalScrollbar);
  const ImVec2 start = ImGui::GetCursorScreenPos();
  const float first_x = start.x + name_w + state_w;  // moves with the horizontal scroll
  const auto sort_by = [&](const std::string& metric) {
    const bool again = ui.bench.order == FileOrder::kWorstFirst && ui.bench.order_metric == metric;
    ui.bench.order = again ? FileOrder::kAsOpened : FileOrder::kWorstFirst;
    ui.bench.order_metric = again ? "" : metric;
    if (!again) ui.bench.MeasureAll();
  };
  // Cells first; heads and names, which stay in sight, over them.
  const float left = list.x + name_w + state_w;
  ImGui::PushClipRect({left, list.y + head_h}, list.max(), true);
  for (size_t r = 0; r < listed.size(); ++r) {
    const Document& document = *ui.bench.documents()[listed[r]];
    const float y = start.y + head_h + static_cast<float>(r) * row_h;
    if (y + row_h < list.y || y > list.bottom()) continue;
    const Report* report = document.source_report();
    for (size_t i = 0; i < metrics.size(); ++i) {
      const Box cell{first_x + static_cast<float>(i) * column_w, y, column_w - kit.Px(10), row_h};
      if (cell.right() < left || cell.x > list.right()) continue;
      const std::string id(metrics[i]->id);
      const Measurement* m = nullptr;
      if (const Judged* judged = document.judgement(); judged != nullptr && document.has_result()) {
        m = judged->comparison.Find(id);
        if (m == nullptr) m = judged->comparison.after.Find(id);
      }
      if (m == nullptr && report != nullptr) m = report->Find(id);
      const bool bad = m != nullptr && (m->grade == Grade::kModerate || m->grade == Grade::kSevere);
      kit.TextIn(cell,
                 bad ? Type::kTableStrong : Type::kTable,
                 m == nullptr || !m->known() ? Token::kText3
                 : bad                       ? kit.GradeToken(m->grade)
                                             : Token::kText,
                 FormatMeasure(m),
                 1.0F);
      if (m != nullptr && !m->unknown.empty() &&
          kit.TouchArea(fmt::format("batch.cell{}.{}", r, i), cell).hovered) {
        kit.Tooltip("Unknown: " + m->unknown);
      }
    }
  }
  ImGui::PopClipRect();
  // Names and states.
  ImGui::PushClipRect({list.x, list.y + head_h}, list.max(), true);
  for (size_t r = 0; r < listed.size(); ++r) {
    const Document& document = *ui.bench.documents()[listed[r]];
    const Box row{
        list.x, start.y + head_h + static_cast<float>(r) * row_h, name_w + state_w, row_h};
    if (row.bottom() < list.y || row.y > list.bottom()) continue;
    const Kit::Touch touch = kit.TouchArea("batch.row" + std::to_string(r), row);
    if (touch.hovered) kit.Fill(row, Token::kHover, 4);
    kit.TextIn({row.x + kit.Px(6), row.y, name_w - kit.Px(14), row.h},
               Type::kTable,
               Token::kText,
               document.name);
    kit.TextIn({row.x + name_w, row.y, state_w - kit.Px(8), row.h},
               Type::kTable,
               Token::kText2,
               StateWord(document));
    if (touch.clicked) {
      ui.bench.Select(listed[r]);
      Close(&state);
    }
  }
  ImGui::PopClipRect();
  // Heads.
  const auto head = [&](const std::string& id,
                        const Box& box,
                        std::string_view title,
                        const std::string& metric,
                        std::string_view what,
                        float align) {
    const bool sorted = ui.bench.order == FileOrder::kWorstFirst && ui.bench.order_metric == metric;
    const Kit::Touch touch = kit.TouchArea(id, box);
    if (touch.hovered) kit.Fill(box, Token::kHover, 4);
    const Token ink = sorted ? Token::kAccent : Token::kText3;
    // Two lines: title, wrapped once.
    std::string one(title);
    std::string two;
    if (kit.Measure(Type::kAxis, one).x > box.w) {
      size_t cut = one.rfind(' ', one.size() * 3 / 5);
      if (cut == std::string::npos) cut = one.find(' ');
      if (cut != std::string::npos) {
        two = one.substr(cut + 1);
        one.resize(cut);
      }
    }
    const float lines = two.empty() ? 14.0F : 28.0F;
    const float y = box.bottom() - kit.Px(lines + 4);
    kit.TextIn({box.x, y, box.w, kit.Px(14)}, Type::kAxis, ink, one, align);
    kit.TextIn({box.x, y + kit.Px(14), box.w, kit.Px(14)}, Type::kAxis, ink, two, align);
    if (touch.hovered) kit.Tooltip(std::string(what) + "\nClick: worst first.");
    if (touch.clicked) sort_by(metric);
  };
  ImGui::PushClipRect({left, list.y}, list.max(), true);
  for (size_t i = 0; i < metrics.size(); ++i) {
    const Box box{
        first_x + static_cast<float>(i) * column_w, list.y, column_w - kit.Px(10), head_h};
    if (box.right() < left || box.x > list.right()) continue;
    head(fmt::format("batch.head{}", i),
         box,
         metrics[i]->title,
         std::string(metrics[i]->id),
         metrics[i]->what,
         1.0F);
  }
  ImGui::PopClipRect();
  kit.TextIn({list.x + kit.Px(6), list.y + head_h - kit.Px(18), name_w, kit.Px(14)},
             Type::kAxis,
             Token::kText3,
             "File");
  head("batch.head_state",
       {list.x + name_w, list.y, state_w - kit.Px(8), head_h},
       "State",
       "",
       "Failed results first, then warnings, then the rest",
       0.0F);
  kit.HLine(list.x, list.right(), list.y + head_h);
  ImGui::EndChild();
  if (metrics.empty()) {
    kit.TextIn({list.x, list.y + head_h, list.w, kit.Px(80)},
               Type::kBody,
               Token::kText2,
               "Nothing is measured yet",
               0.5F);
  }
  ButtonLook measure;
  measure.caps = ui.actions.Caps("run.measure_all");
  const float bw = kit.ButtonWidth("Measure all", measure);
  if (kit.Button("batch.measure",
                 {card.right() - kit.Px(20) - bw, card.bottom() - kit.Px(46), bw, kit.Px(30)},
                 "Measure all",
                 measure)) {
    ui.bench.MeasureAll();
  }
  EndCard(ui);
}

}  // namespace

void DrawDialogs(Ui& ui, const Box& window) {
  switch (ui.state.dialog) {
    case Dialog::kHelp:
      Help(ui, window);
      break;
    case Dialog::kPalette:
      Palette(ui, window);
      break;
    case Dialog::kOpen:
      OpenDialog(ui, window);
      break;
    case Dialog::kExport:
      ExportDialog(ui, window);
      break;
    case Dialog::kReport:
      ReportDialog(ui, window);
      break;
    case Dialog::kBatch:
      BatchTable(ui, window);
      break;
    case Dialog::kNone:
      break;
  }
}

}  // namespace sharpscale::viewer
