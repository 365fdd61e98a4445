// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/planes.h
//
// The arithmetic behind the shared planes. Every output value is computed by the same operations
// wherever it lies, so that tiles cannot change it.

#ifndef SHARPSCALE_ANALYSIS_PLANES_H_
#define SHARPSCALE_ANALYSIS_PLANES_H_

#include <cstdint>
#include <opencv2/core.hpp>

namespace sharpscale {

// Rows [first, last) of `native` (CV_8U, CV_16U, CV_32F; 1 or 3 channels RGB) to Rec.601 full-range
// Y' on the scale 0..255, into the same rows of `luma`. Values that are not finite become 0 and are
// counted in the result.
int64_t ConvertToLuma(const cv::Mat& native, cv::Mat1f luma);

// Cb and Cr less 128 (JFIF), levels. Three channels only.
void ConvertToChroma(const cv::Mat& native, cv::Mat1f* cb, cv::Mat1f* cr);

// 2x2 box means; an odd last row or column is dropped. `half` must have the right size.
void HalveBox(const cv::Mat1f& plane, cv::Mat1f half);

// First derivatives of a Gaussian of sigma 1 px (7 taps, normalised so that a ramp of slope 1 gives
// 1) and their magnitude, within `where`. Elsewhere and in the outer 3 px of the plane they are
// zero.
void GaussianGradients(const cv::Mat1f& plane,
                       const cv::Rect& where,
                       cv::Mat1f* gx,
                       cv::Mat1f* gy,
                       cv::Mat1f* magnitude);

// Orthonormal 8x8 DCT-II of the block whose first pixel is at `block`, less `offset`.
void BlockDct8x8(const float* block, size_t stride, float offset, float out[64]);
// The way back: `block[v * stride + u]` from 64 coefficients, plus `offset`. They may not overlap.
void InverseBlockDct8x8(const float coefficients[64], float offset, float* block, size_t stride);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_PLANES_H_
