// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/settings.h
//
// What the viewer remembers: choices of the user (settings), and where they were (session). Both
// are small JSON files in the folders of the XDG base directory specification.

#ifndef SHARPSCALE_VIEWER_CORE_SETTINGS_H_
#define SHARPSCALE_VIEWER_CORE_SETTINGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "advice/target.h"
#include "viewer/core/look.h"
#include "viewer/core/theme.h"

namespace sharpscale::viewer {

struct Settings {
  ThemeName theme = ThemeName::kDark;
  double ui_scale = 0.0;  // 0 = the display's own; otherwise 0.5..4
  bool reduced_motion = false;
  std::string gate_profile = "print";
  double screen_ppi = 0.0;  // device px per inch, measured by the user; 0 = as the monitor says
  double screen_distance_in = 24;        // inches from the eye to the screen
  int64_t texture_bytes = 512ll << 20;   // of GL textures
  int64_t picture_bytes = 2048ll << 20;  // decoded pictures kept beside the one shown
  absl::Status Validate() const;
};

struct SessionFile {
  std::string source;
  std::string result;  // "" = none
  Target target = {};
  std::optional<std::string> steps = {};  // the user's own, as for --steps; empty = as advised
};

struct Session {
  std::vector<SessionFile> files;
  int current = -1;
  std::vector<std::string> recent;  // newest first
  Target target;                    // for what is opened next
  Look look;
  double centre_x = 0.0;  // px of the lead
  double centre_y = 0.0;
  double zoom = 0.0;  // 0 = fit
  int window_width = 0;
  int window_height = 0;
  bool dock_open = true;
  bool side_panel_open = true;
  bool files_open = true;

  // To the front, without doubles, at most 12.
  void AddRecent(const std::string& path);
};

// $XDG_CONFIG_HOME/sharpscale/viewer.json and $XDG_STATE_HOME/sharpscale/session.json, or below
// ~/.config and ~/.local/state. Empty where neither is set.
std::string SettingsPath();
std::string SessionPath();

std::string SettingsToText(const Settings& settings);
std::string SessionToText(const Session& session);
// A damaged text is InvalidArgument; unknown or odd fields are left at their defaults.
absl::StatusOr<Settings> SettingsFromText(const std::string& text);
absl::StatusOr<Session> SessionFromText(const std::string& text);

// NotFound where there is no file.
absl::StatusOr<std::string> ReadTextFile(const std::string& path);
// Makes the folder, writes beside, renames.
absl::Status WriteTextFile(const std::string& path, const std::string& text);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_SETTINGS_H_
