// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/seams.h
//
// texture.seams (levels), texture.seam_period, texture.seam_x, texture.seam_y (px): steps along
// straight lines at a regular distance, as left by work in tiles that are not blended.
//
// For each line between two columns (rows), the mean step over pieces of 32 px along it is taken,
// less the slope around it, in units of what the lines around it and the lines at the same phase of
// the 8x8 JPEG grid show at that place: content, noise and compression make no line special. Lines
// that stand out along most of their length are then tried for all periods from 48 to 1024 px and
// all offsets, both axes together. Two crossing lines count only when they are the first lines of
// square tiles that begin at the corner.
//
// Flat pictures: 0. Unknown: pictures below 96 px on a side. Blind to seams that were blended over
// several px. The value is the mean height of the steps on the lines found, 0 where none are; its
// upper end is then the height from which seams would have been found.

#ifndef SHARPSCALE_ANALYSIS_SEAMS_H_
#define SHARPSCALE_ANALYSIS_SEAMS_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

std::unique_ptr<Estimator> MakeSeamEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_SEAMS_H_
