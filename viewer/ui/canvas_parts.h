// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/canvas_parts.h
//
// What the canvas, the try-out of a plan and the print preview share.

#ifndef SHARPSCALE_VIEWER_UI_CANVAS_PARTS_H_
#define SHARPSCALE_VIEWER_UI_CANVAS_PARTS_H_

#include <cstdint>
#include <memory>
#include <string>

#include "viewer/ui/ui.h"

namespace sharpscale::viewer {

// Textures of previews have ids from here on.
inline constexpr uint64_t kPreviewIds = 1ull << 49;
inline constexpr uint64_t kOverviewIds = 1ull << 47;

// "100 %", "7.5 %".
std::string ZoomText(double zoom);
// A picture with its corner at window (x, y), `px` window px per px of the picture.
PictureLayer PlaceLayer(const std::shared_ptr<Pyramid>& pyramid,
                        const Box& clip,
                        double x,
                        double y,
                        double px_x,
                        double px_y);
// The line between source and result with its knob; dragging sets Look::split.
void SplitHandle(Ui& ui, const Box& pane, float split_x);
// Nothing above the canvas takes the pointer.
bool PointerIsFree(const Ui& ui);

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_CANVAS_PARTS_H_
