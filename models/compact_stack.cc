// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <vector>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/compact.h"
#include "models/interleaved_cells.h"
#include "models/run_on_tile.h"
#include "models/stack_networks.h"
#include "models/winograd/row_stack.h"

namespace sharpscale {
namespace {

using winograd::Arithmetic;
using winograd::PackedLayer;
using winograd::RowStack;

std::vector<PackedLayer> LayersOf(const CompactConfig& config,
                                  const WeightFile& weights,
                                  const Arithmetic& arithmetic) {
  std::vector<PackedLayer> layers;
  for (int i = 0; i < config.convolutions; ++i) {
    const std::string key = fmt::format("body.{}", 2 * i);
    const WeightTensor& weight = *FindCompact(weights, key + ".weight");
    const WeightTensor& bias = *FindCompact(weights, key + ".bias");
    if (i + 1 == config.convolutions) {
      layers.emplace_back(
          arithmetic, Interleaved(weight, config.scale), Interleaved(bias, config.scale), 1.0f);
    } else if (config.prelu) {
      layers.emplace_back(arithmetic,
                          weight,
                          bias,
                          FindCompact(weights, fmt::format("body.{}.weight", 2 * i + 1))->values);
    } else {
      layers.emplace_back(arithmetic, weight, bias, kCompactLeakySlope);
    }
  }
  return layers;
}

class CompactStack : public Network {
 public:
  CompactStack(const CompactConfig& config,
               const WeightFile& weights,
               const Arithmetic& arithmetic,
               int threads)
      : config_(config),
        threads_(threads),
        precision_(arithmetic.precision),
        stack_(LayersOf(config, weights, arithmetic)) {}

  int scale() const override { return config_.scale; }
  int radius() const override { return config_.convolutions; }
  int granularity() const override { return 1; }
  Precision precision() const override { return precision_; }
  bool holds_maps() const override { return false; }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& /*conditions*/,
                              cv::Point /*origin*/) const override {
    return RunOnTile(tile, [&]() -> absl::StatusOr<cv::Mat> {
      const int scale = config_.scale;
      cv::Mat out = EnlargeNearest(tile, scale);
      stack_.Run(
          tile.cols,
          tile.rows,
          RowStack::Bands(tile.rows, threads_),
          [&](int y, const cv::Range& columns, float* values) {
            const float* in = tile.ptr<float>(y, columns.start);
            for (int i = 0; i < columns.size(); ++i, in += 3, values += stack_.stride()) {
              std::copy(in, in + 3, values);
            }
          },
          [&](int y, const cv::Range& columns, const float* cells) {
            AddInterleaved(
                cells, stack_.out_stride(), scale, {columns.start, y}, columns.size(), &out);
          });
      return out;
    });
  }

 private:
  const CompactConfig config_;
  const int threads_;
  const Precision precision_;
  const RowStack stack_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Network>> MakeCompactStack(const NetworkSpec& spec,
                                                          const winograd::Arithmetic& arithmetic,
                                                          int threads) {
  SHARPSCALE_ASSIGN_OR_RETURN(const CompactConfig config,
                              RecogniseCompact(spec.weights, spec.name));
  if (std::max(config.channels, 3 * config.scale * config.scale) > winograd::kMostChannels) {
    return nullptr;
  }
  return std::make_unique<CompactStack>(config, spec.weights, arithmetic, threads);
}

}  // namespace sharpscale
