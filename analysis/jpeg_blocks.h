// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/jpeg_blocks.h
//
// The 8x8 blocks from which a JPEG history is read.

#ifndef SHARPSCALE_ANALYSIS_JPEG_BLOCKS_H_
#define SHARPSCALE_ANALYSIS_JPEG_BLOCKS_H_

#include <vector>

#include "analysis/jpeg_pixel_quality.h"

namespace sharpscale {

struct JpegBlock {
  const LumaPatch* patch = nullptr;
  int x = 0;  // within the patch, px
  int y = 0;
};

struct JpegBlockChoice {
  int grid_x = 0;  // first column and row at which a block begins, 0-7
  int grid_y = 0;
  int most = 1000;          // blocks
  int clipped_allowed = 0;  // px of a block, 0-64
};

// Whole blocks of that grid, spread evenly; blocks that are flat (range below 3 levels) or clipped
// are left out: they say nothing.
std::vector<JpegBlock> ChooseJpegBlocks(const std::vector<LumaPatch>& patches,
                                        const JpegBlockChoice& choice);

// DCT-II (orthonormal, as JPEG) of the luma less 128, [8 * v + u].
void TransformJpegBlock(const JpegBlock& block, float out[64]);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_JPEG_BLOCKS_H_
