// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/oversharpening.h
//
// halo.oversharpened (%): how sure it is that the picture as a whole was sharpened by a strong
// mask, 80 to 200 % at 0.7 to 2 px, from how thousands of edges and scales look together
// (oversharpening_statistics.h). halo.h judges the few clean edges that a picture has; this needs
// none.
//
// The value is that of a logistic regression: among pictures like those it was set with, a third of
// them sharpened, so many of 100 that look like this were. It is no share of the picture. Drawings,
// charts and text have the same rims by design and are not told apart; a picture that was soft
// before it was sharpened is only crisp and reads low. Flat pictures, those with fewer than 100
// edges, those with stray pixels and those with noise beyond what the regression was set with
// (noise.luma_sigma above 11): unknown.

#ifndef SHARPSCALE_ANALYSIS_OVERSHARPENING_H_
#define SHARPSCALE_ANALYSIS_OVERSHARPENING_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

std::unique_ptr<Estimator> MakeOversharpeningEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_OVERSHARPENING_H_
