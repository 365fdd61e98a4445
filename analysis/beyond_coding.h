// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/beyond_coding.h
//
// How far a result leaves its source by more than the source's own noise and JPEG coding can have
// hidden.
//
// A JPEG file says of each coefficient of an 8x8 block that it lay within half a quantisation step
// of what is stored, and noise of a known deviation lies on top of what was there. A result whose
// coefficients stay inside that may be the truth: nothing in the source speaks against it.

#ifndef SHARPSCALE_ANALYSIS_BEYOND_CODING_H_
#define SHARPSCALE_ANALYSIS_BEYOND_CODING_H_

#include <algorithm>
#include <opencv2/core.hpp>

#include "image/image.h"
#include "image/progress.h"

namespace sharpscale {

struct CodingLimits {
  // Steps of luma, natural order, for px as they stand (transposed with the picture); zeros = the
  // coding hides nothing.
  JpegFacts::Table steps{};
  int grid_x = 0;  // a column and a row at which a block begins; px of the planes, any integer
  int grid_y = 0;
  // Standard deviation of the source's luma noise, levels. Noise below a third of the finest step
  // leaves nothing in a file that could be measured: it counts as that much.
  double noise = 0.0;

  bool Hides() const { return noise > 0.0 || steps[0] > 0; }
  double Noise() const { return std::max(noise, std::min({steps[1], steps[8], steps[9]}) / 3.0); }
};

// Mean square of (result - source), levels squared, beyond the limits; per kDetailBlock px, as
// DetailBlocks. Coefficients count from half a step on; what noise is expected to leave beyond that
// is taken off, with a margin. Planes of one size, levels, CV_8U or CV_32F, finite. A cancel leaves
// it undefined. Source: ITU-T T.81 (steps); margin: tests/bench/accuracy_artefacts.cc, `damaged`.
cv::Mat1f BeyondCoding(const cv::Mat& source,
                       const cv::Mat& result,
                       const CodingLimits& limits,
                       const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_BEYOND_CODING_H_
