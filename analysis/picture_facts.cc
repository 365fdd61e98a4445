// SPDX-License-Identifier: Apache-2.0

#include "analysis/picture_facts.h"

namespace sharpscale {

uint64_t PlaceHash(int x, int y, uint64_t salt) {
  // splitmix64 over the packed place.
  uint64_t z = (static_cast<uint64_t>(static_cast<uint32_t>(x)) << 32) ^ static_cast<uint32_t>(y) ^
               (salt * 0x9E3779B97F4A7C15ULL);
  z += 0x9E3779B97F4A7C15ULL;
  z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9ULL;
  z = (z ^ (z >> 27)) * 0x94D049BB133111EBULL;
  return z ^ (z >> 31);
}

bool InSample(const PictureFacts& facts, int x, int y, int64_t budget_pixels) {
  const int64_t pixels = facts.pixels();
  if (pixels <= budget_pixels) return true;
  const int bx = x / kSampleBlock;
  const int by = y / kSampleBlock;
  // Every n-th block of a scrambled order within each group of n neighbours in raster order.
  const int64_t n = (pixels + budget_pixels - 1) / budget_pixels;
  const int64_t blocks_x = (facts.width + kSampleBlock - 1) / kSampleBlock;
  const int64_t index = by * blocks_x + bx;
  const int64_t group = index / n;
  return index - group * n ==
         static_cast<int64_t>(PlaceHash(static_cast<int>(group), 0, 7) % static_cast<uint64_t>(n));
}

}  // namespace sharpscale
