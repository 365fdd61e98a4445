// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/edge_profile.h
//
// The luma across an edge: sampled along the gradient, averaged along the edge. What blur,
// sharpness and halo are read from.

#ifndef SHARPSCALE_ANALYSIS_EDGE_PROFILE_H_
#define SHARPSCALE_ANALYSIS_EDGE_PROFILE_H_

#include <array>
#include <optional>
#include <vector>

#include "analysis/picture_facts.h"
#include "analysis/tile.h"

namespace sharpscale {

// A place where the gradient is largest across an edge.
struct EdgePoint {
  float x = 0.0F;  // px of the level, in the whole picture; sub-pixel
  float y = 0.0F;
  float direction_x = 1.0F;  // unit vector towards the bright side
  float direction_y = 0.0F;
  float magnitude = 0.0F;  // levels per px of the level, after a Gaussian of sigma 1
};

struct EdgeProfile {
  static constexpr int kReach = 12;    // px of the level to either side
  static constexpr int kPerPixel = 2;  // samples per px
  static constexpr int kCentre = kReach * kPerPixel;
  static constexpr int kSamples = 2 * kCentre + 1;
  static constexpr int kLines = 5;  // averaged, 1 px apart along the edge

  static double Position(int i) { return static_cast<double>(i - kCentre) / kPerPixel; }

  std::array<float, kSamples> luma{};  // dark side first
  float scatter = 0.0F;                // std between the lines, levels: noise, texture, curvature
};

// Of how many cells one is looked at: 1 up to 8 MP. Some 8000 scattered cells say as much about a
// larger picture as all of them.
int EdgeCellsOneIn(const PictureFacts& facts);

// The strongest edge points of each cell of the tile's core that is looked at, at most `per_cell`,
// at least 4 px apart, not nearer to the picture's border than a profile needs. Level 0, 1 or 2
// (see Tile::LumaAt).
std::vector<EdgePoint> FindEdgePoints(const Tile& tile, int level, int per_cell, float least_slope);

// Samples with a bicubic kernel that is kept within the values around, so that interpolation never
// invents an overshoot.
EdgeProfile SampleEdge(const Tile& tile, int level, const EdgePoint& point);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_EDGE_PROFILE_H_
