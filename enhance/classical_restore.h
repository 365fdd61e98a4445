// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/classical_restore.h
//
// Noise and JPEG blocks without a network: every 8x8 block, at every second position, is
// transformed, small coefficients are dropped, and the overlapping estimates are averaged. What the
// restore network falls back to.
//
//   Sliding DCT denoising: Yu & Sapiro, "DCT image denoising", IPOL 2011. Deblocking by averaging
//   shifted transforms: Nosratinia, "Denoising of JPEG images by re-application of JPEG", 2001.

#ifndef SHARPSCALE_ENHANCE_CLASSICAL_RESTORE_H_
#define SHARPSCALE_ENHANCE_CLASSICAL_RESTORE_H_

#include <memory>
#include <opencv2/core.hpp>

#include "image/pixel_source.h"
#include "image/progress.h"
#include "models/conditions.h"

namespace sharpscale {

// True where `conditions` name anything that this operator can repair.
bool HasClassicalRestore(const Conditions& conditions);

// `pixels`: CV_32FC1 or CV_32FC3 RGB, native encoding, 0..1, any size. Uses noise_sigma and
// jpeg_quality of `conditions`; `strength` 0..1 scales the thresholds' effect (0 = the input).
// Clean conditions and flat pictures come back unchanged.
cv::Mat ClassicalRestore(const cv::Mat& pixels, const Conditions& conditions, double strength);

// The same on a stream of float rows; alpha passes through. The result does not depend on
// `strip_rows`.
std::unique_ptr<PixelSource> ClassicalRestoreRows(std::unique_ptr<PixelSource> input,
                                                  const Conditions& conditions,
                                                  double strength,
                                                  int strip_rows,
                                                  const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_CLASSICAL_RESTORE_H_
