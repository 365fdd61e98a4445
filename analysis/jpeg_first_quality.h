// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/jpeg_first_quality.h
//
// compression.first_quality: a JPEG file that was decoded and saved again keeps, below its own
// quantisation, the comb of the first one - as long as no pixel moved in between.
//
// Of every frequency, the indices that the file's own step leaves are compared with those that a
// first step of each IJG quality would have led to: some indices are met by no multiple of the
// first step, others by several (Popescu and Farid, "Statistical tools for digital forensics",
// 2004); the steep fall of a picture's coefficients is taken from the indices themselves, evened
// out. Cropping, turning or resizing between the two savings hides the first; so does a first
// quality well above the second.

#ifndef SHARPSCALE_ANALYSIS_JPEG_FIRST_QUALITY_H_
#define SHARPSCALE_ANALYSIS_JPEG_FIRST_QUALITY_H_

#include <vector>

#include "analysis/jpeg_pixel_quality.h"
#include "image/image.h"

namespace sharpscale {

struct JpegFirstQuality {
  bool enough = false;   // of blocks with detail to look at
  bool found = false;    // saved before, at another quality
  double quality = 0.0;  // IJG scale, of the first saving
  double low = 0.0;      // 90 % interval
  double high = 0.0;
  double evidence = 0.0;  // log likelihood ratio against "saved once"
  int blocks = 0;         // that were looked at
};

struct JpegFirstQualityOptions {
  JpegFacts::Table table{};  // the file's luma steps, [8 * v + u], as stored
  bool turned = false;       // by a quarter since: its frequencies across are now those down
  int grid_x = 0;            // first column and row at which a block begins, 0-7
  int grid_y = 0;
};

// `patches`: luma of the decoded file. Needs about 60 blocks with detail; fewer give enough =
// false. First tables that are not the IJG library's (cameras) are named by the nearest quality or
// not at all.
JpegFirstQuality EstimateJpegFirstQuality(const std::vector<LumaPatch>& patches,
                                          const JpegFirstQualityOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_JPEG_FIRST_QUALITY_H_
