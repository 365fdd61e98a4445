// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/survey.h
//
// One pass over the source before the work: is an RGB picture really gray, and which part of it
// shows best what a stage does? That part, the sample, is enhanced first; the instruments look at
// it after each stage, and what they say drives the next stage and the sharpening solver.

#ifndef SHARPSCALE_ENHANCE_SURVEY_H_
#define SHARPSCALE_ENHANCE_SURVEY_H_

#include "absl/status/statusor.h"
#include "image/image.h"
#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

struct Survey {
  bool neutral = false;  // three channels, R = G = B at every pixel
  bool bilevel = false;  // every value is 0 or the largest, and both occur: a scan at one bit
  bool opaque = true;    // no px is see-through, were it by a little
  Image sample;          // depth and channels of the source
  cv::Rect area;         // of the sample in the picture; begins at multiples of 8 px
  bool whole = false;    // the sample is the whole picture
  cv::Mat overview;      // every n-th px of the whole picture, CV_32F, 0..1; for averages
};

struct SurveyOptions {
  int sample_side = 512;  // px; pictures of at most this many px squared are taken whole
};

// Reads `source` to its end. The sample is the one of at most 5 x 5 evenly spread windows with the
// most detail in focus (bends of the brightness, each clipped, so that one border does not win over
// texture).
absl::StatusOr<Survey> SurveySource(PixelSource& source,
                                    const SurveyOptions& options = {},
                                    const Progress* progress = nullptr);

// The `width` x `height` px part of `pixels` (any depth, 1 or 3 channels) with the most detail in
// focus, of at most 5 x 5 evenly spread ones; the whole picture where it is not larger.
cv::Rect RichestWindow(const cv::Mat& pixels, int width, int height);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_SURVEY_H_
