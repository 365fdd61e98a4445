// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/coordinates.h
//
// The three coordinate spaces of the viewer, as types that do not mix:
//
//   WindowPoint    device pixels of the window, origin top left
//   ViewportPoint  device pixels of one canvas pane, origin at the pane's top left corner
//   PicturePoint   pixels of one picture; pixel (i, j) covers [i, i + 1) x [j, j + 1)
//
// Measurements name places with the centre of the first pixel at (0, 0); FromCentre() adds the
// half. Two pictures of one scene share the PicturePoint space of the larger one (the lead): a
// Placement says where the other lies in it, so a source and its 4x result stay in register at
// every zoom.

#ifndef SHARPSCALE_VIEWER_CORE_COORDINATES_H_
#define SHARPSCALE_VIEWER_CORE_COORDINATES_H_

#include "analysis/compare.h"

namespace sharpscale::viewer {

struct WindowPoint {
  double x = 0.0;
  double y = 0.0;
};

struct ViewportPoint {
  double x = 0.0;
  double y = 0.0;
};

struct PicturePoint {
  double x = 0.0;
  double y = 0.0;
};

// Of measurements (centre of the first pixel at 0) to PicturePoint and back.
inline PicturePoint FromCentre(double x, double y) {
  return {x + 0.5, y + 0.5};
}

// A rectangle in device pixels, half open.
struct Rect {
  double x = 0.0;
  double y = 0.0;
  double width = 0.0;
  double height = 0.0;
  double right() const { return x + width; }
  double bottom() const { return y + height; }
  bool Contains(WindowPoint p) const {
    return p.x >= x && p.x < right() && p.y >= y && p.y < bottom();
  }
};

// lead = own * scale + d, per axis. The neutral value is "the lead itself".
struct Placement {
  double scale_x = 1.0;
  double scale_y = 1.0;
  double dx = 0.0;  // px of the lead
  double dy = 0.0;

  PicturePoint ToLead(PicturePoint own) const {
    return {own.x * scale_x + dx, own.y * scale_y + dy};
  }
  PicturePoint ToOwn(PicturePoint lead) const {
    return {(lead.x - dx) / scale_x, (lead.y - dy) / scale_y};
  }
};

// The placement of `before` in `after` by a measured registration, or by the sizes alone.
inline Placement PlacementOf(const Registration& registration) {
  return {registration.scale_x, registration.scale_y, registration.dx, registration.dy};
}
inline Placement PlacementBySize(int before_width,
                                 int before_height,
                                 int after_width,
                                 int after_height) {
  if (before_width <= 0 || before_height <= 0) return {};
  return {static_cast<double>(after_width) / before_width,
          static_cast<double>(after_height) / before_height,
          0.0,
          0.0};
}

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_COORDINATES_H_
