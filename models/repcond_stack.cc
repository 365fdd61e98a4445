// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <vector>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/enlarge_catmull_rom.h"
#include "models/interleaved_cells.h"
#include "models/repcond.h"
#include "models/run_on_tile.h"
#include "models/stack_networks.h"
#include "models/whole_cells.h"
#include "models/winograd/row_stack.h"

namespace sharpscale {
namespace {

using winograd::Arithmetic;
using winograd::PackedLayer;
using winograd::RowStack;

class RepCondStack : public Network {
 public:
  RepCondStack(const RepCondConfig& config,
               const WeightFile& weights,
               const Arithmetic& arithmetic,
               int threads)
      : config_(config), threads_(threads), precision_(arithmetic.precision) {
    const std::vector<std::string> names = config.Prefixes();
    for (size_t index = 0; index < names.size(); ++index) {
      const std::string& set = names[index];
      std::vector<PackedLayer> layers;
      const auto tensor = [&](const std::string& key) -> const WeightTensor& {
        return *weights.Find(set + key);
      };
      const auto add = [&](const std::string& key) {
        layers.emplace_back(arithmetic,
                            tensor(key + ".weight"),
                            tensor(key + ".bias"),
                            static_cast<float>(kRepCondSlope));
      };
      add("head");
      for (int i = 0; i < config.Body(index); ++i) add(fmt::format("body.{}", i));
      layers.emplace_back(arithmetic,
                          Interleaved(tensor("tail.weight"), config.Factor()),
                          Interleaved(tensor("tail.bias"), config.Factor()),
                          1.0f);
      sets_.emplace_back(std::move(layers), 0, config.Body(index));
    }
  }

  int scale() const override { return config_.scale; }
  int radius() const override { return config_.Radius(); }
  int granularity() const override { return config_.unshuffle; }
  Precision precision() const override { return precision_; }
  bool holds_maps() const override { return false; }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    return RunOnTile(tile, [&]() -> absl::StatusOr<cv::Mat> {
      const cv::Mat whole = WholeCells(tile, config_.unshuffle);
      const InputPacker packer(config_, whole, conditions, origin);
      const RowStack& stack = sets_[config_.Serving(conditions)];
      const int factor = config_.Factor();
      cv::Mat out = EnlargeCatmullRom(tile, config_.scale);
      stack.Run(
          packer.cells_wide(),
          packer.cells_high(),
          RowStack::Bands(packer.cells_high(), threads_),
          [&](int y, const cv::Range& columns, float* values) {
            packer.PackRow(y, columns, stack.stride(), values);
          },
          [&](int y, const cv::Range& columns, const float* cells) {
            AddInterleaved(
                cells, stack.out_stride(), factor, {columns.start, y}, columns.size(), &out);
          });
      return out;
    });
  }

 private:
  const RepCondConfig config_;
  const int threads_;
  const Precision precision_;
  std::vector<RowStack> sets_;  // in the order of Prefixes()
};

}  // namespace

absl::StatusOr<std::unique_ptr<Network>> MakeRepCondStack(const NetworkSpec& spec,
                                                          const winograd::Arithmetic& arithmetic,
                                                          int threads) {
  SHARPSCALE_ASSIGN_OR_RETURN(const RepCondConfig config, RepCondConfigFromJson(spec.config));
  int widest = std::max(config.InputChannels(), config.OutputChannels());
  for (size_t set = 0; set <= config.experts.size(); ++set) {
    widest = std::max(widest, config.Channels(set));
  }
  if (widest > winograd::kMostChannels) return nullptr;
  return std::make_unique<RepCondStack>(config, spec.weights, arithmetic, threads);
}

}  // namespace sharpscale
