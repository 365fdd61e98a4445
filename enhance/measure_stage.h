// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/measure_stage.h
//
// The instruments between the stages: the few metrics that say what a stage did and what the next
// one needs to know, on the sample.

#ifndef SHARPSCALE_ENHANCE_MEASURE_STAGE_H_
#define SHARPSCALE_ENHANCE_MEASURE_STAGE_H_

#include <opencv2/core.hpp>
#include <vector>

#include "absl/status/statusor.h"
#include "analysis/measurement.h"
#include "analysis/report.h"
#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

// `pixels`: CV_32FC1 or CV_32FC3, native, 0..1. At most `side` x `side` px are measured, those with
// the most detail in focus, in the depth (CV_8U, CV_16U, CV_32F) that the result will be stored in:
// instruments know rounding, and what a drawing is by its few levels. A picture that cannot be
// measured gives an empty report.
Report MeasureStage(const cv::Mat& pixels,
                    int depth,
                    int side,
                    int threads,
                    const Progress* progress);

// The whole report of a picture as numbers only: maps cost time and nobody looks at them here.
// Input and errors as Analyze.
absl::StatusOr<Report> MeasureNumbers(const Image& image, int threads);

// Noise, blur, halo and compression of a whole report: what StageResult keeps.
std::vector<Measurement> StageMeasurements(const Report& report);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_MEASURE_STAGE_H_
