// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/fidelity_ssim.h
//
// Structural similarity, single- and multi-scale.
//
// SSIM: Wang et al. 2004, with the authors' constants (11x11 Gaussian window of sigma 1.5, K1 =
// 0.01, K2 = 0.03, L = 255, valid region only), on luma, without down-scaling. MS-SSIM: Wang et al.
// 2003, five scales by 2x2 means, weights 0.0448 0.2856 0.3001 0.2363 0.1333.
//
// The authors' code pools the scales by a product, as in the paper, or by a weighted sum; values
// published for TID2013 pairs (IQA-PyTorch's calibration table) are of the sum, which lies above
// the product where the scales differ, as they do under noise.

#ifndef SHARPSCALE_ANALYSIS_FIDELITY_SSIM_H_
#define SHARPSCALE_ANALYSIS_FIDELITY_SSIM_H_

#include <opencv2/core.hpp>

#include "image/progress.h"

namespace sharpscale {

struct SsimScores {
  double ssim = 0.0;           // -1 to 1; 1 = identical
  double contrast = 0.0;       // mean of the contrast-structure term alone
  double ms_ssim = 0.0;        // 0 to 1; the paper's product over scales
  double ms_ssim_sum = 0.0;    // the weighted mean of the same five terms
  bool ms_ssim_known = false;  // false: the short side is below 176 px, five scales do not fit
  // Mean of 1 - SSIM per cell; the cell's side in px. Empty when not asked for.
  cv::Mat1f dissimilarity;
};

// Planes as LumaLevels gives them, same size and type. Pictures smaller than the window (11 px) on
// either side are compared with reflected borders. `cell` = 0: no map.
// A cancel gives no scores.
SsimScores Ssim(const cv::Mat& a,
                const cv::Mat& b,
                int cell = 0,
                const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FIDELITY_SSIM_H_
