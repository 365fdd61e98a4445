// SPDX-License-Identifier: Apache-2.0

#include <c10/core/InferenceMode.h>
#include <torch/script.h>

#include <mutex>

#include "fmt/format.h"
#include "fmt/ranges.h"
#include "image/status_macros.h"
#include "models/run_on_tile.h"
#include "models/torch/conv_stack.h"
#include "models/torch/networks.h"
#include "opencv2/imgproc.hpp"

namespace sharpscale {
namespace {

class ScriptNetwork : public Network {
 public:
  ScriptNetwork(const nlohmann::json& config,
                const torch::jit::script::Module& module,
                const NetworkOptions& options)
      : scale_(config["scale"].get<int>()),
        radius_(config["overlap"].get<int>()),
        multiple_(config.value("multiple", 1)),
        range_(config.value("range", 1) == 255 ? 255.0 : 1.0),
        bgr_(config.value("channels", "rgb") == "bgr"),
        threads_(options.threads),
        module_(module) {
    module_.eval();
  }

  int scale() const override { return scale_; }
  int radius() const override { return radius_; }
  int granularity() const override { return multiple_; }
  Precision precision() const override { return Precision::kFp32; }
  bool reentrant() const override { return false; }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& /*conditions*/,
                              cv::Point /*origin*/) const override {
    return RunOnTile(tile, [&]() -> absl::StatusOr<cv::Mat> {
      // InferenceMode would refuse modules that write into their own buffers.
      const at::NoGradGuard no_grad;
      SetThreads(threads_);
      const int right = (multiple_ - tile.cols % multiple_) % multiple_;
      const int bottom = (multiple_ - tile.rows % multiple_) % multiple_;
      cv::Mat whole;
      cv::copyMakeBorder(tile, whole, 0, bottom, 0, right, cv::BORDER_REPLICATE);
      if (bgr_) cv::cvtColor(whole, whole, cv::COLOR_RGB2BGR);
      const at::Tensor input = at::from_blob(whole.data, {1, whole.rows, whole.cols, 3}, at::kFloat)
                                   .permute({0, 3, 1, 2})
                                   .contiguous()
                                   .mul(range_);
      at::Tensor output;
      {
        // Modules may keep state: one call at a time.
        const std::lock_guard<std::mutex> lock(mutex_);
        const c10::IValue value = module_.forward({input});
        if (!value.isTensor()) {
          return absl::InvalidArgumentError("the TorchScript model does not return one tensor");
        }
        output = value.toTensor();
      }
      if (output.dim() != 4 || output.size(0) != 1 || output.size(1) != 3 ||
          output.size(2) < int64_t{tile.rows} * scale_ ||
          output.size(3) < int64_t{tile.cols} * scale_) {
        return absl::InvalidArgumentError(
            fmt::format("the TorchScript model made a tensor of [{}] from a tile of {}x{}; "
                        "expected [1, 3, {}, {}]",
                        fmt::join(output.sizes().vec(), ", "),
                        tile.cols,
                        tile.rows,
                        whole.rows * scale_,
                        whole.cols * scale_));
      }
      const at::Tensor flat =
          output.to(at::kFloat).mul(1.0 / range_).permute({0, 2, 3, 1}).contiguous();
      const cv::Mat made(static_cast<int>(flat.size(1)),
                         static_cast<int>(flat.size(2)),
                         CV_32FC3,
                         flat.data_ptr<float>());
      cv::Mat out = made(cv::Rect(0, 0, tile.cols * scale_, tile.rows * scale_)).clone();
      if (bgr_) cv::cvtColor(out, out, cv::COLOR_BGR2RGB);
      return out;
    });
  }

 private:
  const int scale_;
  const int radius_;
  const int multiple_;
  const double range_;
  const bool bgr_;
  const int threads_;
  mutable std::mutex mutex_;
  mutable torch::jit::script::Module module_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Network>> MakeTorchScript(const NetworkSpec& spec,
                                                         const NetworkOptions& options) {
  try {
    return std::make_unique<ScriptNetwork>(
        spec.config, torch::jit::load(spec.path, torch::kCPU), options);
  } catch (const c10::Error& e) {
    return absl::InvalidArgumentError(
        fmt::format("{}: not a TorchScript model: {}", spec.name, e.what_without_backtrace()));
  }
}

}  // namespace sharpscale
