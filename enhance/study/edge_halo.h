// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/study/edge_halo.h
//
// The halo of a result whose truth is known: how much brighter than the truth the bright side of an
// edge became, and how much darker the dark side, as the mean of thousands of px. A mean of signed
// differences needs no allowance for noise, because noise cancels; a largest value near each edge
// (analysis/added_halo.h, which knows no truth) does, and what it allows depends on how much noise
// there is, so that it cannot compare two results of different noise.
//
//   const std::optional<double> halo = EdgeHalo(truth, result);  // 7.4: rims of 7.4 % of contrast

#ifndef SHARPSCALE_ENHANCE_STUDY_EDGE_HALO_H_
#define SHARPSCALE_ENHANCE_STUDY_EDGE_HALO_H_

#include <opencv2/core.hpp>
#include <optional>

namespace sharpscale {

// % of the edges' contrast (luma), 0 or more: of the px beside single edges of the truth of at
// least 24 levels the mean difference, away from the edge's middle, of all that are equally far
// from their edge (0 to 4 px), where that is largest. Softness counts as 0, as the truth does. Left
// out: sides within 10 levels of black or white, where a halo is cut off. Both CV_8UC3 RGB of one
// size. Empty where fewer than 100 px can tell: flat, out of focus, all texture, 1x1 px.
std::optional<double> EdgeHalo(const cv::Mat& truth, const cv::Mat& result);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_STUDY_EDGE_HALO_H_
