// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/canvas_scene.h
//
// What the canvas shows, as values: the interface describes it, a renderer draws it. Tests look at
// the description without a GPU.

#ifndef SHARPSCALE_VIEWER_UI_CANVAS_SCENE_H_
#define SHARPSCALE_VIEWER_UI_CANVAS_SCENE_H_

#include <cstdint>
#include <memory>
#include <opencv2/core.hpp>
#include <vector>

#include "viewer/core/colour_map.h"
#include "viewer/core/heat_levels.h"
#include "viewer/core/look.h"
#include "viewer/core/pyramid.h"
#include "viewer/ui/box.h"

namespace sharpscale::viewer {

// A heat map over a picture.
struct HeatLayer {
  std::shared_ptr<const HeatLevels> levels;
  uint64_t id = 0;  // changes with the content
  double x = 0.0;   // window px of the map's corner
  double y = 0.0;
  double px_x = 1.0;  // window px per pixel of the measured picture
  double px_y = 1.0;
  double opacity = 1.0;
  double hide_below = 0.0;  // in the metric's unit
  ColourMap map = ColourMap::kInferno;
};

// One picture in one clip rectangle.
struct PictureLayer {
  Box clip;  // window px
  std::shared_ptr<const TileSource> source;
  cv::Mat preview;  // CV_8UC4, shown where tiles are missing; may be empty
  uint64_t preview_id = 0;
  double x = 0.0;  // window px of the picture's corner
  double y = 0.0;
  double px_x = 1.0;  // window px per picture px
  double px_y = 1.0;
  double alpha = 1.0;  // of the whole layer, for fades
  bool dim = false;    // 50 % brightness and saturation, under a heat map
  ShownChannel channel = ShownChannel::kColour;
  bool zebra = false;
  bool pixel_grid = false;
  std::shared_ptr<const HeatLayer> heat;  // may be null
};

// A plain rectangle below the pictures: panels, paper.
struct SolidFill {
  Box box;              // window px
  uint32_t colour = 0;  // 0xRRGGBB
};

struct CanvasScene {
  Box area;                          // what is cleared; empty = no canvas
  uint32_t background = 0;           // 0xRRGGBB
  std::vector<SolidFill> fills;      // after the background, in this order
  std::vector<PictureLayer> layers;  // bottom to top
};

// Textures for thumbnails and the overview, by an id that changes with the content.
class TextureShelf {
 public:
  virtual ~TextureShelf() = default;
  // `rgba`: CV_8UC4. The texture stays while it is asked for at least every few frames.
  virtual ImTextureID Texture(uint64_t id, const cv::Mat& rgba) = 0;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_CANVAS_SCENE_H_
