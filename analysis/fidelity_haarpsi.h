// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/fidelity_haarpsi.h
//
// Haar wavelet-based perceptual similarity index.

#ifndef SHARPSCALE_ANALYSIS_FIDELITY_HAARPSI_H_
#define SHARPSCALE_ANALYSIS_FIDELITY_HAARPSI_H_

#include <opencv2/core.hpp>

#include "image/progress.h"

namespace sharpscale {

// Reisenhofer et al. 2018 with the authors' C = 30, alpha = 4.2, means of 2x2 px first, colour by
// YIQ. 0 to 1; 1 = identical. Pixels as in Image, same size and type; gray pictures are compared on
// luma.
// A cancel gives 0.
double HaarPsi(const cv::Mat& reference,
               const cv::Mat& distorted,
               const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FIDELITY_HAARPSI_H_
