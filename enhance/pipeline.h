// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/pipeline.h
//
// Decided steps, and the chain of stages that carries them out. A plan says what to do; deciding
// adds with which network, under which conditions, to which pixels and how strongly.

#ifndef SHARPSCALE_ENHANCE_PIPELINE_H_
#define SHARPSCALE_ENHANCE_PIPELINE_H_

#include <deque>
#include <memory>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "advice/plan.h"
#include "enhance/adjust.h"
#include "enhance/network_stage.h"
#include "enhance/sharpen.h"
#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

struct DecidedStep {
  enum class Operator { kNetwork, kClassicalRestore, kResize, kSharpen, kAdjust };
  Operator what = Operator::kResize;
  int stage = 0;  // index of the StageResult that it belongs to
  // kClassicalRestore: its conditions and strength.
  NetworkStageOptions network;  // kNetwork; tile and strip_rows are filled when the chain is built
  bool all_ways = false;  // kNetwork: the mean of it in eight orientations (models/in_all_ways.h)
  // kResize: px of the whole picture before and after, and the part kept (empty = all).
  cv::Size from;
  cv::Size to;
  cv::Rect crop;
  SharpenOptions sharpen;  // kSharpen
  AdjustOptions adjust;    // kAdjust

  // Size of the whole picture after this step, px.
  cv::Size SizeAfter(cv::Size before) const;
};

struct StripLayout {
  int tile = 384;        // px of a network's input
  int strip_rows = 384;  // px of a network's input
  int64_t bytes = 0;     // estimated peak of the chain
  int lanes = 1;         // tiles at once
  int rows_ahead = 0;    // of the result, in the file's depth: what a strip makes of them
};

// The largest tiles and strips whose chain fits `budget` bytes with `threads` tiles at once (0 =
// one per core), or with fewer where even the smallest do not fit. `tile` > 0 fixes the tile.
StripLayout ChooseLayout(const PictureShape& shape,
                         const std::vector<DecidedStep>& steps,
                         int64_t budget,
                         int tile,
                         int threads);

// What ran: filled while rows are pulled.
struct PipelineLog {
  std::deque<NetworkStageLog> networks;  // one per network step
  std::deque<double> seconds;            // per step, including the steps before it
};

// One step over float rows. In a sample of the picture, sizes are scaled to the sample and nothing
// is cropped.
std::unique_ptr<PixelSource> BuildStage(std::unique_ptr<PixelSource> input,
                                        const DecidedStep& step,
                                        const StripLayout& layout,
                                        bool sample,
                                        NetworkStageLog* log,
                                        const Progress* progress);

// All steps. `log` must outlive the chain.
std::unique_ptr<PixelSource> BuildPipeline(std::unique_ptr<PixelSource> input,
                                           const std::vector<DecidedStep>& steps,
                                           const StripLayout& layout,
                                           PipelineLog* log,
                                           const Progress* progress);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_PIPELINE_H_
