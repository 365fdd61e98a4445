// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/decide.h
//
// From a plan to decided steps: the loop of measuring and repairing. Each step runs on the sample,
// the instruments look at the result, and what they say sets the next step's conditions and
// strength. A network that does not stand the checks on the sample is not let near the picture.

#ifndef SHARPSCALE_ENHANCE_DECIDE_H_
#define SHARPSCALE_ENHANCE_DECIDE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "enhance/enhance.h"
#include "enhance/pipeline.h"
#include "enhance/survey.h"

namespace sharpscale {

struct Decision {
  std::vector<DecidedStep> steps;
  // Where the sample was the whole picture: what the steps made of it (float rows, as the pipeline
  // would give them). Else empty.
  Image whole;
};

// `shape` is the source's. Adds one StageResult per plan step (except export) to `result->stages`,
// and what had to be replaced to `result->fallbacks`. Errors: InvalidArgument (impossible step),
// Cancelled.
absl::StatusOr<Decision> DecideSteps(const Survey& survey,
                                     const PictureShape& shape,
                                     const Report& report,
                                     const Plan& plan,
                                     const EnhanceOptions& options,
                                     EnhanceResult* result,
                                     const Progress* progress);

// How a picture of `from` px becomes `to` px without distortion: scaled to cover it and cropped in
// the middle. Where the shapes agree within rounding there is no crop.
DecidedStep ResizeTo(cv::Size from, cv::Size to);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_DECIDE_H_
