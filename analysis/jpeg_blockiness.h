// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/jpeg_blockiness.h
//
// Steps at the borders of 8x8 blocks, and where the blocks begin, from pixels alone.

#ifndef SHARPSCALE_ANALYSIS_JPEG_BLOCKINESS_H_
#define SHARPSCALE_ANALYSIS_JPEG_BLOCKINESS_H_

#include <array>
#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

// Mean step between neighbouring pixels beyond what the slopes on both sides foretell, by phase of
// the border (column or row) modulo 8. Levels.
struct BorderSteps {
  std::array<double, 8> columns{};
  std::array<double, 8> rows{};
};

// Of one plane, levels. Needs 16 px on both sides; all zero below.
BorderSteps MeasureBorderSteps(const cv::Mat1f& luma);

// Finds compression.blockiness (levels; mean excess of the steps on the grid over those off it,
// both directions, the phase taken from compression.grid_x / grid_y where known, else the
// strongest) with its map. Below the strength that pictures without blocks show by chance, 0.
// Unknown below 16 px.
std::unique_ptr<Estimator> MakeJpegBlockinessEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_JPEG_BLOCKINESS_H_
