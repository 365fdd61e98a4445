// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/engine.h
//
// The one pass: reads a picture band by band, cuts bands into tiles, feeds them to all estimators
// on all threads, and finishes. Analyze() is the way in for everybody else.

#ifndef SHARPSCALE_ANALYSIS_ENGINE_H_
#define SHARPSCALE_ANALYSIS_ENGINE_H_

#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "analysis/estimator.h"
#include "analysis/findings.h"
#include "analysis/picture_facts.h"
#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

struct EngineOptions {
  int threads = 0;     // 0 = OpenCV's thread count; no influence on the result
  int tile = 256;      // px; a multiple of 64; no influence on the result
  bool maps = true;    // heat maps and peaks
  bool faces = false;  // look for faces
  absl::Status Validate() const;
};

// Runs the estimators over `source` (kNative encoding) and returns what they found, in their order.
// Errors: those of the source; InvalidArgument (empty picture, options); Cancelled.
absl::StatusOr<Findings> RunEstimators(PixelSource& source,
                                       const std::vector<const EstimatorInfo*>& estimators,
                                       const EngineOptions& options,
                                       const Progress* progress);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ENGINE_H_
