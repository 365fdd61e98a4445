// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/fidelity_vsi.h
//
// Visual saliency-induced index.

#ifndef SHARPSCALE_ANALYSIS_FIDELITY_VSI_H_
#define SHARPSCALE_ANALYSIS_FIDELITY_VSI_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// Zhang, Shen, Li 2014 on colour: SDSP saliency at 256x256, gradients and chroma after means of FxF px
// with F = round(short side / 256), zeros outside the picture. 0 to 1; 1 = identical. Pixels as in
// Image, same size and type; gray counts as three equal channels. A picture without any saliency (flat)
// gives 1 when both are flat.
double Vsi(const cv::Mat& reference, const cv::Mat& distorted);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FIDELITY_VSI_H_
