// SPDX-License-Identifier: Apache-2.0

#include "enhance/pipeline.h"

#include <cmath>

#include "enhance/classical_restore.h"
#include "enhance/lanes.h"
#include "enhance/point_stages.h"
#include "enhance/resize_stage.h"
#include "enhance/tiles.h"
#include "image/status_macros.h"
#include "image/timed_source.h"

namespace sharpscale {
namespace {

constexpr int kPlainStripRows = 128;  // stages without a network
constexpr int kSides[] = {768, 512, 384, 256, 192, 128, 96, 64, 32};
// Rather fewer tiles at once than tiles smaller than this.
constexpr int kLeastSide = 192;

// Rows of the result that a strip makes.
int RowsOfStrip(const PictureShape& shape, const std::vector<DecidedStep>& steps, int strip_rows) {
  cv::Size size(shape.width, shape.height);
  for (const DecidedStep& step : steps) size = step.SizeAfter(size);
  const double factor = static_cast<double>(size.height) / shape.height;
  return static_cast<int>(std::ceil(std::min(shape.height, strip_rows) * factor));
}

// Bytes of a chain that works on such strips.
int64_t ChainBytes(const PictureShape& shape,
                   const std::vector<DecidedStep>& steps,
                   const StripLayout& layout) {
  const int rows = layout.strip_rows;
  const int64_t pixel = 4 * (CV_MAT_CN(shape.type) + (shape.has_alpha ? 1 : 0));
  cv::Size size(shape.width, shape.height);
  int64_t total = 0;
  int64_t tile_bytes = 0;
  for (const DecidedStep& step : steps) {
    const cv::Size after = step.SizeAfter(size);
    switch (step.what) {
      case DecidedStep::Operator::kNetwork: {
        const int scale = step.network.network->scale();
        const int radius = std::max(step.network.network->radius(), step.network.context);
        const int64_t in = std::min(size.height, rows + 2 * radius);
        const int64_t out = static_cast<int64_t>(std::min(size.height, rows)) * scale;
        // Window (twice while it grows), strip, and the copy that crosses a strip's end.
        total += pixel * (2 * in * size.width + 2 * out * after.width);
        tile_bytes =
            std::max(tile_bytes,
                     layout.lanes *
                         TileBytes(layout.tile, radius, scale, step.network.network->holds_maps()));
        break;
      }
      case DecidedStep::Operator::kResize: {
        const double ratio = std::max(1.0, static_cast<double>(size.height) / after.height);
        total += pixel * static_cast<int64_t>((kPlainStripRows * ratio + 8 * ratio) * 3) *
                 std::max(size.width, after.width);
        break;
      }
      case DecidedStep::Operator::kClassicalRestore:
        total += (kPlainStripRows + 32) * int64_t{size.width} * pixel * 6;
        break;
      case DecidedStep::Operator::kSharpen: {
        const int64_t window = kPlainStripRows + 2 * SharpenRadius(step.sharpen);
        total += window * after.width * (2 * pixel + 12 * 4);
        break;
      }
      case DecidedStep::Operator::kAdjust:
        total += kPlainStripRows * pixel * after.width;
        break;
    }
    size = after;
  }
  // Conversion to the file's depth, of 16 bits at most, and what waits for the encoder.
  total += (2 * kPlainStripRows + layout.rows_ahead / 2) * pixel * size.width;
  return total + tile_bytes;
}

}  // namespace

cv::Size DecidedStep::SizeAfter(cv::Size before) const {
  if (what == Operator::kNetwork) return before * network.network->scale();
  if (what == Operator::kResize) return crop.empty() ? to : crop.size();
  return before;
}

StripLayout ChooseLayout(const PictureShape& shape,
                         const std::vector<DecidedStep>& steps,
                         int64_t budget,
                         int tile,
                         int threads) {
  StripLayout layout;
  for (layout.lanes = LaneCount(threads);; layout.lanes = (layout.lanes + 1) / 2) {
    for (const int side : kSides) {
      if (side < kLeastSide && layout.lanes > 1) break;
      layout.strip_rows = side;
      layout.tile = tile > 0 ? tile : side;
      layout.rows_ahead = RowsOfStrip(shape, steps, side);
      layout.bytes = ChainBytes(shape, steps, layout);
      if (layout.bytes <= budget) return layout;
    }
    if (layout.lanes == 1) return layout;
  }
}

std::unique_ptr<PixelSource> BuildStage(std::unique_ptr<PixelSource> input,
                                        const DecidedStep& step,
                                        const StripLayout& layout,
                                        bool sample,
                                        NetworkStageLog* log,
                                        const Progress* progress) {
  switch (step.what) {
    case DecidedStep::Operator::kNetwork: {
      NetworkStageOptions options = step.network;
      options.tile = layout.tile;
      options.strip_rows = layout.strip_rows;
      options.lanes = options.network->reentrant() ? layout.lanes : 1;
      return RunNetwork(std::move(input), std::move(options), log, progress);
    }
    case DecidedStep::Operator::kResize: {
      if (!sample) {
        std::unique_ptr<PixelSource> resized =
            Resize(std::move(input), step.to.width, step.to.height, "resize", progress);
        if (step.crop.empty() || step.crop.size() == step.to) return resized;
        return Crop(std::move(resized), step.crop);
      }
      const PictureShape& shape = input->shape();
      const int width = std::max(1, cvRound(double(shape.width) * step.to.width / step.from.width));
      const int height =
          std::max(1, cvRound(double(shape.height) * step.to.height / step.from.height));
      return Resize(std::move(input), width, height, "resize", progress);
    }
    case DecidedStep::Operator::kClassicalRestore:
      return ClassicalRestoreRows(std::move(input),
                                  step.network.conditions,
                                  step.network.strength,
                                  kPlainStripRows,
                                  progress);
    case DecidedStep::Operator::kSharpen:
      return SharpenRows(std::move(input), step.sharpen, kPlainStripRows, progress);
    case DecidedStep::Operator::kAdjust:
      return AdjustRows(std::move(input), step.adjust);
  }
  return input;
}

std::unique_ptr<PixelSource> BuildPipeline(std::unique_ptr<PixelSource> input,
                                           const std::vector<DecidedStep>& steps,
                                           const StripLayout& layout,
                                           PipelineLog* log,
                                           const Progress* progress) {
  // Progress is told by the network with the most work: the one that makes the largest picture.
  int loudest = -1;
  for (size_t i = 0; i < steps.size(); ++i) {
    if (steps[i].what == DecidedStep::Operator::kNetwork) loudest = static_cast<int>(i);
  }
  for (size_t i = 0; i < steps.size(); ++i) {
    DecidedStep step = steps[i];
    step.network.announce = static_cast<int>(i) == loudest;
    log->networks.emplace_back();
    log->seconds.push_back(0.0);
    input = BuildStage(std::move(input), step, layout, false, &log->networks.back(), progress);
    input = std::make_unique<TimedSource>(std::move(input), &log->seconds.back());
  }
  return input;
}

}  // namespace sharpscale
