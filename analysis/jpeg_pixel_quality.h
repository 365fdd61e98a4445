// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/jpeg_pixel_quality.h
//
// The JPEG history of pixels: was this PNG a JPEG, where did its blocks begin, at which quality?
//
// Quantisation leaves the block DCT coefficients of each frequency on a comb of multiples of its
// step (Fan and de Queiroz 2003). For each of the 64 block phases the share of near-zero
// coefficients is counted; at the best phases the likelihood of the comb of every IJG quality is
// compared with that of unquantised coefficients.
//
// Drawings on white, where clipping breaks the comb, by the fixed point: quantising a decoded JPEG
// again with its own table changes next to nothing (blocks that begin at (0, 0) only).

#ifndef SHARPSCALE_ANALYSIS_JPEG_PIXEL_QUALITY_H_
#define SHARPSCALE_ANALYSIS_JPEG_PIXEL_QUALITY_H_

#include <opencv2/core.hpp>
#include <vector>

namespace sharpscale {

// A piece of a picture: luma in 8-bit levels rounded to whole ones (as a decoder made them), and
// where any channel is clipped (0 or 255; clipping breaks the comb). (x, y) = place in the picture,
// px.
struct LumaPatch {
  int x = 0;
  int y = 0;
  cv::Mat1f luma;
  cv::Mat1b clipped;
};

struct JpegPixelQuality {
  bool found = false;
  double quality = 0.0;  // IJG scale
  double low = 0.0;      // 90 % interval
  double high = 0.0;
  int grid_x = 0;  // first column and row at which a block begins, 0-7
  int grid_y = 0;
  double evidence = 0.0;  // log likelihood ratio against "never compressed"
  int blocks = 0;         // that were looked at, at the chosen phase
};

// Needs about 60 blocks with detail; fewer give found = false. Qualities above about 97 leave no
// trace in 8-bit pixels.
JpegPixelQuality EstimateJpegPixelQuality(const std::vector<LumaPatch>& patches);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_JPEG_PIXEL_QUALITY_H_
