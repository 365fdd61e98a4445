// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/edge_estimator.h
//
// Measures edges all over the picture, at three scales, and hands them to the metrics that rest on
// edges: blur.sigma and sharpness.mtf50 (blur.h), halo.* (halo.h).

#ifndef SHARPSCALE_ANALYSIS_EDGE_ESTIMATOR_H_
#define SHARPSCALE_ANALYSIS_EDGE_ESTIMATOR_H_

#include <memory>
#include <vector>

#include "analysis/edge_shape.h"
#include "analysis/estimator.h"

namespace sharpscale {

struct EdgeMeasure {
  int level = 0;   // of LumaAt; lengths in `shape` are px of that level
  float x = 0.0F;  // px of the picture
  float y = 0.0F;
  float angle = 0.0F;    // direction of the gradient, radians, 0 = +x, y down
  float scatter = 0.0F;  // levels, between the lines of the profile
  EdgeShape shape;
};

std::unique_ptr<Estimator> MakeEdgeEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_EDGE_ESTIMATOR_H_
