// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/box.h
//
// Rectangles of the layout, in device pixels of the window. Taking from a side shrinks the rest:
//
//   Box rest = window;
//   const Box bar = rest.TakeTop(44);

#ifndef SHARPSCALE_VIEWER_UI_BOX_H_
#define SHARPSCALE_VIEWER_UI_BOX_H_

#include <algorithm>

#include "imgui.h"

namespace sharpscale::viewer {

struct Box {
  float x = 0.0F;
  float y = 0.0F;
  float w = 0.0F;
  float h = 0.0F;

  float right() const { return x + w; }
  float bottom() const { return y + h; }
  float cx() const { return x + w / 2.0F; }
  float cy() const { return y + h / 2.0F; }
  bool empty() const { return w <= 0.0F || h <= 0.0F; }
  ImVec2 min() const { return {x, y}; }
  ImVec2 max() const { return {x + w, y + h}; }
  bool Contains(ImVec2 p) const { return p.x >= x && p.x < right() && p.y >= y && p.y < bottom(); }
  Box Inset(float dx, float dy) const {
    return {x + dx, y + dy, std::max(0.0F, w - 2 * dx), std::max(0.0F, h - 2 * dy)};
  }
  Box TakeLeft(float n) {
    n = std::min(n, w);
    const Box taken{x, y, n, h};
    x += n;
    w -= n;
    return taken;
  }
  Box TakeRight(float n) {
    n = std::min(n, w);
    w -= n;
    return {x + w, y, n, h};
  }
  Box TakeTop(float n) {
    n = std::min(n, h);
    const Box taken{x, y, w, n};
    y += n;
    h -= n;
    return taken;
  }
  Box TakeBottom(float n) {
    n = std::min(n, h);
    h -= n;
    return {x, y + h, w, n};
  }
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_BOX_H_
