// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/fidelity_vsi.h
//
// Visual saliency-induced index: agreement of edges and colours, weighed by where people look.

#ifndef SHARPSCALE_ANALYSIS_FIDELITY_VSI_H_
#define SHARPSCALE_ANALYSIS_FIDELITY_VSI_H_

#include <opencv2/core.hpp>
#include <optional>

namespace sharpscale {

// Zhang, Shen and Li 2014 with SDSP saliency (Zhang, Gu and Li 2013) and their constants, for
// pictures of about the size it was published for: those of 768 px and more on the short side are
// reduced by a whole number first, so that 384 to 767 px are left. Published values (TID2013,
// 512x384) are met within 1e-3; they come from the implementation in IQA-optimization (Ding et al.
// 2021), which takes the saliency of the whole picture where the authors' takes that of a 256 px
// copy. 0 to 1; 1 = identical. Pixels as in Image, native values, same size and type. Empty where
// nothing is salient: gray and flat pictures, which VSI is not defined for.
std::optional<double> Vsi(const cv::Mat& reference, const cv::Mat& distorted);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FIDELITY_VSI_H_
