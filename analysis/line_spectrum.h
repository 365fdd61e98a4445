// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/line_spectrum.h
//
// Cosine transforms of whole lines of any length.

#ifndef SHARPSCALE_ANALYSIS_LINE_SPECTRUM_H_
#define SHARPSCALE_ANALYSIS_LINE_SPECTRUM_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// DCT-II (orthonormal) of every row, any length >= 1. Rows are independent, so the result does not
// depend on threads.
cv::Mat1f DctOfRows(const cv::Mat1f& rows);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_LINE_SPECTRUM_H_
