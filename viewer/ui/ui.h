// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/ui.h
//
// The window's own state (what is open, what is being dragged) and the parts that draw it. Each
// part gets the same Ui: what to draw with, what to draw, and where clicks go.

#ifndef SHARPSCALE_VIEWER_UI_UI_H_
#define SHARPSCALE_VIEWER_UI_UI_H_

#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "advice/presets.h"
#include "viewer/core/action.h"
#include "viewer/core/picture_files.h"
#include "viewer/core/print_layout.h"
#include "viewer/core/workbench.h"
#include "viewer/ui/canvas_scene.h"
#include "viewer/ui/kit.h"

namespace sharpscale::viewer {

enum class DragKind { kNone, kPan, kProfileNew, kProfileFrom, kProfileTo, kRegion };
enum class Dialog { kNone, kHelp, kPalette, kOpen, kExport, kBatch, kReport };

// A heat map being prepared or ready, by the map it came from.
struct HeatCache {
  std::shared_ptr<const HeatMap> map;
  std::shared_ptr<const HeatLevels> levels;  // null while it is made
  uint64_t id = 0;
};

struct UiState {
  bool files_open = true;
  bool side_open = true;
  bool narrow = false;       // no room for the side panel beside the picture
  bool side_drawer = false;  // then it is pulled out over half of the window
  bool dock_open = true;
  bool target_open = false;
  bool edit_plan = false;
  int step_selected = -1;      // whose controls are open while the plan is edited; -1 = none
  int step_drag = -1;          // being moved by its grip
  bool step_add = false;       // the menu of kinds was asked for by its key
  int step_kind = -1;          // chosen in that menu with the arrow keys; -1 = none
  std::string steps_text;      // as typed
  std::string steps_text_for;  // the steps that it was filled from
  std::string steps_error;     // why it cannot be read
  std::string resize_width;    // fields of a resize step, as typed
  std::string resize_height;
  std::string resize_for;
  bool resize_bad = false;
  bool profile_tool = false;  // the next drag draws a profile line
  bool region_tool = false;   // the next drag draws a rectangle
  PicturePoint region_from;   // where its drag began, px of the lead
  int dock_tab = 0;           // 0 edge profile, 1 statistics, 2 worst places
  bool all_papers = false;    // the print table in full

  // Trying the plan out beside the target panel or while editing.
  bool try_out = true;
  bool trying = false;      // it is on screen
  bool dock_before = true;  // open before the try-out took its room
  bool was_trying = false;
  std::optional<PicturePoint> try_hover;  // px of the planned picture
  cv::Rect try_region;                    // px of the source, wanted last
  double try_region_since = 0.0;          // s
  std::string try_plan;                   // target and steps that the view belongs to

  bool print_preview = false;
  PrintScale print_scale = PrintScale::kActualSize;
  bool print_whole = false;  // the whole paper, whatever its size
  ImVec2 print_pan{0, 0};
  std::optional<double> monitor_ppi;  // as the monitor says, where it can be true
  double view_since = 0.0;            // s; when the view last moved
  cv::Rect view_last;
  bool wants_frame = false;                    // something waits for time to pass
  std::map<std::string, double> banner_since;  // s; when an informing banner was first drawn
  std::vector<Preset> presets;                 // of the shop tab, read when the panel opens
  bool presets_read = false;
  bool show_overview = true;
  Dialog dialog = Dialog::kNone;
  bool dialog_fresh = false;  // opened in this frame: takes the focus

  std::string palette_query;
  int palette_choice = 0;
  std::string open_folder;
  std::vector<FolderEntry> open_entries;
  std::string open_path;
  int open_choice = -1;     // row chosen with the arrow keys; -1 = none
  bool open_focus = false;  // a folder was entered: back to the field
  bool open_as_result = false;
  bool open_as_folder = false;  // all pictures of the folder are wanted
  std::string export_path;
  int export_format = 0;
  double export_quality = 92;
  bool export_overwrite = false;
  std::string report_path;
  bool filter_open = false;

