// SPDX-License-Identifier: Apache-2.0
//
// File: models/compact.h
//
// Recognises the compact architecture of realesr-general-x4v3 and its many relatives
// (SRVGGNetCompact, Wang et al., Real-ESRGAN) from the names and shapes of its tensors:
//   body.0 3x3 RGB -> C, then pairs of (PReLU or leaky ReLU) and 3x3 C -> C, last 3x3 C -> 3
//   scale^2, pixel shuffle, plus the nearest-neighbour enlargement of the input.

#ifndef SHARPSCALE_MODELS_COMPACT_H_
#define SHARPSCALE_MODELS_COMPACT_H_

#include <opencv2/core.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "models/weight_file.h"

namespace sharpscale {

// Of negative values, where the file holds no slopes.
constexpr float kCompactLeakySlope = 0.1f;

struct CompactConfig {
  int scale = 0;
  int channels = 0;
  int convolutions = 0;  // with the first and the last
  bool prelu = true;     // else leaky ReLU 0.1
};

// `weights` may carry the wrappers "params.", "params_ema." or "module." in front of its names.
// Errors: InvalidArgument: what is expected and what was found.
absl::StatusOr<CompactConfig> RecogniseCompact(const WeightFile& weights, const std::string& name);

// The tensors in the order of computation: weight, bias and (unless leaky) slope of each layer,
// names without wrapper. Call after RecogniseCompact.
const WeightTensor* FindCompact(const WeightFile& weights, const std::string& key);

// Each px `factor` times in both directions: CV_32FC3 in and out.
cv::Mat EnlargeNearest(const cv::Mat& tile, int factor);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_COMPACT_H_
