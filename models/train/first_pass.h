// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/first_pass.h
//
// What a network for the second of two passes (models/two_passes.h) learns from and is tried on:
// the result of the first network on the damaged picture.

#ifndef SHARPSCALE_MODELS_TRAIN_FIRST_PASS_H_
#define SHARPSCALE_MODELS_TRAIN_FIRST_PASS_H_

#include <memory>
#include <opencv2/core.hpp>

#include "absl/status/statusor.h"
#include "models/conditions.h"
#include "models/network.h"

namespace sharpscale {

// `low`: CV_32FC3 RGB, 0..1. With a null `first` the picture itself, in 8 bit as a file has it and
// the network would see it; else what `first` makes of that. CV_8UC3. `conditions` become those
// that the network is told. Errors: those of Network::Run.
absl::StatusOr<cv::Mat> AfterFirstPass(const Network* first,
                                       const cv::Mat& low,
                                       Conditions* conditions);

// 1 for null.
int FirstScale(const Network* first);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_FIRST_PASS_H_
