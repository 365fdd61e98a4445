// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/resolution.h
//
// resolution.width, resolution.height: the size of the picture as decoded and oriented, px. Exact.

#ifndef SHARPSCALE_ANALYSIS_RESOLUTION_H_
#define SHARPSCALE_ANALYSIS_RESOLUTION_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

std::unique_ptr<Estimator> MakeResolutionEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_RESOLUTION_H_
