// SPDX-License-Identifier: Apache-2.0
//
// The rows of the action table.

#include <fmt/format.h>

#include <cmath>
#include <opencv2/imgproc.hpp>

#include "image/status_macros.h"
#include "viewer/core/preview_plan.h"
#include "viewer/ui/ui.h"

namespace sharpscale::viewer {
namespace {

// A chart whose truth is known: a slanted edge, its haloed and blurred copies, a zone plate, a
// ramp.
Image TestChart() {
  constexpr int kWidth = 1200;
  constexpr int kHeight = 900;
  cv::Mat1f luma(kHeight, kWidth, 128.0F);
  for (int y = 0; y < kHeight; ++y) {
    for (int x = 0; x < kWidth; ++x) {
      float v = 128.0F;
      if (y < 450) {
        // Four slanted edges: crisp, blurred (sigma 2), blurred more (sigma 4), with a 15 % halo.
        const int panel = x / 300;
        const double d = (x - panel * 300 - 150) * 0.9962 + (y - 225) * 0.0872;
        const double sigma = panel == 1 ? 2.0 : panel == 2 ? 4.0 : 0.6;
        double t = 0.5 * (1.0 + std::erf(d / (sigma * std::sqrt(2.0))));
        if (panel == 3)
          t += 0.15 *
               (std::exp(-std::pow((d - 4.0) / 2.0, 2)) - std::exp(-std::pow((d + 4.0) / 2.0, 2)));
        v = static_cast<float>(50.0 + 150.0 * t);
      } else if (x < 600) {
        const double dx = x - 300.0;
        const double dy = y - 675.0;
        // Up to 0.2 cycles per px at the border of a disc that fades into gray.
        const double r = std::hypot(dx, dy);
        const double fade =
            r < 180.0 ? 1.0 : 0.5 + 0.5 * std::cos(CV_PI * std::min(1.0, (r - 180.0) / 40.0));
        v = static_cast<float>(128.0 + 100.0 * fade * std::cos(CV_PI * 0.2 / 220.0 * r * r));
      } else {
        v = static_cast<float>((x - 600) * 255.0 / 599.0);
        if (y >= 675) v = std::floor(v / 16.0F) * 16.0F;
      }
      luma(y, x) = v;
    }
  }
  Image image;
  cv::Mat gray;
  luma.convertTo(gray, CV_8U);
  cv::cvtColor(gray, image.pixels, cv::COLOR_GRAY2RGB);
  return image;
}

// The cells of a map with the largest values, the largest first.
std::vector<Place> StrongestCells(const HeatMap& map, const Placement& placement) {
  constexpr size_t kMost = 12;
  std::vector<Place> places;
  for (int y = 0; y < map.values.rows; ++y) {
    for (int x = 0; x < map.values.cols; ++x) {
      const float value = map.values(y, x);
      if (!(value > 0.0F)) continue;  // nor where it is unknown
      Place place;
      place.at = placement.ToLead({(x + 0.5) * map.cell, (y + 0.5) * map.cell});
      place.value = value;
      places.push_back(place);
    }
  }
  const auto worse = [](const Place& a, const Place& b) { return a.value > b.value; };
  std::stable_sort(places.begin(), places.end(), worse);
  if (places.size() > kMost) places.resize(kMost);
  return places;
}

void OpenDialogAs(UiState* state, Dialog dialog) {
  state->dialog = dialog;
  state->dialog_fresh = true;
}

}  // namespace

void AskToQuit(Workbench* bench, UiState* state) {
  const std::vector<int> unsaved = bench->UnsavedResults();
  if (unsaved.empty() || state->warned_of_quitting == unsaved.size()) {
    state->quit = true;
    return;
  }
  state->warned_of_quitting = unsaved.size();
  const std::string& name = bench->documents()[static_cast<size_t>(unsaved.front())]->name;
  bench->Select(unsaved.front());
  bench->ShowBanner(
      {BannerKind::kWarning,
       unsaved.size() == 1
           ? fmt::format("The result of '{}' is not saved; quit again to drop it", name)
           : fmt::format("{} results are not saved, that of '{}' first; quit again to "
                         "drop them",
                         unsaved.size(),
                         name),
       "file.export",
       "Export\u2026"});
}

absl::Status AddActions(Workbench* bench, UiState* state, Settings* settings, ActionTable* table) {
  const auto open = [bench] { return bench->current() != nullptr; };
  const auto shown = [bench] {
    return bench->current() != nullptr && bench->current()->lead() != nullptr;
  };
  const auto pair = [bench] {
    const Document* d = bench->current();
    return d != nullptr && d->has_source() && d->has_result();
  };
  // Of the picture, or of the try-out while that is on screen.
  const auto view = [bench, state](auto change) {
    return [bench, state, change] {
      Document* d = bench->current();
      if (d == nullptr || d->lead() == nullptr) return;
      if (!state->trying) {
        change(d->view, cv::Size(d->lead()->width(), d->lead()->height()));
        return;
      }
      const std::optional<Plan> plan = d->EffectivePlan();
      if (!plan || !d->has_source()) return;
      change(d->preview_view,
             PlannedSize(*plan, {d->source.pyramid->width(), d->source.pyramid->height()}));
    };
  };
  const auto compare = [bench](CompareMode mode) {
    return [bench, mode] { bench->look().compare = mode; };
  };
  const auto is = [bench](CompareMode mode) {
    return [bench, mode] { return bench->look().compare == mode; };
  };

  // Of the plan.
  const auto editable = [bench] {
    const Document* d = bench->current();
    return d != nullptr && d->plan.value() != nullptr && d->run_job == 0;
  };
  const auto chosen = [bench, state, editable] {
    return editable() && state->edit_plan && state->step_selected >= 0 &&
           state->step_selected < static_cast<int>(bench->current()->EditableSteps().size());
  };
  const auto select = [bench, state](int direction) {
    const int count = static_cast<int>(bench->current()->EditableSteps().size());
    state->edit_plan = true;
    state->side_open = true;
    if (count == 0) return;
    const int from = state->step_selected < 0 && direction < 0 ? 0 : state->step_selected;
    state->step_selected = (from + direction + count) % count;
  };
  const auto move = [bench, state](int direction) {
    std::vector<PlanStep> steps = bench->current()->EditableSteps();
    const int to = state->step_selected + direction;
    if (to < 0 || to >= static_cast<int>(steps.size())) return;
    const std::string title = StepTitle(steps[static_cast<size_t>(state->step_selected)].step);
    MoveStep(&steps, static_cast<size_t>(state->step_selected), static_cast<size_t>(to));
    state->step_selected = to;
    bench->SetSteps(std::move(steps), "Moved " + title);
  };
  const auto weigh = [bench, state](int direction) {
    std::vector<PlanStep> steps = bench->current()->EditableSteps();
    Step& step = steps[static_cast<size_t>(state->step_selected)].step;
    if (step.kind == StepKind::kUpscale) {
      step.factor = std::clamp(std::round(step.factor) + direction, 2.0, 4.0);
    } else if (step.kind == StepKind::kDownscale) {
      step.factor = std::clamp(step.factor + 0.05 * direction, 0.05, 0.95);
      step.width = step.height = 0;
    } else {
      step.strength = std::clamp(std::round(step.strength * 20.0 + direction) / 20.0, 0.0, 1.0);
    }
    const std::string label = StepTitle(step) + " " + StepValue(step);
    bench->SetSteps(std::move(steps), label);
  };
  const auto add_step = [bench, state](StepKind kind) {
    const Document* d = bench->current();
    const std::optional<Plan> plan = d->EffectivePlan();
    cv::Size size;
    if (d->has_source()) size = {d->source.pyramid->width(), d->source.pyramid->height()};
    if (plan && plan->target_width > 0) size = {plan->target_width, plan->target_height};
    std::vector<PlanStep> steps = d->EditableSteps();
    const size_t place = PlaceFor(kind, steps);
    const Step step = NewStep(kind, size);
    steps.insert(steps.begin() + static_cast<std::ptrdiff_t>(place), {step, true, -1});
    state->edit_plan = true;
    state->step_selected = static_cast<int>(place);
    bench->SetSteps(std::move(steps), "Added " + StepTitle(step));
  };

  // id, title, menu, keys, tooltip, run, enabled, checked, separator
  std::vector<Action> rows = {
      {"file.open",
       "Open pictures\u2026",
       "File",
       {"Ctrl+O"},
       "Open pictures or a folder",
       [state] {
         state->open_as_result = state->open_as_folder = false;
         OpenDialogAs(state, Dialog::kOpen);
       }},
      {"file.open_folder",
       "Open folder\u2026",
       "File",
       {"Ctrl+Shift+O"},
       "Open all pictures of a folder",
       [state] {
         state->open_as_result = false;
         state->open_as_folder = true;
         OpenDialogAs(state, Dialog::kOpen);
       }},
      {"file.open_result",
       "Open result\u2026",
       "File",
       {"Ctrl+Shift+R"},
       "Compare the picture with a result made elsewhere",
       [state] {
         state->open_as_result = true;
         state->open_as_folder = false;
         OpenDialogAs(state, Dialog::kOpen);
       },
       open},
      {"file.chart",
       "Test chart",
       "File",
       {},
       "Open a chart whose blur and halos are known",
       [bench] { bench->OpenImage(TestChart(), "test chart"); }},
      {"file.reload",
       "Reload",
       "File",
       {"F5", "Ctrl+R"},
       "Read the files again",
       [bench] { bench->Reload(); },
       open},
      {"file.close",
       "Close picture",
       "File",
       {"Ctrl+W"},
       "Take the picture off the list; the file stays",
       [bench, state] {
         const Document* d = bench->current();
         if (d->has_result() && !d->result_saved && state->warned_of_closing != d->id) {
           state->warned_of_closing = d->id;
           bench->ShowBanner(
               {BannerKind::kWarning,
                fmt::format("The result of '{}' is not saved; close again to drop it", d->name),
                "file.export",
                "Export\u2026"});
           return;
         }
         bench->Close(bench->current_index());
       },
       open},
      {"file.export",
       "Export\u2026",
       "File",
       {"Ctrl+E"},
       "Write the result to a file",
       [state] { OpenDialogAs(state, Dialog::kExport); },
       shown,
       {},
       true},
      {"file.report",
       "Write report\u2026",
       "File",
       {"Ctrl+Shift+E"},
       "One page with verdict, maps and numbers",
       [state] { OpenDialogAs(state, Dialog::kReport); },
       [bench] {
         return bench->current() != nullptr && bench->current()->source_report() != nullptr;
       }},
      {"file.next",
       "Next file",
       "File",
       {"PageDown"},
       "The next picture of the list",
       [bench] {
         const std::vector<int> listed = bench->ListedDocuments();
         for (size_t i = 0; i + 1 < listed.size(); ++i) {
           if (listed[i] == bench->current_index()) {
             bench->Select(listed[i + 1]);
             return;
           }
         }
       },
       open,
       {},
       true},
      {"file.previous",
       "Previous file",
       "File",
       {"PageUp"},
       "The previous picture of the list",
       [bench] {
         const std::vector<int> listed = bench->ListedDocuments();
         for (size_t i = 1; i < listed.size(); ++i) {
           if (listed[i] == bench->current_index()) {
             bench->Select(listed[i - 1]);
             return;
           }
         }
       },
       open},
      {"file.filter",
       "Filter the list",
       "File",
       {"Ctrl+F"},
       "Show only files whose name contains a text",
       [bench, state] {
         state->filter_open = !state->filter_open;
         state->dialog_fresh = state->filter_open;
         if (!state->filter_open) bench->filter.clear();
       },
       open},
      {"file.table",
       "Table of all files",
       "File",
       {"Ctrl+T"},
       "All files with their measurements, sortable",
       [state] { OpenDialogAs(state, Dialog::kBatch); },
       open},
      {"file.quit",
       "Quit",
       "File",
       {"Ctrl+Q"},
       "Close the window; pictures and view are restored next time",
       [bench, state] { AskToQuit(bench, state); },
       {},
       {},
       true},

      {"edit.undo",
       "Undo",
       "Run",
       {"Ctrl+Z"},
       "Take the last change of target or plan back",
       [bench] { bench->Undo(); },
       [bench] { return bench->current() != nullptr && bench->current()->edits.CanUndo(); },
       {},
       true},
      {"edit.redo",
       "Redo",
       "Run",
       {"Ctrl+Shift+Z", "Ctrl+Y"},
       "Bring the change back",
       [bench] { bench->Redo(); },
       [bench] { return bench->current() != nullptr && bench->current()->edits.CanRedo(); }},

      {"view.fit",
       "Fit to window",
       "View",
       {"F"},
       "Show the whole picture",
       view([](View& v, cv::Size size) { v.Fit(size.width, size.height, 16); }),
       shown},
      {"view.100",
       "100 %",
       "View",
       {"1", "Ctrl+0"},
       "One pixel of the picture is one pixel of the screen: the zoom to judge sharpness at",
       view([](View& v, cv::Size) { v.SetZoom(1.0); }),
       shown},
      {"view.200",
       "200 %",
       "View",
       {"2"},
       "One pixel of the picture is two by two of the screen",
       view([](View& v, cv::Size) { v.SetZoom(2.0); }),
       shown},
      {"view.400",
       "400 %",
       "View",
       {"4"},
       "Four times",
       view([](View& v, cv::Size) { v.SetZoom(4.0); }),
       shown},
      {"view.in",
       "Zoom in",
       "View",
       {"Plus"},
       "The next power of two",
       view([](View& v, cv::Size) { v.ZoomStep(+1); }),
       shown},
      {"view.out",
       "Zoom out",
       "View",
       {"Minus"},
       "The next power of two down",
       view([](View& v, cv::Size) { v.ZoomStep(-1); }),
       shown},
      {"view.centre",
       "Centre",
       "View",
       {"C"},
       "Put the middle of the picture into the middle",
       view([](View& v, cv::Size size) {
         v.CentreOn({size.width / 2.0, size.height / 2.0});
       }),
       shown},
      {"view.left",
       "Move left",
       "",
       {"Shift+Left"},
       "",
       view([](View& v, cv::Size) { v.Pan(v.viewport_width() / 4, 0); }),
       shown},
      {"view.right",
       "Move right",
       "",
       {"Shift+Right"},
       "",
       view([](View& v, cv::Size) { v.Pan(-v.viewport_width() / 4, 0); }),
       shown},
      {"view.up",
       "Move up",
       "",
       {"Shift+Up"},
       "",
       view([](View& v, cv::Size) { v.Pan(0, v.viewport_height() / 4); }),
       shown},
      {"view.down",
       "Move down",
       "",
       {"Shift+Down"},
       "",
       view([](View& v, cv::Size) { v.Pan(0, -v.viewport_height() / 4); }),
       shown},
      {"view.zebra",
       "Clipping stripes",
       "Inspect",
       {"Z"},
       "Red stripes where a channel is at its top, blue where all are at the bottom",
       [bench] { bench->look().zebra = !bench->look().zebra; },
       shown,
       [bench] { return bench->look().zebra; },
       true},
      {"view.grid",
       "Pixel grid",
       "Inspect",
       {"G"},
       "Lines between pixels from 800 % on",
       [bench] { bench->look().pixel_grid = !bench->look().pixel_grid; },
       shown,
       [bench] { return bench->look().pixel_grid; }},
      {"view.channel",
       "Next channel",
       "Inspect",
       {"Shift+C"},
       "Colour, luma, red, green, blue",
       [bench] {
         bench->look().channel =
             static_cast<ShownChannel>((static_cast<int>(bench->look().channel) + 1) % 5);
       },
       shown},
      {"view.overview",
       "Overview",
       "View",
       {"O"},
       "The small picture that shows where you are",
       [state] { state->show_overview = !state->show_overview; },
       shown,
       [state] { return state->show_overview; }},
      {"view.files",
       "Files",
       "View",
       {"Ctrl+B"},
       "The list at the left",
       [state] { state->files_open = !state->files_open; },
       open,
       [state] { return state->files_open; },
       true},
      {"view.side",
       "Side panel",
       "View",
       {"Ctrl+J"},
       "Verdict, plan and measurements",
       [state] {
         bool& shown = state->narrow ? state->side_drawer : state->side_open;
         shown = !shown;
       },
       open,
       [state] { return state->narrow ? state->side_drawer : state->side_open; }},
      {"view.dock",
       "Dock",
       "View",
       {"D"},
       "Edge profile and histogram",
       [state] { state->dock_open = !state->dock_open; },
       open,
       [state] { return state->dock_open; }},
      {"view.panels",
       "Picture only",
       "View",
       {"Tab"},
       "Hide or show everything around the picture",
       [state] {
         const bool any = state->files_open || state->side_open || state->dock_open;
         state->files_open = state->side_open = state->dock_open = !any;
       },
       open},
      {"view.target",
       "Target\u2026",
       "View",
       {"T"},
       "What the picture is for: paper, pixels, screen or shop",
       [state] { state->target_open = !state->target_open; },
       open,
       [state] { return state->target_open; }},
      {"view.print",
       "Print preview",
       "View",
       {"Ctrl+P"},
       "The picture as large as on its paper, or as it looks from where it is seen",
       [state] { state->print_preview = !state->print_preview; },
       shown,
       [state] { return state->print_preview; }},
      {"view.theme",
       "Light theme",
       "View",
       {"Ctrl+L"},
       "Dark or light",
       [settings] {
         settings->theme =
             settings->theme == ThemeName::kDark ? ThemeName::kLight : ThemeName::kDark;
       },
       {},
       [settings] { return settings->theme == ThemeName::kLight; },
       true},
      {"view.bigger",
       "Larger interface",
       "View",
       {"Ctrl+Plus"},
       "",
       [settings, state] {
         settings->ui_scale =
             std::min(4.0, (settings->ui_scale > 0 ? settings->ui_scale : 1.0) + 0.25);
         state->scale_changed = true;
       }},
      {"view.smaller",
       "Smaller interface",
       "View",
       {"Ctrl+Minus"},
       "",
       [settings, state] {
         settings->ui_scale =
             std::max(0.5, (settings->ui_scale > 0 ? settings->ui_scale : 1.0) - 0.25);
         state->scale_changed = true;
       }},
      {"view.fullscreen",
       "Full screen",
       "View",
       {"F11"},
       "",
       [state] { state->want_fullscreen = true; }},

      {"compare.split",
       "Split",
       "Inspect",
       {"S"},
       "Source left, result right of a line",
       compare(CompareMode::kSplit),
       pair,
       is(CompareMode::kSplit),
       true},
      {"compare.flip",
       "Flip",
       "Inspect",
       {"B"},
       "One at a time",
       compare(CompareMode::kFlip),
       pair,
       is(CompareMode::kFlip)},
      {"compare.side",
       "Side by side",
       "Inspect",
       {"Shift+S"},
       "Two linked views",
       compare(CompareMode::kSide),
       pair,
       is(CompareMode::kSide)},
      {"compare.difference",
       "Difference",
       "Inspect",
       {"X"},
       "Where and how much they differ",
       compare(CompareMode::kDifference),
       pair,
       is(CompareMode::kDifference)},
      {"compare.flick",
       "Flick to the other picture",
       "Inspect",
       {"Space"},
       "Flips between source and result at once, without a fade",
       [bench] {
         Look& look = bench->look();
         look.compare = CompareMode::kFlip;
         look.flip_result = !look.flip_result;
       },
       pair},
      {"compare.blink",
       "Blink by itself",
       "Inspect",
       {"Shift+B"},
       "Flips twice a second",
       [bench] {
         bench->look().blink = !bench->look().blink;
         bench->look().compare = CompareMode::kFlip;
       },
       pair,
       [bench] { return bench->look().blink; }},
      {"compare.fade_source",
       "Fade towards the source",
       "Inspect",
       {"Alt+Left"},
       "A tenth more of the source, in one picture",
       [bench] {
         Look& look = bench->look();
         look.compare = CompareMode::kFlip;
         look.blink = false;
         look.fade = std::max(0.0, (look.flip_result ? look.fade : 0.0) - 0.1);
         look.flip_result = true;
       },
       pair},
      {"compare.fade_result",
       "Fade towards the result",
       "Inspect",
       {"Alt+Right"},
       "A tenth more of the result, in one picture",
       [bench] {
         Look& look = bench->look();
         look.compare = CompareMode::kFlip;
         look.blink = false;
         look.fade = std::min(1.0, (look.flip_result ? look.fade : 0.0) + 0.1);
         look.flip_result = true;
       },
       pair},
      {"compare.metric",
       "Next kind of difference",
       "Inspect",
       {"Shift+X"},
       "Lighter or darker, absolute, 8 times, squared, relative",
       [bench] {
         Look& look = bench->look();
         look.compare = CompareMode::kDifference;
         look.difference = static_cast<DifferenceMetric>(
             (static_cast<int>(look.difference) + 1) % static_cast<int>(DifferenceTable().size()));
       },
       pair},
      {"compare.source",
       "Split: all source",
       "",
       {"Right"},
       "",
       [bench] { bench->look().split = 1.0; },
       pair},
      {"compare.result",
       "Split: all result",
       "",
       {"Left"},
       "",
       [bench] { bench->look().split = 0.0; },
       pair},
      {"compare.middle",
       "Split: middle",
       "",
       {"Down", "Up"},
       "",
       [bench] { bench->look().split = 0.5; },
       pair},

      {"overlay.next",
       "Next overlay",
       "Inspect",
       {"M"},
       "The map of the next defect",
       [bench] {
         const std::vector<OverlayChoice> choices = bench->Overlays();
         size_t next = 0;
         for (size_t i = 0; i < choices.size(); ++i) {
           if (choices[i].metric == bench->look().overlay) next = i + 1;
         }
         bench->ChooseOverlay(next < choices.size() ? choices[next].metric : "none");
       },
       [bench] { return !bench->Overlays().empty(); },
       {},
       true},
      {"overlay.none",
       "No overlay",
       "Inspect",
       {"Shift+M"},
       "The picture without a map",
       [bench] { bench->ChooseOverlay("none"); },
       [bench] { return !bench->look().overlay.empty(); }},
      {"overlay.hide",
       "Hide the overlay for a moment",
       "",
       {"H"},
       "",
       [bench] { bench->look().overlay_hidden = !bench->look().overlay_hidden; },
       [bench] { return !bench->look().overlay.empty(); }},
      {"place.next",
       "Next worst place",
       "Inspect",
       {"N"},
       "Go to the next worst place, at 100 %",
       [bench] { bench->JumpToPlace(+1); },
       shown},
      {"place.previous",
       "Previous worst place",
       "Inspect",
       {"Shift+N"},
       "Back to the place before",
       [bench] { bench->JumpToPlace(-1); },
       shown},
      {"place.list",
       "List of worst places",
       "Inspect",
       {"Ctrl+Shift+N"},
       "All places with their values, in the dock",
       [state] {
         state->dock_open = true;
         state->dock_tab = 2;
       },
       shown},
      {"region.draw",
       "Statistics of a rectangle",
       "Inspect",
       {"R"},
       "Drag a rectangle: mean, spread, least and greatest level of each channel",
       [state] {
         state->region_tool = !state->region_tool;
         state->profile_tool = false;
         state->dock_tab = 1;
       },
       shown,
       [state] { return state->region_tool; }},
      {"region.clear",
       "Remove the rectangle",
       "Inspect",
       {"Shift+R"},
       "Take the rectangle off the picture",
       [bench] {
         bench->current()->region.reset();
         if (bench->look().histogram_area == HistogramArea::kRegion)
           bench->look().histogram_area = HistogramArea::kWhole;
       },
       [bench] { return bench->current() != nullptr && bench->current()->region.has_value(); }},
      {"region.copy",
       "Copy the statistics as CSV",
       "Inspect",
       {},
       "Levels of the rectangle in both pictures",
       [bench, state] {
         const Document* d = bench->current();
         const RegionPair* p = d != nullptr ? d->statistics.value().get() : nullptr;
         if (p != nullptr)
           state->clipboard = RegionStatisticsCsv(p->source, p->result ? &*p->result : nullptr);
       },
       [bench] {
         return bench->current() != nullptr && bench->current()->statistics.value() != nullptr;
       }},
      {"profile.draw",
       "Draw an edge profile",
       "Inspect",
       {"P"},
       "Drag a line across an edge",
       [state] {
         state->profile_tool = !state->profile_tool;
         state->region_tool = false;
         state->dock_tab = 0;
       },
       shown,
       [state] { return state->profile_tool; }},
      {"profile.worst",
       "Profile at the worst edge",
       "Inspect",
       {"Shift+P"},
       "Across the place with the strongest halo",
       [bench, state] {
         Document* d = bench->current();
         const std::string before = bench->look().overlay;
         if (before.find("halo") == std::string::npos) bench->ChooseOverlay("halo");
         std::vector<Place> places = bench->Places();
         // No place is bad: the least good one will do.
         if (const std::optional<OverlayChoice> halo = bench->CurrentOverlay();
             places.empty() && halo && halo->measurement->map != nullptr) {
           places = StrongestCells(*halo->measurement->map, halo->placement);
         }
         if (bench->look().overlay != before && before.empty()) bench->look().overlay.clear();
         if (d == nullptr || places.empty()) return;
         // Across the edge: along the gradient of the lead's luma over a small window. The first
         // of the worst places that has one clear edge is taken.
         const Image& image = d->lead()->image();
         PicturePoint at = places.front().at;
         bool found = false;
         for (size_t i = 0; i < std::min<size_t>(places.size(), 12) && !found; ++i) {
           const PicturePoint p = places[i].at;
           const int r = 6;
           const cv::Rect window =
               cv::Rect(
                   static_cast<int>(p.x) - r, static_cast<int>(p.y) - r, 2 * r + 1, 2 * r + 1) &
               cv::Rect(0, 0, image.width(), image.height());
           if (window.width < 5 || window.height < 5) continue;
           cv::Mat gray;
           cv::cvtColor(ToRgba8(image.pixels(window), cv::Mat()), gray, cv::COLOR_RGBA2GRAY);
           cv::Mat gx;
           cv::Mat gy;
           cv::Sobel(gray, gx, CV_32F, 1, 0);
           cv::Sobel(gray, gy, CV_32F, 0, 1);
           const double angle = 0.5 * std::atan2(2.0 * gx.dot(gy), gx.dot(gx) - gy.dot(gy));
           for (const double reach : {18.0, 12.0}) {
             const double dx = std::cos(angle) * reach;
             const double dy = std::sin(angle) * reach;
             const ProfileLine line{{p.x - dx, p.y - dy}, {p.x + dx, p.y + dy}, 9.0};
             const EdgeProfile profile = MeasureEdgeProfile(image, {}, line);
             const bool clear = profile.has_edge && std::abs(profile.contrast) >= 12.0;
             if (i > 0 && !clear) continue;
             if (!found) {
               d->line = line;
               at = p;
             }
             found = found || clear;
           }
         }
         if (d->view.zoom() < 1.0) d->view.SetZoom(1.0);
         d->view.CentreOn(at);
         state->dock_open = true;
         state->dock_tab = 0;
       },
       [bench] {
         for (const OverlayChoice& choice : bench->Overlays()) {
           if (choice.metric.rfind("halo", 0) == 0) return true;
         }
         return false;
       }},
      {"profile.copy",
       "Copy the profile as CSV",
       "Inspect",
       {"Ctrl+Shift+C"},
       "Positions and levels of both pictures",
       [bench, state] {
         const Document* d = bench->current();
         const ProfilePair* p = d != nullptr ? d->profile.value().get() : nullptr;
         if (p != nullptr)
           state->clipboard = EdgeProfileCsv(p->source, p->result ? &*p->result : nullptr);
       },
       [bench] {
         return bench->current() != nullptr && bench->current()->profile.value() != nullptr;
       }},

      {"run.plan",
       "Run plan",
       "Run",
       {"Ctrl+Enter"},
       "Carry the plan out in memory; nothing is written until you export",
       [bench] { bench->RunPlan(); },
       [bench] { return bench->CanRun(); }},
      {"run.edit",
       "Edit plan",
       "Run",
       {"E"},
       "Switch steps, change them, add, remove and move them",
       [bench, state] {
         state->edit_plan = !state->edit_plan;
         if (!state->edit_plan || state->step_selected >= 0) return;
         // The one that is a matter of taste first.
         const std::vector<PlanStep> steps = bench->current()->EditableSteps();
         for (size_t i = 0; i < steps.size(); ++i) {
           if (steps[i].step.kind == StepKind::kSharpen) state->step_selected = static_cast<int>(i);
         }
         if (state->step_selected < 0 && !steps.empty()) state->step_selected = 0;
       },
       open,
       [state] { return state->edit_plan; }},
      {"run.preview",
       "Live preview",
       "Run",
       {"Shift+E"},
       "Beside target and edits: what the plan makes of a region, before it runs",
       [state] { state->try_out = !state->try_out; },
       open,
       [state] { return state->try_out; }},
      {"run.reset",
       "Back to the advised plan",
       "Run",
       {},
       "Forget the edits",
       [bench] { bench->ResetPlan(); },
       [bench] {
         return bench->current() != nullptr && bench->current()->edits.value().steps.has_value();
       }},
      {"run.step_next",
       "Next step",
       "",
       {"Ctrl+Down"},
       "Open the controls of the next step of the plan",
       [select] { select(+1); },
       editable},
      {"run.step_previous",
       "Previous step",
       "",
       {"Ctrl+Up"},
       "Open the controls of the step before",
       [select] { select(-1); },
       editable},
      {"run.step_up",
       "Move the step up",
       "",
       {"Alt+Up"},
       "Carry the chosen step out earlier",
       [move] { move(-1); },
       chosen},
      {"run.step_down",
       "Move the step down",
       "",
       {"Alt+Down"},
       "Carry the chosen step out later",
       [move] { move(+1); },
       chosen},
      {"run.step_more",
       "Stronger step",
       "",
       {"Alt+Plus"},
       "5 % more of the chosen step, or the next factor",
       [weigh] { weigh(+1); },
       chosen},
      {"run.step_less",
       "Weaker step",
       "",
       {"Alt+Minus"},
       "5 % less of the chosen step, or the factor before",
       [weigh] { weigh(-1); },
       chosen},
      {"run.step_switch",
       "Leave the step out, or bring it back",
       "",
       {"Ctrl+Space"},
       "The chosen step stays in the list",
       [bench, state] {
         std::vector<PlanStep> steps = bench->current()->EditableSteps();
         PlanStep& step = steps[static_cast<size_t>(state->step_selected)];
         step.enabled = !step.enabled;
         const std::string label = (step.enabled ? "With " : "Without ") + StepTitle(step.step);
         bench->SetSteps(std::move(steps), label);
       },
       chosen},
      {"run.step_remove",
       "Remove the step",
       "",
       {"Delete"},
       "Take the chosen step off the plan",
       [bench, state] {
         std::vector<PlanStep> steps = bench->current()->EditableSteps();
         const std::string title = StepTitle(steps[static_cast<size_t>(state->step_selected)].step);
         steps.erase(steps.begin() + state->step_selected);
         bench->SetSteps(std::move(steps), "Removed " + title);
       },
       chosen},
      {"run.step_add",
       "Add a step\u2026",
       "Run",
       {"Shift+A"},
       "What the plan lacks; it goes where it belongs",
       [state] {
         state->edit_plan = true;
         state->side_open = true;
         state->step_add = true;
       },
       editable},
      {"run.measure",
       "Measure again",
       "Run",
       {},
       "Start measurements and checks that were stopped",
       [bench] { bench->MeasureAgain(); },
       [bench] {
         const Document* d = bench->current();
         return d != nullptr && (d->report_stopped || d->judging_stopped);
       }},
      {"run.measure_all",
       "Measure all files",
       "Run",
       {"Ctrl+Shift+M"},
       "In the background, one after another",
       [bench] { bench->MeasureAll(); },
       open},
      {"run.cancel",
       "Cancel",
       "Run",
       {"Escape"},
       "Stop what is running, or close what is open",
       [bench, state] {
         if (state->dialog != Dialog::kNone) {
           state->dialog = Dialog::kNone;
         } else if (state->profile_tool || state->region_tool) {
           state->profile_tool = state->region_tool = false;
         } else if (bench->Running()) {
           bench->CancelUserJobs();
         } else if (state->print_preview) {
           state->print_preview = false;
         } else if (state->target_open) {
           state->target_open = false;
         } else if (state->edit_plan) {
           state->edit_plan = false;
         }
       }},

      {"help.keys",
       "Keys",
       "Help",
       {"F1"},
       "All keys",
       [state] {
         state->dialog = state->dialog == Dialog::kHelp ? Dialog::kNone : Dialog::kHelp;
         state->dialog_fresh = true;
       },
       [state] { return state->dialog == Dialog::kNone || state->dialog == Dialog::kHelp; }},
      {"help.palette",
       "All commands\u2026",
       "Help",
       {"Ctrl+Shift+P", "Ctrl+K"},
       "Find a command by its name",
       [state] {
         state->palette_query.clear();
         state->palette_choice = 0;
         OpenDialogAs(state, Dialog::kPalette);
       }},
  };
  struct Map {
    const char* word;
    const char* title;
  };
  for (const Map& map : {Map{"halo", "halos"},
                         Map{"blur", "blur"},
                         Map{"noise", "noise"},
                         Map{"blockiness", "compression blocks"},
                         Map{"ringing", "ringing"},
                         Map{"texture", "texture"},
                         Map{"hallucination", "detail that is not in the source"}}) {
    rows.push_back({std::string("overlay.") + map.word,
                    std::string("Map of ") + map.title,
                    "",
                    {},
                    "Lay the map over the picture",
                    [bench, word = std::string(map.word)] { bench->ChooseOverlay(word); },
                    [bench, word = std::string(map.word)] {
                      const std::vector<OverlayChoice> choices = bench->Overlays();
                      return std::any_of(
                          choices.begin(), choices.end(), [&](const OverlayChoice& choice) {
                            return choice.metric.find(word) != std::string::npos;
                          });
                    }});
  }
  for (const StepKind kind : AddableKinds()) {
    Step step;
    step.kind = kind;
    rows.push_back({std::string("run.add.") + StepKindName(kind),
                    "Add step: " + StepTitle(step),
                    "",
                    {},
                    "Put it where it belongs in the plan",
                    [add_step, kind] { add_step(kind); },
                    editable});
  }
  // Behind a dialog nothing else acts: Escape closes it, F1 the keys; the table offers to measure.
  for (Action& row : rows) {
    row.in_dialog = row.id == "run.cancel" || row.id == "help.keys" || row.id == "run.measure_all";
  }
  for (Action& row : rows) SHARPSCALE_RETURN_IF_ERROR(table->Add(std::move(row)));
  return absl::OkStatus();
}

}  // namespace sharpscale::viewer
