// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/methods.h
//
// Ways to enhance a picture that an evaluation sets side by side: our networks, classical methods,
// and OpenCV's networks.

#ifndef SHARPSCALE_MODELS_TRAIN_METHODS_H_
#define SHARPSCALE_MODELS_TRAIN_METHODS_H_

#include <functional>
#include <opencv2/core.hpp>
#include <string>

#include "absl/status/statusor.h"
#include "models/conditions.h"

namespace sharpscale {

// 8-bit RGB in, 8-bit RGB of the scale out.
using Method = std::function<absl::StatusOr<cv::Mat>(const cv::Mat& picture, const Conditions&)>;

struct MethodOptions {
  int scale = 1;
  int threads = 1;
  bool fp32 = false;
  std::string peers;  // folder with dnn_superres/*.pb
};

// Names: "input" (1x), "bicubic" (Catmull-Rom), "cv-cubic", "lanczos4" (OpenCV), "nlm" (OpenCV's
// non-local means at the told noise), "usm" (unsharp mask 1.0 / 1.0 px), "fsrcnn", "espcn",
// "lapsrn" (OpenCV dnn_superres), or a network (NetworkOfName), also with "@KERNEL"
// (ResampleFromName) that the picture is known to have been made smaller by. Errors: NotFound,
// InvalidArgument, those of LoadNetwork.
absl::StatusOr<Method> MakeMethod(const std::string& name, const MethodOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_METHODS_H_
