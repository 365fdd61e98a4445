// SPDX-License-Identifier: Apache-2.0

#include <c10/core/InferenceMode.h>

#include "fmt/format.h"
#include "image/status_macros.h"
#include "models/compact.h"
#include "models/run_on_tile.h"
#include "models/torch/conv_stack.h"
#include "models/torch/networks.h"

namespace sharpscale {
namespace {

class CompactNetwork : public Network {
 public:
  CompactNetwork(const CompactConfig& config,
                 const WeightFile& weights,
                 const NetworkOptions& options)
      : config_(config), type_(ComputeType(options)), threads_(options.threads) {
    const c10::InferenceMode inference;
    for (int i = 0; i < config.convolutions; ++i) {
      const std::string key = fmt::format("body.{}", 2 * i);
      layers_.push_back(MakeLayer(
          *FindCompact(weights, key + ".weight"), *FindCompact(weights, key + ".bias"), type_));
      if (!config.prelu || i + 1 == config.convolutions) continue;
      const WeightTensor* slope = FindCompact(weights, fmt::format("body.{}.weight", 2 * i + 1));
      slopes_.push_back(
          at::from_blob(const_cast<float*>(slope->values.data()), slope->shape, at::kFloat)
              .to(type_, false, true));
    }
  }

  int scale() const override { return config_.scale; }
  int radius() const override { return config_.convolutions; }
  int granularity() const override { return 1; }
  Precision precision() const override {
    return type_ == at::kBFloat16 ? Precision::kBf16 : Precision::kFp32;
  }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& /*conditions*/,
                              cv::Point /*origin*/) const override {
    return RunOnTile(tile, [&]() -> absl::StatusOr<cv::Mat> {
      const c10::InferenceMode inference;
      SetThreads(threads_);
      const cv::Mat whole = tile.isContinuous() ? tile : tile.clone();
      at::Tensor x = at::from_blob(whole.data, {1, whole.rows, whole.cols, 3}, at::kFloat)
                         .permute({0, 3, 1, 2})
                         .to(type_);
      for (size_t i = 0; i < layers_.size(); ++i) {
        x = Convolve3x3(x, layers_[i]);
        if (i + 1 == layers_.size()) break;
        x = config_.prelu ? at::prelu(x, slopes_[i]) : at::leaky_relu(x, kCompactLeakySlope);
      }
      return ShuffleAndAdd(x, config_.scale, EnlargeNearest(whole, config_.scale));
    });
  }

 private:
  const CompactConfig config_;
  const at::ScalarType type_;
  const int threads_;
  std::vector<ConvLayer> layers_;
  std::vector<at::Tensor> slopes_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Network>> MakeCompact(const NetworkSpec& spec,
                                                     const NetworkOptions& options) {
  SHARPSCALE_ASSIGN_OR_RETURN(const CompactConfig config,
                              RecogniseCompact(spec.weights, spec.name));
  return std::make_unique<CompactNetwork>(config, spec.weights, options);
}

}  // namespace sharpscale
