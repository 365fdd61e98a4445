// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/texture_blocks.h
//
// Detail of blocks of 8x8 px: collected once in the pass, read by texture.flat_activity,
// texture.smoothness, texture.banding and compression.ringing.

#ifndef SHARPSCALE_ANALYSIS_TEXTURE_BLOCKS_H_
#define SHARPSCALE_ANALYSIS_TEXTURE_BLOCKS_H_

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "analysis/estimator.h"
#include "analysis/picture_facts.h"

namespace sharpscale {

inline constexpr int kTextureBlock = 8;                       // px
inline constexpr int kBlocksPerSide = kCell / kTextureBlock;  // of a cell
inline constexpr int kBlocksPerCell = kBlocksPerSide * kBlocksPerSide;

// Levels per px below which nothing of an edge is left in the second differences.
inline constexpr float kCalmSlope = 4.0F;

// Levels and levels squared.
struct TextureBlock {
  float mean = 0.0F;
  float variance = 0.0F;  // about a plane
  // Variance of white noise that the second differences suggest (Immerkaer 1996): blind to straight
  // edges and slopes.
  float fine = 0.0F;
  float edge = 0.0F;  // largest slope, levels per px (derivative of a Gaussian, sigma 1)
  // Where the slope is small (kCalmSlope): the same as `fine`, and how many px of 64.
  float calm_fine = 0.0F;
  uint8_t calm = 0;
  uint8_t equal = 0;      // of 64 px: equal to their right and lower neighbour
  uint8_t steps = 0;      // of 64 px: differ from one of them by 0.4 to 8 levels
  float step_sum = 0.0F;  // of those differences
  bool whole = false;     // the block and a px around it lie inside the picture
  bool plateau = false;   // even but for rounding
  // Of a plateau: R, G and B, 8-bit levels whatever the depth; a gray one thrice.
  std::array<uint8_t, 3> colour{};
};

// All blocks of a picture; a picture's last blocks may be cut.
struct TextureBlocks {
  int columns = 0;
  int rows = 0;
  std::vector<TextureBlock> blocks;

  const TextureBlock& At(int column, int row) const {
    return blocks[static_cast<size_t>(row) * static_cast<size_t>(columns) +
                  static_cast<size_t>(column)];
  }
};

// Finds texture.flat_activity, texture.smoothness, texture.banding, compression.ringing.
std::unique_ptr<Estimator> MakeTextureEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_TEXTURE_BLOCKS_H_
