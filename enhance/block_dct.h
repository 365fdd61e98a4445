// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/block_dct.h
//
// The 8x8 blocks of JPEG in a picture, and the way back from their coefficients
// (analysis/planes.h has the way there).

#ifndef SHARPSCALE_ENHANCE_BLOCK_DCT_H_
#define SHARPSCALE_ENHANCE_BLOCK_DCT_H_

#include <opencv2/core.hpp>

namespace sharpscale {

inline constexpr int kDctBlock = 8;  // px

// The first multiple of 8 px from `grid` on, at or after `origin`, seen from `origin`: 0..7.
constexpr int FirstBlock(int grid, int origin) {
  return (((grid - origin) % kDctBlock) + kDctBlock) % kDctBlock;
}

// Inverse of the orthonormal 8x8 DCT-II: `block[v * stride + u]` from 64 coefficients. They may not
// overlap.
void InverseBlockDct8x8(const float coefficients[64], float* block, size_t stride);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_BLOCK_DCT_H_
