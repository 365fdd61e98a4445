// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/quality.h
//
// quality.detail, .realism, .clarity and .overall, 0 to 100: the other metrics in one figure each,
// for sorting and for a first look; never used as a gate.
//
// Each defect costs a factor: exp(-weight * f(metric)). Detail counts blur, earlier enlargement and
// smoothed surfaces; realism halos and what tools leave behind (seams, checkerboard, stamped
// texture, banding); clarity noise and compression. Overall is the product of the three. The
// weights of blur, enlargement, noise, compression, halos and smoothing were fitted to HaarPSI
// against the clean original on synthetic degradations (tuning half of the pictures); the interval
// is that which holds 90 % of the held-out half. The others are set so that a severe grade costs
// about 30 points. A part is never better than the grades of what it
// counts: at most 75 (a slight defect) where one is moderate, 55 (moderate) where one is severe;
// realism is neither where the picture as a whole looks over-sharpened with 80 % or all certainty.
// Unknown: where blur or noise are unknown, and for drawn content.

#ifndef SHARPSCALE_ANALYSIS_QUALITY_H_
#define SHARPSCALE_ANALYSIS_QUALITY_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

std::unique_ptr<Estimator> MakeQualityEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_QUALITY_H_
