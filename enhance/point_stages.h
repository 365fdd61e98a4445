// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/point_stages.h
//
// Stages that work on each row by itself: depth conversion at both ends of the pipeline, and crop.

#ifndef SHARPSCALE_ENHANCE_POINT_STAGES_H_
#define SHARPSCALE_ENHANCE_POINT_STAGES_H_

#include <memory>

#include "absl/status/statusor.h"
#include "image/pixel_source.h"

namespace sharpscale {

// Any depth to float, nominal 0..1. `neutral`: the picture is RGB with R = G = B everywhere; it
// goes on as one channel. Non-finite float values become 0.
std::unique_ptr<PixelSource> ToFloat(std::unique_ptr<PixelSource> input, bool neutral);

// Float rows to `cv_depth` (clipped and rounded for CV_8U and CV_16U; as they are for CV_32F) with
// `channels` channels (1 to 3: replicated).
std::unique_ptr<PixelSource> FromFloat(std::unique_ptr<PixelSource> input,
                                       int cv_depth,
                                       int channels);

// Rows of any depth from the picture's own ICC profile to sRGB; the profile is dropped (no profile
// = sRGB). Without a profile the input is returned unchanged. Errors: InvalidArgument (a damaged
// profile, or one for another number of channels).
absl::StatusOr<std::unique_ptr<PixelSource>> ToSrgbRows(std::unique_ptr<PixelSource> input);

// The part `area` of the picture (inside it).
std::unique_ptr<PixelSource> Crop(std::unique_ptr<PixelSource> input, cv::Rect area);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_POINT_STAGES_H_
