// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/block_dct.h
//
// Where the 8x8 blocks of JPEG lie in a part of a picture (analysis/planes.h transforms them).

#ifndef SHARPSCALE_ENHANCE_BLOCK_DCT_H_
#define SHARPSCALE_ENHANCE_BLOCK_DCT_H_

namespace sharpscale {

inline constexpr int kDctBlock = 8;  // px

// The first multiple of 8 px from `grid` on, at or after `origin`, seen from `origin`: 0..7.
constexpr int FirstBlock(int grid, int origin) {
  return (((grid - origin) % kDctBlock) + kDctBlock) % kDctBlock;
}

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_BLOCK_DCT_H_
