// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/one_bit_psnr.h
//
// Does an enlargement of a scan at one bit still show its source?
//
// Such a scan says of an outline in which pixel it runs, not where in it. A result with smooth
// outlines, brought back to the scan's size, is gray there, which is no fault: only what is black
// or white where the scan is not, for a pixel all around, is another drawing.

#ifndef SHARPSCALE_ANALYSIS_ONE_BIT_PSNR_H_
#define SHARPSCALE_ANALYSIS_ONE_BIT_PSNR_H_

#include <opencv2/core.hpp>

namespace sharpscale {

// PSNR in dB of `result`, cut at half of the scale, against `source` over the px that disagree by
// more than an outline's place: no px of the source's 3x3 has the result's value, or none of the
// result's 3x3 the source's (a line that is lost). No such px: kPsnrIdentical; one in a thousand:
// 30; all: 0. Planes as LumaLevels gives them, same size; NaN counts as black.
double OneBitPsnr(const cv::Mat& source, const cv::Mat& result);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_ONE_BIT_PSNR_H_
