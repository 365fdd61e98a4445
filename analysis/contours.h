// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/contours.h
//
// Where a picture of few levels (posterised, or quantised hard before it was compressed) shows its
// steps: contours of several levels between plateaus, wherever they are in the picture.

#ifndef SHARPSCALE_ANALYSIS_CONTOURS_H_
#define SHARPSCALE_ANALYSIS_CONTOURS_H_

#include <opencv2/core.hpp>

#include "analysis/texture_blocks.h"

namespace sharpscale {

// One value per block of the picture: by how many levels of luma the contour in it steps, 0 where
// there is none. Empty where the picture is not made of few levels. `drawn`: flat areas and low
// contrast are expected, so that more evidence is wanted.
//
// A plateau is a block that is even but for rounding. Between two plateaus at most 40 px apart,
// with none between them, the colours differ by anything in a picture of many levels, mostly by
// one or two; in one of few levels each channel by whole multiples of one step. That step must be 5
// levels or more, and the plateaus beside it must lie at three heights or more: two tones with an
// edge between them are a drawing.
cv::Mat1f FindContours(const TextureBlocks& blocks, bool drawn);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_CONTOURS_H_
