// SPDX-License-Identifier: Apache-2.0
//
// One line per estimator; an estimator stands below those whose metrics it reads.

#include "analysis/estimator.h"
#include "analysis/resolution.h"

namespace sharpscale {

const std::vector<EstimatorInfo>& EstimatorTable() {
  static const std::vector<EstimatorInfo> table = {
      {"resolution", {"resolution.width", "resolution.height"}, {}, &MakeResolutionEstimator},
  };
  return table;
}

}  // namespace sharpscale
