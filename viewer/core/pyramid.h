// SPDX-License-Identifier: Apache-2.0
//
// File: viewer/core/pyramid.h
//
// A picture in halved sizes, cut into tiles for the screen. Level 0 is the picture itself (its
// pixels are shared, not copied); level n is 2^n times smaller, averaged in linear light. Levels
// are built off the interface thread and appear one after another; a small preview is there from
// the start.

#ifndef SHARPSCALE_VIEWER_CORE_PYRAMID_H_
#define SHARPSCALE_VIEWER_CORE_PYRAMID_H_

#include <atomic>
#include <chrono>
#include <cstdint>
#include <mutex>
#include <opencv2/core.hpp>
#include <vector>

#include "image/image.h"
#include "image/progress.h"

namespace sharpscale::viewer {

// Where tiles come from. Thread-safe.
class TileSource {
 public:
  virtual ~TileSource() = default;
  virtual int width() const = 0;  // px of level 0
  virtual int height() const = 0;
  virtual int levels() const = 0;  // ready ones, at least 1
  // CV_8UC4 (R, G, B, A; not premultiplied) of `rect` of a level; parts outside repeat the border.
  virtual cv::Mat Tile(int level, const cv::Rect& rect) const = 0;

  // The identity for texture caches; never used twice in one process.
  uint64_t id() const { return id_; }

 protected:
  TileSource();

 private:
  const uint64_t id_;
};

// The size of level n of a side: halves, rounded up, at least 1.
int LevelSide(int side, int level);
// How many levels until the longer side is at most 256 px.
int LevelCount(int width, int height);
// The level whose pixels are at most as large as a screen pixel: zoom 1 and above = 0.
int LevelForZoom(double zoom);

// 8-bit RGBA of a crop: 16 bit rounds, float clips to 0..1 (non-finite = 0), gray repeats, no alpha
// = 255.
cv::Mat ToRgba8(const cv::Mat& pixels, const cv::Mat& alpha);

class Pyramid : public TileSource {
 public:
  // Copies nothing but a preview of at most 512 px, sampled, not averaged.
  explicit Pyramid(const Image& image);

  // Builds the missing levels; stops early when cancelled. One caller at a time.
  void BuildLevels(const Progress* progress = nullptr);

  int width() const override { return image_.width(); }
  int height() const override { return image_.height(); }
  int levels() const override { return ready_.load(std::memory_order_acquire); }
  cv::Mat Tile(int level, const cv::Rect& rect) const override;

  const Image& image() const { return image_; }
  const cv::Mat& preview() const { return preview_; }  // CV_8UC4
  // When the decoded picture came here.
  std::chrono::steady_clock::time_point made() const { return made_; }
  // Bytes held beyond the picture itself.
  int64_t bytes() const;

 private:
  const Image image_;
  const std::chrono::steady_clock::time_point made_ = std::chrono::steady_clock::now();
  cv::Mat preview_;
  std::vector<cv::Mat>
      levels_;  // [n - 1] = level n; CV_8UC1, 3 or 4; sized at once, filled in order
  std::atomic<int> ready_{1};
};

}  // namespace sharpscale::viewer

#endif  // SHARPSCALE_VIEWER_CORE_PYRAMID_H_
