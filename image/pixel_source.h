// SPDX-License-Identifier: Apache-2.0
//
// File: image/pixel_source.h
//
// Rows in strips, for pictures larger than the memory budget. Both are sequential: strip after
// strip from top to bottom. An Image is one of both (see ImageSource, ImageSink).

#ifndef SHARPSCALE_IMAGE_PIXEL_SOURCE_H_
#define SHARPSCALE_IMAGE_PIXEL_SOURCE_H_

#include <memory>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "image/image.h"

namespace sharpscale {

// The shape of a picture without its pixels.
struct PictureShape {
  int width = 0;
  int height = 0;
  int type = 0;            // cv type of pixels, for instance CV_8UC3
  bool has_alpha = false;  // alpha rows are CV_MAKETYPE(depth, 1)
};

class PixelSource {
 public:
  virtual ~PixelSource() = default;
  virtual const PictureShape& shape() const = 0;
  // Metadata, ppi and source facts; no pixels.
  virtual const Image& facts() const = 0;
  // Reads the next min(rows, rows left) rows; `alpha` is filled where shape().has_alpha, may be
  // null. 0 rows left: OutOfRange.
  virtual absl::Status ReadRows(int rows, cv::Mat* pixels, cv::Mat* alpha) = 0;
};

class PixelSink {
 public:
  virtual ~PixelSink() = default;
  // Rows of the type and width declared when the sink was opened. `alpha` empty where there is
  // none.
  virtual absl::Status WriteRows(const cv::Mat& pixels, const cv::Mat& alpha) = 0;
  // All rows are written: make the result visible (atomic rename for files). Without Finish nothing
  // appears and nothing stays behind.
  virtual absl::Status Finish() = 0;
};

// A whole picture as a source. Shares the pixels.
std::unique_ptr<PixelSource> ImageSource(const Image& image);

// Collects rows into `*image` (which must outlive the sink); `facts` gives metadata and ppi.
std::unique_ptr<PixelSink> ImageSink(const PictureShape& shape, const Image& facts, Image* image);

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_PIXEL_SOURCE_H_
