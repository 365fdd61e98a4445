// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/ground_rims.h
//
// Halos of what is drawn: letters, lines and panels on even ground. They stand too close to have
// even surroundings on both sides (halo.h), but beside each the ground is known to the level: a
// machine's drawing goes from ground to ink without a detour, a mask leaves a rim of the other
// direction before it. Outlines and shadows do so by design, in one direction; a mask in both.

#ifndef SHARPSCALE_ANALYSIS_GROUND_RIMS_H_
#define SHARPSCALE_ANALYSIS_GROUND_RIMS_H_

#include <array>
#include <cstddef>
#include <cstdint>

#include "analysis/picture_facts.h"
#include "analysis/tile.h"

namespace sharpscale {

class GroundRims {
 public:
  // Of the borders of even ground on which a rim of this direction could show.
  struct Side {
    int64_t borders = 0;
    int64_t rims = 0;      // higher than 12 % of the ink's contrast and 7 levels
    double mean = 0.0;     // of their heights, with those that have none, % of the ink's contrast
    double share() const;  // of borders that have a rim, 0..1
  };

  void AddTile(const Tile& tile);
  void Merge(const GroundRims& other);

  Side Bright() const { return Of(0); }  // rims lighter than the ground, beside dark ink
  Side Dark() const { return Of(1); }

 private:
  void AddPatch(const Tile& tile, const cv::Rect& box);
  void Count(const float* ground, ptrdiff_t towards);
  Side Of(size_t side) const;

  // Bright, dark. Heights are added up as whole thousandths, in any order the same.
  std::array<int64_t, 2> borders_{};
  std::array<int64_t, 2> rims_{};
  std::array<int64_t, 2> heights_{};
};

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_GROUND_RIMS_H_
