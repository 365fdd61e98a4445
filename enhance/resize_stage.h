// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/resize_stage.h
//
// Classical resampling of a stream to exact pixels: separable cubic convolution (Keys, a = -0.5),
// the kernel widened when shrinking so that nothing aliases. Pixel areas are aligned (centre of
// output pixel i is at (i + 0.5) * in / out - 0.5 of the input): no shift at any factor. Borders
// are replicated.

#ifndef SHARPSCALE_ENHANCE_RESIZE_STAGE_H_
#define SHARPSCALE_ENHANCE_RESIZE_STAGE_H_

#include <memory>
#include <string>

#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

// `input`: float rows. The result has width x height px (both >= 1). Memory: the kernel's support
// in rows of the new width. Values may leave 0..1 beside strong edges (ringing of the kernel, at
// most 7 %). Same size in and out returns the input unchanged.
std::unique_ptr<PixelSource> Resize(std::unique_ptr<PixelSource> input,
                                    int width,
                                    int height,
                                    std::string name = "resize",
                                    const Progress* progress = nullptr);

// Context of cubic convolution where it enlarges, px of the input.
inline constexpr int kCubicRadius = 2;

// The same on a picture in memory: CV_32FC1 or CV_32FC3.
cv::Mat ResizeCubic(const cv::Mat& pixels, int width, int height);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_RESIZE_STAGE_H_
