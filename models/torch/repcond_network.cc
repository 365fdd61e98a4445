// SPDX-License-Identifier: Apache-2.0

#include <c10/core/InferenceMode.h>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/enlarge_catmull_rom.h"
#include "models/repcond.h"
#include "models/run_on_tile.h"
#include "models/torch/conv_stack.h"
#include "models/torch/networks.h"
#include "models/whole_cells.h"

namespace sharpscale {
namespace {

class RepCondNetwork : public Network {
 public:
  RepCondNetwork(const RepCondConfig& config,
                 const WeightFile& weights,
                 const NetworkOptions& options)
      : config_(config), type_(ComputeType(options)), threads_(options.threads) {
    const c10::InferenceMode inference;
    const std::vector<std::string> names = config.Prefixes();
    for (size_t index = 0; index < names.size(); ++index) {
      const std::string& set = names[index];
      std::vector<ConvLayer>& layers = sets_.emplace_back();
      const auto add = [&](const std::string& key) {
        layers.push_back(
            MakeLayer(*weights.Find(key + ".weight"), *weights.Find(key + ".bias"), type_));
      };
      add(set + "head");
      for (int i = 0; i < config.Body(index); ++i) add(fmt::format("{}body.{}", set, i));
      add(set + "tail");
    }
  }

  int scale() const override { return config_.scale; }
  int radius() const override { return config_.Radius(); }
  int granularity() const override { return config_.unshuffle; }
  Precision precision() const override {
    return type_ == at::kBFloat16 ? Precision::kBf16 : Precision::kFp32;
  }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    return RunOnTile(tile, [&]() -> absl::StatusOr<cv::Mat> {
      const c10::InferenceMode inference;
      SetThreads(threads_);
      const std::vector<ConvLayer>& layers = sets_[config_.Serving(conditions)];
      const cv::Mat whole = WholeCells(tile, config_.unshuffle);
      const at::Tensor packed = at::empty({1,
                                           whole.rows / config_.unshuffle,
                                           whole.cols / config_.unshuffle,
                                           config_.InputChannels()},
                                          at::kFloat);
      PackInput(config_, whole, conditions, origin, packed.data_ptr<float>());
      at::Tensor x = packed.permute({0, 3, 1, 2}).to(type_);
      x = Convolve3x3(x, layers.front());
      at::leaky_relu_(x, kRepCondSlope);
      const at::Tensor skip = x;
      for (size_t i = 1; i + 1 < layers.size(); ++i) {
        x = Convolve3x3(x, layers[i]);
        at::leaky_relu_(x, kRepCondSlope);
      }
      x = Convolve3x3(x.add_(skip), layers.back());
      return ShuffleAndAdd(x, config_.Factor(), EnlargeCatmullRom(tile, config_.scale));
    });
  }

 private:
  const RepCondConfig config_;
  const at::ScalarType type_;
  const int threads_;
  std::vector<std::vector<ConvLayer>> sets_;  // in the order of Prefixes()
};

}  // namespace

absl::StatusOr<std::unique_ptr<Network>> MakeRepCond(const NetworkSpec& spec,
                                                     const NetworkOptions& options) {
  SHARPSCALE_ASSIGN_OR_RETURN(const RepCondConfig config, RepCondConfigFromJson(spec.config));
  return std::make_unique<RepCondNetwork>(config, spec.weights, options);
}

}  // namespace sharpscale
