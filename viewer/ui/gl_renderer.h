// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/ui/gl_renderer.h
//
// Draws a CanvasScene with OpenGL 3.3. Pictures live in tiles: only those on screen are made (off
// this thread) and uploaded, within a time budget per frame and a byte budget in all. Until a tile
// is there, a coarser one or the preview stands in.

#ifndef SHARPSCALE_VIEWER_UI_GL_RENDERER_H_
#define SHARPSCALE_VIEWER_UI_GL_RENDERER_H_

#include <functional>
#include <map>
#include <memory>
#include <opencv2/core.hpp>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "viewer/core/lru_budget.h"
#include "viewer/core/tile_loader.h"
#include "viewer/ui/canvas_scene.h"

namespace sharpscale::viewer {

struct GlRendererOptions {
  int tile = 512;                       // px, without gutter
  int64_t texture_bytes = 512ll << 20;  // of tiles
  double upload_ms = 10.0;              // per frame; at least one tile is uploaded
};

class GlRenderer : public TextureShelf {
 public:
  // Needs a current OpenGL 3.3 context, which must outlive the renderer. `wake` as in TileLoader.
  static absl::StatusOr<std::unique_ptr<GlRenderer>> Create(const GlRendererOptions& options,
                                                            std::function<void()> wake = {});
  ~GlRenderer() override;

  // Into the framebuffer that is bound, `width` x `height` device px.
  void Draw(const CanvasScene& scene, int width, int height);
  // Everything the last Draw() wanted was there in full.
  bool Complete() const { return complete_; }
  int64_t texture_bytes() const { return tiles_.bytes(); }

  ImTextureID Texture(uint64_t id, const cv::Mat& rgba) override;

 private:
  explicit GlRenderer(const GlRendererOptions& options, std::function<void()> wake);
  absl::Status Prepare();
  void Upload();
  void DrawLayer(const PictureLayer& layer,
                 int width,
                 int height,
                 std::vector<TileRequest>* missing);
  void DrawQuad(const Box& quad, const Box& clip, int height);
  unsigned HeatTexture(const HeatLayer& heat, int level, cv::Size* size);
  unsigned MapTexture(ColourMap map);

  const GlRendererOptions options_;
  TileLoader loader_;
  LruBudget<TileKey, unsigned> tiles_;
  LruBudget<uint64_t, unsigned> small_;  // thumbnails, previews
  LruBudget<std::pair<uint64_t, int>, unsigned> heat_;
  std::map<int, unsigned> maps_;
  struct Program {
    unsigned id = 0;
    std::map<std::string, int> uniforms;
  };
  Program full_;
  Program plain_;  // without map, stripes, grid, channels
  unsigned vertex_array_ = 0;
  unsigned vertex_buffer_ = 0;
  bool complete_ = true;
};

// A framebuffer of its own: screenshots do not depend on what a window system does with hidden
// windows.
class GlTarget {
 public:
  GlTarget(int width, int height);
  ~GlTarget();
  GlTarget(const GlTarget&) = delete;
  GlTarget& operator=(const GlTarget&) = delete;
  void Bind();
  static void Unbind();
  // CV_8UC3, R, G, B, top row first.
  cv::Mat Read();

 private:
  int width_;
  int height_;
  unsigned framebuffer_ = 0;
  unsigned colour_ = 0;
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_UI_GL_RENDERER_H_
