// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/register.h
//
// Where one picture lies on another: enlargement, crop, shift, quarter turns and mirrors.

#ifndef SHARPSCALE_ANALYSIS_REGISTER_H_
#define SHARPSCALE_ANALYSIS_REGISTER_H_

#include <opencv2/core.hpp>

#include "analysis/compare.h"

namespace sharpscale {

// Lumas as LumaLevels gives them, of any sizes. Full-frame pairs (same aspect ratio) are tried
// first in all eight orientations; then crops at scales from 1/4 to 4 of the full-frame scale, by
// normalised correlation of band-passed thumbnails. The find is refined by Gauss-Newton on four
// parameters (scale and shift per axis) under free gain and offset, at up to 1024 px. A scale
// within 0.35 px (over the whole side) of the ratio of the sizes is that ratio. confidence =
// correlation of the band-passed, registered lumas at about 320 px; comparable from 0.35 on, crops
// from 0.5 on. Places that `after` has lost (register_lost.h) do not pull at it. Two flat pictures
// compare by their mean. A cancel ends it early, not comparable.
Registration RegisterPair(const cv::Mat& before,
                          const cv::Mat& after,
                          const Progress* progress = nullptr);

// `picture` turned by an EXIF orientation (1 to 8; 1 = as is): what a viewer does with the tag.
cv::Mat Orient(const cv::Mat& picture, int orientation);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_REGISTER_H_
