// SPDX-License-Identifier: Apache-2.0

#include "models/hold_to_source.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <utility>
#include <vector>

#include "datasets/resample.h"
#include "image/status_macros.h"
#include "models/run_on_tile.h"
#include "models/wrapped_network.h"

namespace sharpscale {
namespace {

// How far the projection looks around itself, px of the source: its kernels fall by more than half
// from px to px.
constexpr int kReach = 12;
// A reduction looks as far as Lanczos3 does.
constexpr int kReductionReach = 4;

// What a px of the source, whose reduced result is off by 1, adds to a line of the result: factor
// kernels of 2 kReach + 1 px of the source, one for each px of a cell. With D the reduction of a
// line, these are the middle rows of its pseudo-inverse D' (D D')^-1.
std::vector<float> ProjectionKernels(int factor, const ResampleOptions& reduction) {
  constexpr int kLine = 4 * kReach + 1;
  // Each column of the unit matrix, made smaller, is a column of D.
  const cv::Mat unit = cv::Mat::eye(kLine * factor, kLine * factor, CV_32F);
  cv::Mat reduce = Resample(unit, cv::Size(kLine * factor, kLine), reduction);
  reduce.convertTo(reduce, CV_64F);
  cv::Mat inverse;
  cv::solve(reduce * reduce.t(), cv::Mat::eye(kLine, kLine, CV_64F), inverse, cv::DECOMP_CHOLESKY);
  const cv::Mat project = reduce.t() * inverse;
  constexpr int kMiddle = kLine / 2;
  std::vector<float> kernels;
  for (int phase = 0; phase < factor; ++phase) {
    const double* row = project.ptr<double>(kMiddle * factor + phase) + kMiddle - kReach;
    kernels.insert(kernels.end(), row, row + 2 * kReach + 1);
  }
  return kernels;
}

// Each line of CV_32FC3 `factor` times as long, and what was lines as columns.
cv::Mat ProjectLines(const cv::Mat& in, int factor, const std::vector<float>& kernels) {
  cv::Mat padded;
  cv::copyMakeBorder(in, padded, 0, 0, kReach, kReach, cv::BORDER_REFLECT | cv::BORDER_ISOLATED);
  cv::Mat out(in.rows, in.cols * factor, CV_32FC3);
  constexpr int kTaps = 2 * kReach + 1;
  for (int y = 0; y < in.rows; ++y) {
    float* to = out.ptr<float>(y);
    for (int x = 0; x < in.cols; ++x) {
      const float* const from = padded.ptr<float>(y) + 3 * x;
      for (int phase = 0; phase < factor; ++phase, to += 3) {
        const float* const kernel = kernels.data() + phase * kTaps;
        float sum[3] = {};
        for (int k = 0; k < kTaps; ++k) {
          for (int c = 0; c < 3; ++c) sum[c] += kernel[k] * from[3 * k + c];
        }
        std::copy_n(sum, 3, to);
      }
    }
  }
  return out.t();
}

class HeldNetwork : public WrappedNetwork {
 public:
  HeldNetwork(std::shared_ptr<const Network> network, const ResampleOptions& reduction)
      : WrappedNetwork(std::move(network)),
        reduction_(reduction),
        kernels_(ProjectionKernels(scale(), reduction)) {}

  int radius() const override { return inner().radius() + kReach + kReductionReach; }

  absl::StatusOr<cv::Mat> Run(const cv::Mat& tile,
                              const Conditions& conditions,
                              cv::Point origin) const override {
    Conditions told = conditions;
    if (!reduction_.antialias) told.aliasing = 1.0;
    SHARPSCALE_ASSIGN_OR_RETURN(cv::Mat result, inner().Run(tile, told, origin));
    if (result.size() != tile.size() * scale()) return result;  // the caller says what is wrong
    return RunOnTile(tile, [&]() -> absl::StatusOr<cv::Mat> {
      const cv::Mat missing = tile - Resample(result, tile.size(), reduction_);
      const cv::Mat columns = ProjectLines(missing, scale(), kernels_);
      result += ProjectLines(columns, scale(), kernels_);
      return result;
    });
  }

 private:
  const ResampleOptions reduction_;
  const std::vector<float> kernels_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const Network>> HoldToSource(std::shared_ptr<const Network> network,
                                                            std::string_view kernel) {
  SHARPSCALE_ASSIGN_OR_RETURN(const ResampleOptions reduction, ResampleFromName(kernel));
  return std::make_shared<HeldNetwork>(std::move(network), reduction);
}

}  // namespace sharpscale
