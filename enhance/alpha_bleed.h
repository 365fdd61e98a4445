// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/alpha_bleed.h
//
// Colour under transparency is arbitrary, often black or white. A filter or a network mixes it into
// the visible edge: a fringe. Here the visible (premultiplied) colour is spread outwards before
// anything is filtered, so that colour and alpha can be enlarged apart.

#ifndef SHARPSCALE_ENHANCE_ALPHA_BLEED_H_
#define SHARPSCALE_ENHANCE_ALPHA_BLEED_H_

#include <memory>

#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

// How far colour is spread, px: beyond the reach of any stage's receptive field.
inline constexpr int kBleedReach = 40;

// `colour`: CV_32FC1 or CV_32FC3, not premultiplied; `alpha`: CV_32FC1, 0..1. Pixels of alpha 1/16
// and more keep their colour; fully transparent ones get the alpha-weighted mean of the smallest
// neighbourhood that holds visible colour, and stay as they are where kBleedReach px hold none.
cv::Mat BleedColour(const cv::Mat& colour, const cv::Mat& alpha);

// The same on a stream of float rows. Without alpha the input is returned unchanged.
std::unique_ptr<PixelSource> BleedColourRows(std::unique_ptr<PixelSource> input,
                                             int strip_rows,
                                             const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_ALPHA_BLEED_H_
