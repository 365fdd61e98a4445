// SPDX-License-Identifier: Apache-2.0

#include <algorithm>
#include <vector>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/bf16_networks.h"
#include "models/check_tile.h"
#include "models/repcond.h"
#include "models/shuffle_and_add.h"
#include "models/winograd/row_stack.h"

namespace sharpscale {
namespace {

using winograd::PackedLayer;
using winograd::RowStack;

constexpr float kSlope = 0.1f;  // of the leaky ReLU

class RepCondBf16 : public Network {
 public:
  RepCondBf16(const RepCondConfig& config, const WeightFile& weights, int threads)
      : config_(config), threads_(threads) {
    for (const std::string& set : config.Prefixes()) {
      std::vector<PackedLayer> layers;
      const auto add = [&](const std::string& key, float slope) {
        layers.emplace_back(*weights.Find(key + ".weight"), *weights.Find(key + ".bias"), slope);
      };
      add(set + "head", kSlope);
      for (int i = 0; i < config.body; ++i) add(fmt::format("{}body.{}", set, i), kSlope);
      add(set + "tail", 1.0f);
      sets_.emplace_back(std::move(layers), 0, config.body);
    }
  }

  int scale() const override { return config_.scale; }
  int radius() const override { return config_.Radius(); }
  int granularity() const override { return config_.unshuffle; }
  Precision precision() const override { return Precision::kBf16; }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    SHARPSCALE_RETURN_IF_ERROR(CheckTile(tile));
    try {
      // A size that does not divide is extended by repeated edge pixels and cut again at the end.
      const int u = config_.unshuffle;
      const int right = (u - tile.cols % u) % u;
      const int bottom = (u - tile.rows % u) % u;
      cv::Mat whole = tile;
      if (right > 0 || bottom > 0) {
        cv::copyMakeBorder(tile, whole, 0, bottom, 0, right, cv::BORDER_REPLICATE);
      }
      const InputPacker packer(config_, whole, conditions, origin);
      const RowStack& stack = sets_[config_.Serving(conditions)];
      cv::Mat out = EnlargeCatmullRom(tile, config_.scale);
      const int factor = config_.Factor();
      const int columns = std::min(packer.cells_wide() * factor, out.cols);
      stack.Run(
          packer.cells_wide(),
          packer.cells_high(),
          threads_,
          [&](int y, float* row) { packer.PackRow(y, stack.stride(), row); },
          [&](int y, const float* cells) {
            AddCellLine(cells, stack.out_stride(), factor, columns, [&](int j) {
              const int line = y * factor + j;
              return line < out.rows ? out.ptr<float>(line) : nullptr;
            });
          });
      return out;
    } catch (const std::exception& e) {
      return absl::InternalError(
          fmt::format("the network failed on a tile of {}x{}: {}", tile.cols, tile.rows, e.what()));
    }
  }

 private:
  const RepCondConfig config_;
  const int threads_;
  std::vector<RowStack> sets_;  // in the order of Prefixes()
};

}  // namespace

absl::StatusOr<std::unique_ptr<Network>> MakeRepCondBf16(const NetworkSpec& spec, int threads) {
  SHARPSCALE_ASSIGN_OR_RETURN(const RepCondConfig config, RepCondConfigFromJson(spec.config));
  if (std::max({config.channels, config.InputChannels(), config.OutputChannels()}) >
      winograd::kMostChannels) {
    return nullptr;
  }
  return std::make_unique<RepCondBf16>(config, spec.weights, threads);
}

}  // namespace sharpscale
