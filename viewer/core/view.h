// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/view.h
//
// Which part of a picture a pane shows, and how large. Zoom counts device pixels per pixel of the
// lead picture: 1 = "100 %", whatever the display scale.
//
//   View view;
//   view.SetViewport(1280, 800);
//   view.Fit(6000, 4000);
//   view.ZoomAt(1.0, {640, 400});  // the pixel under the pointer stays there

#ifndef SHARPSCALE_VIEWER_CORE_VIEW_H_
#define SHARPSCALE_VIEWER_CORE_VIEW_H_

#include "viewer/core/coordinates.h"

namespace sharpscale::viewer {

class View {
 public:
  static constexpr double kMinZoom = 0.002;
  static constexpr double kMaxZoom = 256.0;

  // Device px of the pane; keeps the point in its middle in the middle.
  void SetViewport(double width, double height);
  double viewport_width() const { return width_; }
  double viewport_height() const { return height_; }

  double zoom() const { return zoom_; }
  // The whole picture with `margin` px around it; never enlarged beyond 100 %. Sets fitted().
  void Fit(int picture_width, int picture_height, double margin = 24.0);
  bool fitted() const { return fitted_; }
  // Sets the zoom (clamped to kMinZoom..kMaxZoom) and keeps the picture point under `focus` in
  // place.
  void ZoomAt(double zoom, ViewportPoint focus);
  // Wheel notches: a factor of 2^(1/4) each.
  void ZoomByNotches(double notches, ViewportPoint focus);
  // The next power of two up or down, about the middle.
  void ZoomStep(int direction);
  void SetZoom(double zoom) { ZoomAt(zoom, Middle()); }

  // Moves the picture by device px.
  void Pan(double dx, double dy);
  void CentreOn(PicturePoint lead);
  PicturePoint Centre() const { return PictureAt(Middle()); }
  // Keeps at least a quarter of the pane (or of the picture) in sight.
  void KeepInSight(int picture_width, int picture_height);

  // The lead picture was replaced: what was old(x) is now `old_in_new.ToLead(x)`.
  void ChangeLead(const Placement& old_in_new);

  // Where the lead's top left corner lies; whole device pixels, so that 100 % is exact.
  ViewportPoint Origin() const;
  ViewportPoint ViewportAt(PicturePoint lead) const;
  PicturePoint PictureAt(ViewportPoint p) const;

 private:
  ViewportPoint Middle() const { return {width_ / 2.0, height_ / 2.0}; }

  double width_ = 1.0;
  double height_ = 1.0;
  double zoom_ = 1.0;
  double origin_x_ = 0.0;  // before rounding
  double origin_y_ = 0.0;
  bool fitted_ = false;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_VIEW_H_
