// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/fidelity_gmsd.h
//
// Gradient magnitude similarity deviation.

#ifndef SHARPSCALE_ANALYSIS_FIDELITY_GMSD_H_
#define SHARPSCALE_ANALYSIS_FIDELITY_GMSD_H_

#include <opencv2/core.hpp>

#include "image/progress.h"

namespace sharpscale {

// Xue et al. 2014, as the authors' MATLAB code: luma, means of 2x2 px, Prewitt gradients / 3 with
// zeros outside, T = 170, standard deviation of the similarity map. 0 = identical; 0.05 is visible
// on a careful look, 0.2 is heavy. Planes as LumaLevels gives them, same size and type. Pictures
// below 4 px on a side give 0 when identical, else the plain value of what is there.
// A cancel gives 0.
double Gmsd(const cv::Mat& a, const cv::Mat& b, const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FIDELITY_GMSD_H_
