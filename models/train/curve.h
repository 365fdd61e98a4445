// SPDX-License-Identifier: Apache-2.0
//
// File: models/train/curve.h
//
// A training curve drawn from its CSV.

#ifndef SHARPSCALE_MODELS_TRAIN_CURVE_H_
#define SHARPSCALE_MODELS_TRAIN_CURVE_H_

#include <string>

#include "absl/status/statusor.h"

namespace sharpscale {

// `csv`: a header line ("step,minutes,rate,loss,NAME,…"), then rows of numbers; empty cells are
// gaps. The columns from the fourth on are drawn, each in its own panel, over the first. Returns
// SVG.
absl::StatusOr<std::string> DrawCurve(const std::string& csv, const std::string& title);

}  // namespace sharpscale

#endif  // SHARPSCALE_MODELS_TRAIN_CURVE_H_
