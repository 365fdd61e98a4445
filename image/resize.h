// SPDX-License-Identifier: Apache-2.0
//
// File: image/resize.h
//
// Exact resizing: separable, half-pixel-centre geometry (the picture's edges stay edges, nothing
// shifts), antialiased when shrinking (the kernel widens with the factor, as in MATLAB's imresize),
// mirrored borders. Result rows depend on their own source rows only, so strips, tiles and any
// number of threads give the same bits.
//
//   SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat half, Resize(pixels, w / 2, h / 2));
//   SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat web, Resize(pixels, w, h, {ResizeFilter::kLanczos3}));

#ifndef SHARPSCALE_IMAGE_RESIZE_H_
#define SHARPSCALE_IMAGE_RESIZE_H_

#include <opencv2/core.hpp>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace sharpscale {

enum class ResizeFilter {
  kBicubic,   // Keys 1981, a = -0.5, as MATLAB's imresize; 2 px radius
  kLanczos3,  // 3 px radius; sharper, rings more
  kArea,      // mean over the covered area; no ringing; enlarging gives blocks with soft borders
};

struct ResizeOptions {
  ResizeFilter filter = ResizeFilter::kBicubic;
  // true = decode sRGB's tone curve, resize proportionally to light, encode again. Right for
  // physical averaging (fine bright detail keeps its brightness); degradation models of
  // super-resolution use false.
  bool linear_light = false;
  // true = the kernel widens when shrinking. false aliases; only to imitate such resizers.
  bool antialias = true;
};

struct RowRange {
  int begin = 0;
  int end = 0;  // one behind the last
  int size() const { return end - begin; }
};

// `pixels`: 8U, 16U or 32F with 1 to 4 channels, any encoding (linear_light expects sRGB encoding
// and leaves alpha to the caller). The result has the same type; integers are rounded and clipped,
// floats are not clipped. Flat pictures stay flat exactly; 1x1 gives a flat picture; not-a-number
// spreads to the pixels whose kernel covers it. The same size shares the pixels. Errors:
// InvalidArgument (empty, another type, a side below 1).
absl::StatusOr<cv::Mat> Resize(const cv::Mat& pixels,
                               int width,
                               int height,
                               const ResizeOptions& options = {});

// The source rows that the result rows `rows` need, when `source_height` rows become `height`.
RowRange ResizeInputRows(int source_height,
                         int height,
                         const RowRange& rows,
                         const ResizeOptions& options = {});

// Result rows `rows` of a picture of width x height, bit for bit those of Resize(). `strip` holds
// the source's rows `strip_rows` (at least ResizeInputRows) of `source_height`. Errors as above,
// OutOfRange where the strip does not cover what is needed.
absl::StatusOr<cv::Mat> ResizeRows(const cv::Mat& strip,
                                   const RowRange& strip_rows,
                                   int source_height,
                                   int width,
                                   int height,
                                   const RowRange& rows,
                                   const ResizeOptions& options = {});

}  // namespace sharpscale

#endif  // SHARPSCALE_IMAGE_RESIZE_H_
