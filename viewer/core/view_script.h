// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/view_script.h
//
// A view as text, for `--screenshot`: reports and tests ask for exactly one picture of the window.
//
//   ViewScript script;
//   script.overlay = "halo"; script.at = "worst"; script.zoom = "100%";

#ifndef SHARPSCALE_VIEWER_CORE_VIEW_SCRIPT_H_
#define SHARPSCALE_VIEWER_CORE_VIEW_SCRIPT_H_

#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "viewer/core/coordinates.h"
#include "viewer/core/edge_profile.h"

namespace sharpscale::viewer {

struct ViewScript {
  std::string overlay;  // part of a metric id, "none"
  std::string compare;  // "split", "flip", "side", "difference"
  std::string at;       // "worst", "X,Y" in px of the lead
  std::string zoom;     // "fit", "100%", "2"
  std::string theme;    // "dark", "light"
  std::string size;     // window, "1440x900"
  std::string print;    // target, as on the command line
  std::string profile;  // "X0,Y0,X1,Y1[,WIDTH]" in px of the lead, or "worst"
  double split = -1.0;  // 0..1; below 0 = as it is
  double scale = 0.0;   // of the interface; 0 = the display's
  bool run = false;     // carry the plan out first
  bool target_panel = false;
  bool print_preview = false;
  bool help = false;
  bool palette = false;
  bool dock_closed = false;
  std::string screenshot;  // PNG to write; the program then ends

  // Errors name the option and what is allowed.
  absl::Status Validate() const;
};

// "100%" = 1, "2" = 2, "fit" = 0.
absl::StatusOr<double> ParseZoom(std::string_view text);
// "X,Y"; empty for "worst".
absl::StatusOr<std::optional<PicturePoint>> ParsePlace(std::string_view text);
struct WindowSize {
  int width = 0;
  int height = 0;
};
absl::StatusOr<WindowSize> ParseWindowSize(std::string_view text);
absl::StatusOr<ProfileLine> ParseProfile(std::string_view text);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_VIEW_SCRIPT_H_
