// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/tile.h
//
// A rectangle of the picture with the planes that estimators share. Each plane is made once, when
// the first estimator asks for it.
//
//   void MyEstimator::AddTile(const Tile& tile) {
//     const cv::Mat1f& luma = tile.Luma();  // covers tile.area()
//     for (int y = tile.core().y; y < tile.core().y + tile.core().height; ++y) {
//       const float* row = luma[y - tile.area().y];
//       ...
//
// An estimator owns what lies in core() and may look at everything in area(). A place is counted by
// the one tile whose core holds it.

#ifndef SHARPSCALE_ANALYSIS_TILE_H_
#define SHARPSCALE_ANALYSIS_TILE_H_

#include <memory>
#include <opencv2/core.hpp>

#include "analysis/picture_facts.h"

namespace sharpscale {

// How far area() reaches beyond core(), cut at the picture's border.
inline constexpr int kTileMargin = 64;  // px; a multiple of kCell and of 4

// Rows of the picture from which tiles are cut: made by the engine, once per row.
struct Band {
  int first_row = 0;  // of the planes, in the picture; a multiple of 4
  cv::Mat native;     // pixels as decoded
  cv::Mat1b visible;  // 255 where alpha is opaque; empty for pictures without alpha
  cv::Mat1f luma;     // Rec.601 full-range Y' of the encoded values, 0..255, not rounded
  cv::Mat1f half;     // 2x2 box means; first row is first_row / 2
  cv::Mat1f quarter;  // 4x4 box means; first row is first_row / 4
};

// Gaussian derivatives (sigma 1 px of the level) and their magnitude, levels per px of the level.
struct Gradients {
  cv::Mat1f x;
  cv::Mat1f y;
  cv::Mat1f magnitude;
};

class Tile {
 public:
  // `core` starts at multiples of kCell. The band must hold all rows of the area.
  Tile(const PictureFacts& facts, const Band& band, const cv::Rect& core);
  ~Tile();
  Tile(const Tile&) = delete;
  Tile& operator=(const Tile&) = delete;

  const PictureFacts& facts() const { return facts_; }
  const cv::Rect& core() const { return core_; }  // px of the picture
  const cv::Rect& area() const { return area_; }  // px of the picture that the planes cover
  cv::Rect core_in_area() const { return core_ - area_.tl(); }

  // Over area(). Rec.601 full-range Y', 0..255 levels whatever the depth.
  const cv::Mat1f& Luma() const { return luma_; }
  // Over area() / 2 and area() / 4, rounded down: box means. Level 0 is Luma().
  const cv::Mat1f& LumaAt(int level) const;
  // Over area(): JPEG's Cb and Cr less 128, levels. Empty for a gray picture.
  const cv::Mat1f& Cb() const;
  const cv::Mat1f& Cr() const;
  // Over area(): the decoded pixels, CV_8U, CV_16U or CV_32F with 1 or 3 channels (RGB).
  const cv::Mat& Native() const { return native_; }
  // Of the size of LumaAt(level), known in the core and 4 px around it, zero further out and in the
  // outer 3 px of the picture.
  const Gradients& GradientsAt(int level) const;
  // 8x8 DCT-II (orthonormal, as JPEG) of the luma less 128 of the blocks that begin in core() on
  // the grid with phase (0, 0) and lie inside the picture: row = block in raster order, 64 columns
  // in natural order [8 * v + u]. Blocks per row of blocks: see BlockColumns().
  const cv::Mat1f& BlockDct() const;
  int BlockColumns() const;

  // False where a pixel of the rectangle (px of the picture, cut at area()) is transparent, were it
  // by half: what lies under transparency is nobody's picture and must not be measured.
  bool Visible(const cv::Rect& box) const;
  // Over area(), 255 or 0; empty where everything is opaque.
  const cv::Mat1b& VisibleMask() const { return visible_; }

  // True where a costly estimator with this budget should look; see InSample.
  bool Sampled(int x, int y, int64_t budget_pixels) const {
    return InSample(facts_, x, y, budget_pixels);
  }

 private:
  struct Lazy;

  const PictureFacts& facts_;
  cv::Rect core_;
  cv::Rect area_;
  cv::Mat native_;
  cv::Mat1b visible_;
  cv::Mat1f luma_;
  cv::Mat1f half_;
  cv::Mat1f quarter_;
  std::unique_ptr<Lazy> lazy_;  // a tile is used by one thread at a time
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_TILE_H_
