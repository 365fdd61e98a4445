// SPDX-License-Identifier: Apache-2.0
//
// The program sharpscale-viewer; `sharpscale view` runs it.

#include <CLI/CLI.hpp>
#include <cstdio>
#include <opencv2/core/utility.hpp>

#include "image/keep_tiles_in_heap.h"
#include "viewer/ui/window.h"

int main(int argc, char** argv) {
  sharpscale::KeepTilesInHeap();
  using sharpscale::viewer::WindowOptions;
  WindowOptions options;
  sharpscale::viewer::ViewScript& script = options.script;
  CLI::App app{"Looks at pictures and their enhancements with the maps and numbers of sharpscale."};
  app.footer(
      "Examples:\n"
      "  sharpscale-viewer photo.jpg                     measure and advise\n"
      "  sharpscale-viewer photo.jpg result.png          source and result in register\n"
      "  sharpscale-viewer photo.jpg result.png --overlay halo --at worst --screenshot halo.png\n"
      "Keys: F1 in the window. Exit codes: 0 done, 2 no display, bad input or an error.");
  app.add_option("FILE",
                 options.files,
                 "A picture and its results; or folders; none restores the last session");
  app.add_flag("--list", options.list, "Every file is a picture of its own, not a result");
  app.add_option("--overlay",
                 script.overlay,
                 "Map to lay over: part of a metric id (halo, noise, blur), or none");
  app.add_option("--compare", script.compare, "split, flip, side or difference");
  app.add_option("--at", script.at, "worst, or X,Y in pixels of the picture shown");
  app.add_option("--zoom", script.zoom, "fit, 100% or a factor");
  app.add_option("--split", script.split, "Place of the split, 0 (all result) to 1 (all source)");
  app.add_option("--print", script.print, "Target, such as 8x10in@300 or A4");
  app.add_option("--profile", script.profile, "Edge profile: X0,Y0,X1,Y1[,WIDTH] or worst");
  app.add_flag("--run", script.run, "Carry the plan out before the screenshot");
  app.add_option("--screenshot", script.screenshot, "Write a PNG of the window and end");
  app.add_option("--size", script.size, "Window, WIDTHxHEIGHT");
  app.add_option("--theme", script.theme, "dark or light");
  app.add_option("--scale", script.scale, "Scale of the interface, 0.5 to 4; 0 = the display's");
  app.add_flag("--target-panel", script.target_panel, "Open the target panel (screenshot)");
  app.add_flag("--print-preview", script.print_preview, "Show the print at its physical size");
  app.add_flag("--keys", script.help, "Open the list of keys (screenshot)");
  app.add_flag("--palette", script.palette, "Open the command palette (screenshot)");
  app.add_flag("--no-dock", script.dock_closed, "Close the dock (screenshot)");
  app.add_option("--frame-log", options.frame_log, "Write frame times as CSV");
  int threads = 0;
  app.add_option("--threads", threads, "Processor cores to use, 0 = all")
      ->check(CLI::Range(0, 1024));
  bool fresh = false;
  app.add_flag("--fresh", fresh, "Do not restore the last session");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    const int code = app.exit(error);
    return code == 0 ? 0 : 2;
  }
  options.restore = !fresh;
  if (threads > 0) cv::setNumThreads(threads);
  const absl::Status status =
      sharpscale::viewer::RunWindow(options, sharpscale::viewer::DefaultServices(threads));
  if (!status.ok()) {
    std::fprintf(stderr, "sharpscale-viewer: %s\n", std::string(status.message()).c_str());
    return 2;
  }
  return 0;
}
