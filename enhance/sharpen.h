// SPDX-License-Identifier: Apache-2.0
//
// File: enhance/sharpen.h
//
// Output sharpening that knows where not to. Whoever proposes the sharper picture - an unsharp mask
// on luma or a network - the same rules say how much of it is taken: edges may be steepened up to
// the local extremes and past them only by a stated overshoot, never past them in letters and
// lines; what is noise, flat, skin or out of focus is left alone.
//
//   The mask follows the practice of print sharpening (Fraser & Schewe, "Real World Image
//   Sharpening"): radius tied to the output, strength held back by an edge mask. The clamp to local
//   extremes is the usual cure of halos (as in RawTherapee's and G'MIC's sharpeners).

#ifndef SHARPSCALE_ENHANCE_SHARPEN_H_
#define SHARPSCALE_ENHANCE_SHARPEN_H_

#include <memory>
#include <opencv2/core.hpp>

#include "absl/status/status.h"
#include "image/pixel_source.h"
#include "image/progress.h"

namespace sharpscale {

struct SharpenOptions {
  double strength = 0.4;     // 0..1 of the proposal taken; 0 = unchanged
  double radius = 1.0;       // px, sigma of the unsharp mask's Gaussian, 0.3..4
  double overshoot = 5.0;    // % of the local contrast that the result may pass its surroundings by
  double noise_sigma = 0.0;  // 8-bit levels; detail of this size is not amplified
  bool protect_skin = true;  // half strength on fine texture of skin tones
  bool protect_bokeh = true;  // nothing where the picture is out of focus
  bool protect_text = true;   // hard two-level structures are never driven past their two levels
  absl::Status Validate() const;
};

// Rows of context that a result depends on.
int SharpenRadius(const SharpenOptions& options);

// All pictures: CV_32FC1 or CV_32FC3 RGB, native encoding, nominal 0..1, at least 1 x 1; results
// have the same type and size, 0..1.

// The unsharp mask at full strength before any limit: the luma high-pass, cored against noise, is
// added to all channels alike (so it cannot tint).
cv::Mat UnsharpProposal(const cv::Mat& pixels, const SharpenOptions& options);

// Takes `options.strength` of the way from `pixels` to `proposal` (same type and size), within the
// rules above. Flat, noise-like and 1x1 pictures come back unchanged.
cv::Mat BlendSharpening(const cv::Mat& pixels,
                        const cv::Mat& proposal,
                        const SharpenOptions& options);

// The two together: the classical sharpener.
cv::Mat Sharpen(const cv::Mat& pixels, const SharpenOptions& options);

// The same on a stream of float rows; alpha passes through.
std::unique_ptr<PixelSource> SharpenRows(std::unique_ptr<PixelSource> input,
                                         const SharpenOptions& options,
                                         int strip_rows,
                                         const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ENHANCE_SHARPEN_H_
