// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/check_output.h
//
// Nothing is silently black: is a network's output believable beside its input? Bad weights, wrong
// drivers and out-of-range activations show as non-finite values, as a picture whose large-scale
// colour has left the input's, or as a picture that has moved.

#ifndef SHARPSCALE_ENHANCE_CHECK_OUTPUT_H_
#define SHARPSCALE_ENHANCE_CHECK_OUTPUT_H_

#include <opencv2/core.hpp>
#include <string>

#include "models/conditions.h"

namespace sharpscale {

// Large-scale difference input - output on a grid of kDriftCell px of the input, one value per
// channel, in units of the picture (1 = full scale), smoothed over 3 x 3 cells. `input`, `output`:
// CV_32FC1 or CV_32FC3 of the same channels; output is `scale` times as large. What noise of
// `noise_sigma` (levels) in the input explains where it was cut off does not count.
inline constexpr int kDriftCell = 8;
cv::Mat MeasureDrift(const cv::Mat& input,
                     const cv::Mat& output,
                     int scale,
                     double noise_sigma = 0.0);

// Drift that noise and compression of the stated strength explain, same unit: noise averaged over
// the cells, and the quantised DC coefficient of a JPEG block.
double ExpectedDrift(const Conditions& conditions);

// Empty when the output is believable, else one phrase that says what is wrong ("not finite", "too
// bright by 43 levels"). `drift`: of MeasureDrift. A flat input gives "" for a flat output of its
// colour. A few pixels (0.5 %) may lie more than 0.5 beyond 0 to 1, none more than 4.
std::string FindFault(const cv::Mat& output, const cv::Mat& drift, double expected_drift);

// How far `output` has moved against `input`, px of the input, by one Gauss-Newton step (Lucas
// & Kanade 1981). (0, 0) for a picture without gradients. Meant for shifts below 1.5 px.
cv::Point2d MeasureShift(const cv::Mat& input, const cv::Mat& output, int scale);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_CHECK_OUTPUT_H_
