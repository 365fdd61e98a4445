// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/adjust.h
//
// Exposure, contrast and white balance, for those who ask: never part of an advised plan unless the
// user opts in. Computed in linear light (the sRGB curve stands for the profile's own).

#ifndef SHARPSCALE_ENHANCE_ADJUST_H_
#define SHARPSCALE_ENHANCE_ADJUST_H_

#include <memory>
#include <opencv2/core.hpp>

#include "absl/status/status.h"
#include "image/pixel_source.h"

namespace sharpscale {

struct AdjustOptions {
  double exposure_ev = 0.0;  // stops, -5..5; 0 = unchanged
  double contrast =
      0.0;           // -1..1; slope 2^contrast around middle gray (18 % of white); 0 = unchanged
  double red = 1.0;  // gain in linear light, 0.25..4; 1 = unchanged
  double green = 1.0;
  double blue = 1.0;
  bool neutral() const;  // nothing to do
  absl::Status Validate() const;
};

// Gains that make the average of `pixels` (CV_32FC3, native, 0..1) neutral at equal brightness: the
// shades-of-gray estimate (Finlayson & Trezzi 2004, Minkowski norm 6), clipped pixels left out. A
// gray or empty picture gives gains of 1.
AdjustOptions NeutralWhiteBalance(const cv::Mat& pixels);

// In place, CV_32FC1 or CV_32FC3, native encoding, 0..1. White balance is skipped on one channel.
void Adjust(const AdjustOptions& options, cv::Mat* pixels);

// The same on a stream of float rows.
std::unique_ptr<PixelSource> AdjustRows(std::unique_ptr<PixelSource> input,
                                        const AdjustOptions& options);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_ADJUST_H_
