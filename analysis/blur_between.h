// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/blur_between.h
//
// The blur that leads from a sharpened or deblurred result back to its source. What a result has
// of fine detail cannot be held against a source that was blurred, but it can be asked whether the
// same blur makes the source of it: restored detail passes, what was changed in a place does not.

#ifndef SHARPSCALE_ANALYSIS_BLUR_BETWEEN_H_
#define SHARPSCALE_ANALYSIS_BLUR_BETWEEN_H_

#include <opencv2/core.hpp>
#include <optional>

namespace sharpscale {

constexpr int kBlurBetweenSide = 128;  // px that each side needs at least

struct BlurBetweenFit {
  cv::Mat1f kernel;        // of odd sides, for cv::filter2D on the result; its sum is 1
  double explained = 0.0;  // share of what the pictures differ by, less noise, that it accounts for
  // Share of its central weight that the four weights beside it have: 0.1 and less for what undoes
  // an unsharp mask of a sharp picture (a spike on a wide foot), 0.5 and more for lenses and
  // motion.
  double roundness = 0.0;
  cv::Point2d shift;  // its centre of mass, px: how far the result lies from its source

  // How surely it is an optical blur and hardly anything else has changed, 0 to 1.
  double Optical() const;
  bool IsOptical() const { return Optical() >= 0.5; }

  // Of the Gaussian with as much energy, px: its second moment would hang on what the fit leaves
  // far from its centre.
  double Sigma() const;

  // What is left of a step between two columns (width) and two rows (height), measured between the
  // means of two px on either side as FindSeams does; at least 0.05, at most 1.
  cv::Size2d StepGain() const;
};

// The kernel by least squares, from the spectra of up to 256 pieces of 128x128 px (Hann window).
// Lumas of one size as LumaLevels gives them, in register and in one tone; `noise`: levels, of the
// source, which no kernel foretells. Empty where no kernel accounts for much of the difference or
// the one that does sharpens, where the pictures are equal, and below kBlurBetweenSide px.
std::optional<BlurBetweenFit> BlurBetween(const cv::Mat& result,
                                          const cv::Mat& source,
                                          double noise = 0.0);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_BLUR_BETWEEN_H_
