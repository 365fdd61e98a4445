// SPDX-License-Identifier: Apache-2.0
//
// File: datasets/resample.h
//
// Resampling as other programs do it, exactly, so that a low-resolution picture is what a published
// protocol says it is. Pixel centres at half-integers, weights of each output pixel normalised to
// 1, mirror border (edge pixel repeated), as MATLAB's imresize.
//
//   cv::Mat low = Resample(high, {w / 2, h / 2}, {ResampleKernel::kBicubic, true});

#ifndef SHARPSCALE_DATASETS_RESAMPLE_H_
#define SHARPSCALE_DATASETS_RESAMPLE_H_

#include <opencv2/core.hpp>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace sharpscale {

enum class ResampleKernel {
  kNearest,        // point samples
  kBox,            // area average
  kBilinear,       // triangle
  kBicubic,        // Keys a = -0.5: MATLAB's imresize, Catmull-Rom
  kBicubicOpenCv,  // Keys a = -0.75: OpenCV's INTER_CUBIC (which never antialiases)
  kLanczos3,
};

struct ResampleOptions {
  ResampleKernel kernel = ResampleKernel::kBicubic;
  bool antialias = true;  // stretch the kernel when reducing
};

// `picture`: any depth, 1-4 channels. Float results are not clipped; integer results are rounded
// and saturated. An empty picture or size gives an empty picture. A flat picture stays flat.
cv::Mat Resample(const cv::Mat& picture, cv::Size size, const ResampleOptions& options);

// The names used in recipes and on the command line: "nearest", "area", "bilinear", "bicubic",
// "cv-cubic" (OpenCV's, no antialiasing), "lanczos3"; and "…-aliased" for the same without
// antialiasing. Errors: InvalidArgument (names the known ones).
absl::StatusOr<ResampleOptions> ResampleFromName(std::string_view name);
std::string ResampleName(const ResampleOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_DATASETS_RESAMPLE_H_
