// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/two_ways.h
//
// Enlarging a noisy picture in two ways at once. An upscaler that is told of the noise repairs
// while it enlarges; or a repair of its own comes first, and the upscaler is told of what is left.
// Either is better on some pictures and nothing measured tells which, but their errors differ: the
// mean of both is nearer to the truth than either (docs/study.md). Of strongly compressed pictures
// the repair sees the coarse blocks of the colours, the upscaler does not.

#ifndef SHARPSCALE_ENHANCE_TWO_WAYS_H_
#define SHARPSCALE_ENHANCE_TWO_WAYS_H_

#include <functional>
#include <memory>
#include <opencv2/core.hpp>

#include "models/conditions.h"
#include "models/network.h"

namespace sharpscale {

struct TwoWays {
  std::shared_ptr<const Network> upscaler;  // not null
  std::shared_ptr<const Network> repair;    // not null; scale 1
  // What the repair is told; its 8x8 grid is that of the conditions that the tile comes with.
  Conditions repair_conditions;
  double repair_strength = 1.0;  // 0..1, of the repair
  // What the repair is held to (may be empty); looks 7 px around.
  std::function<cv::Mat(const cv::Mat& tile, const cv::Mat& repaired, cv::Point origin)> hold;
  double residual = 0.3;    // of the noise, 0..1: what the upscaler is told after the repair
  double told_share = 0.5;  // 0..1, of the upscaler's own repair in the result
  // Colours (what is not luma) are those of the repaired tile, by cubic convolution.
  bool repaired_chroma = false;
};

// A network with the upscaler's scale and precision: the weighted mean of its result as told and of
// its result on the repaired tile (which is not made where the share of the former is 1). Errors:
// those of the two.
std::shared_ptr<const Network> EnlargeInTwoWays(TwoWays ways);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_TWO_WAYS_H_
