// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/tone.h
//
// Clipping, contrast, exposure, colour cast, white border.

#ifndef SHARPSCALE_ANALYSIS_TONE_H_
#define SHARPSCALE_ANALYSIS_TONE_H_

#include <memory>

#include "analysis/estimator.h"

namespace sharpscale {

// Finds tone.clipped_highlights and tone.clipped_shadows (% of px whose darkest channel is at least
// 253, whose brightest is at most 2; unknown in drawings, where black and white are meant, and
// where three quarters of the frame are so: things on a white or black ground), tone.contrast
// (levels between the 1st and 99th percentile of luma), tone.exposure (EV of the median linear
// luminance against 18 %), tone.cast (CIELAB chroma of the mean linear-light colour of near-neutral
// px; unknown below 3 % of such px) and tone.border_white (% of the outer 2 % frame that is at
// least 253 in all channels). Native values are taken as sRGB. Pictures above 2 MP are looked at on
// every second px of every second row.
std::unique_ptr<Estimator> MakeToneEstimator(const PictureFacts& facts);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_TONE_H_
