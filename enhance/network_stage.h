// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/network_stage.h
//
// Runs a network over a picture of any size, tile by tile, and watches what it returns. A tile that
// fails is done again: in fp32, in smaller pieces, blended gently with the classical result, and in
// the end by the classical operator alone - each said in the list of fallbacks.

#ifndef SHARPSCALE_ENHANCE_NETWORK_STAGE_H_
#define SHARPSCALE_ENHANCE_NETWORK_STAGE_H_

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "image/pixel_source.h"
#include "image/progress.h"
#include "models/conditions.h"
#include "models/network.h"

namespace sharpscale {

struct NetworkStageOptions {
  std::string name;                        // of the stage: "restore", "upscale"
  std::shared_ptr<const Network> network;  // not null
  // Asked for when a tile fails; may be empty. An error counts as "no fp32 network".
  std::function<absl::StatusOr<std::shared_ptr<const Network>>()> fp32;
  Conditions conditions;
  double strength = 1.0;    // 0 = classical result (at 1x: the input), 1 = the network's
  bool colour_lock = true;  // keep the input's large-scale colour
  int tile = 384;           // px of the network's input
  int strip_rows = 384;     // px of the network's input
  int lanes = 1;            // tiles at once; `blend` and `classical` are called from any of them
  cv::Point origin;         // of this picture in a larger one, for the 8x8 grid
  // How much of the network's result is taken where (may be empty: all of it): gets the window, the
  // network's result on it, and where the window lies in the larger picture; returns what goes on.
  // Px within `context` of the window's borders are not used. What it does to a tile must not
  // depend on the tile.
  std::function<cv::Mat(const cv::Mat& window, const cv::Mat& result, cv::Point origin)> blend;
  int context = 0;  // px of input that `blend` and `classical` look around themselves
  // The operator that stands in for the network (empty: cubic convolution, at 1x the input).
  std::function<cv::Mat(const cv::Mat& window)> classical;
  bool announce = true;  // report progress tile by tile (one stage of a pipeline should)
};

// What happened while the stage ran.
struct NetworkStageLog {
  int tiles = 0;
  int fallback_tiles = 0;
  std::vector<std::string> fallbacks;  // at most a few, then a count
};

// `input`: float rows; gray pictures are given to the network as R = G = B and averaged back; alpha
// is enlarged by cubic convolution. The result is clipped to 0..1. `log` may be null, else it must
// outlive the stage. The result does not depend on `tile` and `strip_rows` (beyond the network's
// own rounding), nor on `lanes`.
std::unique_ptr<PixelSource> RunNetwork(std::unique_ptr<PixelSource> input,
                                        NetworkStageOptions options,
                                        NetworkStageLog* log,
                                        const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_NETWORK_STAGE_H_
