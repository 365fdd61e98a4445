// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/measured_conditions.h
//
// The conditions as the analyzer sees them: what a network will be told in use, instead of the
// truth that only a training set knows.

#ifndef SHARPSCALE_MODELS_TRAIN_MEASURED_CONDITIONS_H_
#define SHARPSCALE_MODELS_TRAIN_MEASURED_CONDITIONS_H_

#include <opencv2/core.hpp>

#include "absl/status/statusor.h"
#include "models/conditions.h"

namespace sharpscale {

// `picture`: CV_8UC3 RGB. What the analyzer cannot tell is left neutral. Errors: those of Analyze.
absl::StatusOr<Conditions> MeasuredConditions(const cv::Mat& picture);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_MEASURED_CONDITIONS_H_
