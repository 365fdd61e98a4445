// SPDX-License-Identifier: Apache-2.0
//
// File: analysis/fidelity_ciede2000.h
//
// The CIEDE2000 colour difference. 1 = about the smallest difference a trained eye sees between
// large patches side by side; 2.3 = just noticeable in a picture; above 5 = plainly another colour.

#ifndef SHARPSCALE_ANALYSIS_FIDELITY_CIEDE2000_H_
#define SHARPSCALE_ANALYSIS_FIDELITY_CIEDE2000_H_

#include <opencv2/core.hpp>

#include "image/progress.h"

namespace sharpscale {

struct Lab {
  double l = 0.0;  // 0-100
  double a = 0.0;
  double b = 0.0;
};

// Sharma, Wu, Dalal 2005, with kL = kC = kH = 1; equals their 34 test pairs to 4 decimals.
double Ciede2000(const Lab& first, const Lab& second);

// sRGB (each 0-1, gamma-encoded) to CIE L*a*b*, white D65, 2 degree observer. Values outside 0-1
// are taken to the nearest end.
Lab SrgbToLab(double red, double green, double blue);

struct Ciede2000Scores {
  double mean = 0.0;
  double p95 = 0.0;  // 95th percentile
  int sampled = 0;   // px looked at
};

// Over pixels as in Image (same size and type), taken as sRGB. Pictures above one megapixel are
// looked at on an even lattice of 125 000 pixels and more: the mean's standard error
// is 0.3 % of the spread. A cancel gives no scores.
Ciede2000Scores MeanCiede2000(const cv::Mat& a,
                              const cv::Mat& b,
                              const Progress* progress = nullptr);

}  // namespace sharpscale

#endif  // SHARPSCALE_ANALYSIS_FIDELITY_CIEDE2000_H_
