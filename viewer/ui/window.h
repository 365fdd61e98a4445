// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/window.h
//
// The window: GLFW, OpenGL 3.3 and ImGui around the workbench; or, with a script, one picture of
// it.

#ifndef SHARPSCALE_VIEWER_UI_WINDOW_H_
#define SHARPSCALE_VIEWER_UI_WINDOW_H_

#include <string>
#include <vector>

#include "absl/status/status.h"
#include "viewer/core/services.h"
#include "viewer/core/view_script.h"

namespace sharpscale::viewer {

struct WindowOptions {
  std::vector<std::string> files;  // one picture; or source and results; folders
  bool list = false;               // every file is a picture of its own
  ViewScript script;
  std::string frame_log;  // CSV of frame times, for measuring; "" = none
  bool restore = true;    // the last session, where no files are given
  int tile = 512;         // px of a texture tile
};

// Returns when the window was closed or the screenshot written. Errors: Unavailable (no display or
// no OpenGL 3.3: one line that says what to do), InvalidArgument (script), or of the screenshot.
absl::Status RunWindow(const WindowOptions& options, Services services);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_WINDOW_H_
