// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/solve_quantisation_hold.h
//
// How much of a JPEG repair is right, told without the truth: the picture is compressed once more,
// with the same steps on blocks that lie elsewhere, and repaired; now the truth is known, and with
// it which part of what the repair changes is damage. Done with the picture as it stands, which has
// blocks of its own (tells too little), and with the repaired one, which is smooth (tells too
// much); both together are right to a few hundredths of a decibel (docs/study.md).

#ifndef SHARPSCALE_ENHANCE_SOLVE_QUANTISATION_HOLD_H_
#define SHARPSCALE_ENHANCE_SOLVE_QUANTISATION_HOLD_H_

#include <functional>
#include <opencv2/core.hpp>
#include <optional>

#include "absl/status/statusor.h"
#include "enhance/quantisation_hold.h"

namespace sharpscale {

// Repairs a picture whose blocks begin at `grid`, both from 0 to 7; gives one of the same size.
using RepairOnGrid = std::function<absl::StatusOr<cv::Mat>(const cv::Mat& picture, cv::Point grid)>;

// `picture`: CV_32FC3 (RGB) or CV_32FC1, 0..1; `known`: its steps and grid. Fills in reach and
// shares. Under 8 x 8 blocks the reach is one half step and all within it stays. Nothing, where the
// picture was noisy before it was compressed: that noise lies outside any bounds (told by how often
// the repair denies the few coefficients of an otherwise empty block). Runs `repair` three times.
// Errors: those of `repair`.
absl::StatusOr<std::optional<QuantisationHold>> SolveQuantisationHold(const cv::Mat& picture,
                                                                      QuantisationHold known,
                                                                      const RepairOnGrid& repair);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_SOLVE_QUANTISATION_HOLD_H_