  // Fields of the target panel, as typed.
  std::string field_width;
  std::string field_height;
  std::string field_ppi;
  std::string field_side;
  bool field_bad_width = false;
  bool field_bad_height = false;
  bool field_bad_ppi = false;
  std::string fields_for;  // key of the target the fields show
  int unit = 0;            // 0 in, 1 cm, 2 mm
  int target_tab = 0;      // 0 print, 1 pixels, 2 screen, 3 shop

  DragKind drag = DragKind::kNone;
  ImVec2 drag_last{0, 0};
  std::optional<PicturePoint> hover;  // of the lead; the last one while the pointer is elsewhere
  uint64_t hover_of = 0;              // id of the pixels that the places count in; 0 = none
  Box canvas;                         // where pictures are, for actions and tests
  Box pane;                           // the first pane
  HeatCache heat;
  std::shared_ptr<DifferenceSource> difference;
  std::string difference_key;
  double blink_clock = 0.0;

  bool quit = false;
  // An unsaved result was mentioned once: what was asked for again is meant.
  size_t warned_of_quitting = 0;   // how many were unsaved then
  uint64_t warned_of_closing = 0;  // the document's id
  bool want_fullscreen = false;
  bool scale_changed = false;
  std::string clipboard;  // text to copy; taken by the window
  uint64_t next_texture = 1ull << 40;
};

struct Ui {
  Kit& kit;
  Workbench& bench;
  UiState& state;
  const ActionTable& actions;
  TextureShelf* shelf = nullptr;  // null in tests without a GPU
  CanvasScene* scene = nullptr;
};

// The whole window, once a frame, into `scene` and ImGui.
void DrawFrame(Ui& ui);

// Parts, each in its rectangle.
void DrawTopBar(Ui& ui, const Box& box);
void DrawFiles(Ui& ui, const Box& box);
void DrawCanvas(Ui& ui, const Box& box);
void DrawLegend(Ui& ui, const Box& canvas);
// Source and live preview of the plan, above each other; whether there is anything to try.
bool WantsTryOut(const Ui& ui);
void DrawTryOut(Ui& ui, const Box& canvas);
// The print as large as on paper, or as it looks from where it is seen.
void DrawPrintPreview(Ui& ui, const Box& canvas);
void DrawSidePanel(Ui& ui, const Box& box);
void DrawTargetPanel(Ui& ui, const Box& box);
void DrawDock(Ui& ui, const Box& box);
void DrawStatusLine(Ui& ui, const Box& box);
void DrawEmptyState(Ui& ui, const Box& box);
void DrawBanners(Ui& ui, const Box& canvas);
void DrawDialogs(Ui& ui, const Box& window);

// The table of everything a user can do, bound to this bench and state.
// Ends the program; where that would lose a result, says so first, and ends it when asked again.
void AskToQuit(Workbench* bench, UiState* state);

absl::Status AddActions(Workbench* bench, UiState* state, Settings* settings, ActionTable* table);

// What was typed into a field, with a point or a comma; empty where it is no finite number.
std::optional<double> ReadNumber(std::string text);
// Numbers as people read them: value with the metric's decimals and unit, no-break space between.
std::string FormatMeasure(const Measurement* measurement, bool with_unit = true);
std::string FormatBytes(int64_t bytes);
// The words of the rooms below are made for terminals: "4x" and "6000 x 4000" get the real sign.
std::string Typographic(std::string_view text);
std::string FormatSeconds(double seconds);
// "750 x 600" with the real sign.
std::string FormatSize(int width, int height);
// "nothing to do", "has a plan", "result passes", ...
const char* StateWord(const Document& document);
// "10 x 8 in, 300 ppi", "2400 px wide", "No target".
std::string TargetLabel(const Target& target);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_UI_H_
