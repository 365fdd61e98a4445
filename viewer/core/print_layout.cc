// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/print_layout.h"

#include <algorithm>
#include <utility>

namespace sharpscale::viewer {

std::optional<PrintLayout> LayOutPrint(const Target& target, int width, int height) {
  if (!target.is_print() || width < 1 || height < 1) return std::nullopt;
  const double shape = static_cast<double>(width) / height;
  double w = target.print_width_in.value_or(0.0);
  double h = target.print_height_in.value_or(0.0);
  if (w > 0.0 && h > 0.0) {
    if (target.auto_rotate && (shape > 1.0) != (w > h) && shape != 1.0 && w != h) std::swap(w, h);
  } else if (w > 0.0) {
    h = w / shape;
  } else if (h > 0.0) {
    w = h * shape;
  } else {
    return std::nullopt;
  }
  PrintLayout layout;
  layout.paper_width = w;
  layout.paper_height = h;
  const bool wider = shape > w / h;  // than the paper
  const bool cover = target.fit == FitMode::kCover;
  // The side that decides is as long as the paper's.
  if (wider != cover) {
    layout.picture_width = w;
    layout.picture_height = w / shape;
  } else {
    layout.picture_height = h;
    layout.picture_width = h * shape;
  }
  layout.picture_x = (w - layout.picture_width) / 2.0;
  layout.picture_y = (h - layout.picture_height) / 2.0;
  layout.cut_x = std::max(0.0, 1.0 - w / layout.picture_width);
  layout.cut_y = std::max(0.0, 1.0 - h / layout.picture_height);
  layout.white_x = std::max(0.0, w - layout.picture_width);
  layout.white_y = std::max(0.0, h - layout.picture_height);
  return layout;
}

double ScreenPxPerInch(PrintScale scale,
                       double screen_ppi,
                       double screen_distance,
                       double print_distance) {
  if (scale == PrintScale::kActualSize || !(screen_distance > 0.0) || !(print_distance > 0.0)) {
    return screen_ppi;
  }
  return screen_ppi * screen_distance / print_distance;
}

std::optional<double> PlausibleScreenPpi(int width_px, int width_mm) {
  if (width_px <= 0 || width_mm <= 0) return std::nullopt;
  const double ppi = width_px * 25.4 / width_mm;
  if (ppi < 40.0 || ppi > 600.0) return std::nullopt;
  return ppi;
}

}  // namespace sharpscale::viewer
