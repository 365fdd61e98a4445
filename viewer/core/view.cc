// SPDX-License-Identifier: Apache-2.0

#include "viewer/core/view.h"

#include <algorithm>
#include <cmath>

namespace sharpscale::viewer {

void View::SetViewport(double width, double height) {
  width = std::max(1.0, width);
  height = std::max(1.0, height);
  origin_x_ += (width - width_) / 2.0;
  origin_y_ += (height - height_) / 2.0;
  width_ = width;
  height_ = height;
}

void View::Fit(int picture_width, int picture_height, double margin) {
  const double w = std::max(1, picture_width);
  const double h = std::max(1, picture_height);
  const double room_x = std::max(1.0, width_ - 2.0 * margin);
  const double room_y = std::max(1.0, height_ - 2.0 * margin);
  zoom_ = std::clamp(std::min({room_x / w, room_y / h, 1.0}), kMinZoom, kMaxZoom);
  origin_x_ = (width_ - w * zoom_) / 2.0;
  origin_y_ = (height_ - h * zoom_) / 2.0;
  fitted_ = true;
}

void View::ZoomAt(double zoom, ViewportPoint focus) {
  if (!std::isfinite(zoom)) return;
  const PicturePoint kept = PictureAt(focus);
  zoom_ = std::clamp(zoom, kMinZoom, kMaxZoom);
  origin_x_ = focus.x - kept.x * zoom_;
  origin_y_ = focus.y - kept.y * zoom_;
  fitted_ = false;
}

void View::ZoomByNotches(double notches, ViewportPoint focus) {
  double zoom = zoom_ * std::exp2(notches / 4.0);
  // Passing 100 % stops there: it is the one zoom that shows the truth.
  if ((zoom_ < 1.0 && zoom > 1.0) || (zoom_ > 1.0 && zoom < 1.0)) zoom = 1.0;
  // Four notches make exactly a factor of two: no drift away from whole factors.
  const double nearest = std::exp2(std::round(std::log2(zoom) * 4.0) / 4.0);
  if (std::abs(zoom / nearest - 1.0) < 1e-6) zoom = nearest;
  ZoomAt(zoom, focus);
}

void View::ZoomStep(int direction) {
  const double exponent = std::log2(zoom_);
  const double next =
      direction > 0 ? std::floor(exponent + 1.0 + 1e-9) : std::ceil(exponent - 1.0 - 1e-9);
  SetZoom(std::exp2(next));
}

void View::Pan(double dx, double dy) {
  origin_x_ += dx;
  origin_y_ += dy;
  if (dx != 0.0 || dy != 0.0) fitted_ = false;
}

void View::CentreOn(PicturePoint lead) {
  origin_x_ = width_ / 2.0 - lead.x * zoom_;
  origin_y_ = height_ / 2.0 - lead.y * zoom_;
  fitted_ = false;
}

void View::KeepInSight(int picture_width, int picture_height) {
  const auto keep = [](double origin, double size, double room) {
    const double visible = std::min(room, size) / 4.0;
    return std::clamp(origin, visible - size, room - visible);
  };
  origin_x_ = keep(origin_x_, picture_width * zoom_, width_);
  origin_y_ = keep(origin_y_, picture_height * zoom_, height_);
}

void View::ChangeLead(const Placement& old_in_new) {
  const PicturePoint centre = old_in_new.ToLead(Centre());
  const bool fitted = fitted_;
  zoom_ = std::clamp(zoom_ / old_in_new.scale_x, kMinZoom, kMaxZoom);
  CentreOn(centre);
  fitted_ = fitted;
}

ViewportPoint View::Origin() const {
  return {std::round(origin_x_), std::round(origin_y_)};
}

ViewportPoint View::ViewportAt(PicturePoint lead) const {
  const ViewportPoint origin = Origin();
  return {origin.x + lead.x * zoom_, origin.y + lead.y * zoom_};
}

PicturePoint View::PictureAt(ViewportPoint p) const {
  const ViewportPoint origin = Origin();
  return {(p.x - origin.x) / zoom_, (p.y - origin.y) / zoom_};
}

}  // namespace sharpscale::viewer
